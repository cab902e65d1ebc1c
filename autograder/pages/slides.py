"""Lessons as slides, handouts, PDFs and pages, run afresh, that need no network to be shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

from autograder.files import write_bytes
from autograder.ownership import FOLDER, Ledger, digest_of
from autograder.pages.decks import Deck, Question, deck_html, deck_of, handout_html, write_pdf
from autograder.pages.decks.face import own_text
from autograder.pages.decks.prose import CODE, FORMULA, plain
from autograder.pages.html import maths
from autograder.pages.lesson_runs import heading_of, lesson_digest, lesson_paths, run_all
from autograder.pages.made import Made, made_of

__all__ = ["ready", "write_deck", "write_list", "write_pages", "write_slides"]

TEMPLATES = str(Path(__file__).parent / "templates")


def write_slides(
    root: Path,
    lessons: Sequence[str],
    into: Path,
    overwrite: bool = False,
    theme: str = "light",
    handout: bool = False,
    pdf: bool = False,
    questions: Mapping[str, Sequence[Question]] = {},
) -> Iterator[Path]:
    """Run lessons, two at a time, and yield the files of each when they are there:
    into/LESSON.html, and with `handout` and `pdf` into/LESSON-handout.html and into/LESSON.pdf.
    Files that were made of just the same stay. `questions` to the audience, by lesson, stand before
    its recap or after their section. Raises InTheWay, before a lesson is run, where a file of
    somebody's own stands."""
    ledger, chosen = Ledger(root, overwrite), lesson_paths(root, lessons)
    made, parts, stale = Made(root), {}, []
    endings = [".html", *(["-handout.html"] if handout else []), *([".pdf"] if pdf else [])]
    ledger.check(into / f"{path.stem}{ending}" for ending in endings for path in chosen)
    for path in chosen:
        asked = questions.get(path.stem, ())
        parts[path] = made_of(lesson_digest(path), asked, _after(root, path), theme)
        files = [into / f"{path.stem}{ending}" for ending in endings]
        if all(made.stands(file, parts[path]) for file in files):
            yield from files
        else:
            stale.append(path)
    for path, node in run_all(stale):
        file = into / f"{path.stem}.html"
        deck = write_deck(root, path, node, into, ledger, theme, questions.get(path.stem, ()))
        made.note(file, parts[path])
        yield file
        for ending in endings[1:]:
            target = into / f"{path.stem}{ending}"
            printed = _printed(root, file) if ending == ".pdf" else handout_html(deck).encode()
            ledger.write(target, printed)
            made.note(target, parts[path])
            yield target


def _printed(root: Path, deck: Path) -> bytes:
    """The PDF of a deck's file, printed if no deck of these bytes was before. Prints are kept in
    .goodstart/prints/ by the deck's digest, one of each lesson."""
    folder = root / FOLDER / "prints"
    kept = folder / f"{deck.stem}-{digest_of(deck.read_bytes())}.pdf"
    if not kept.is_file():
        write_bytes(kept, write_pdf(deck))
        for older in folder.glob(f"{deck.stem}-*.pdf"):
            if older != kept:
                older.unlink(missing_ok=True)
    return kept.read_bytes()


def write_deck(
    root: Path,
    path: Path,
    node: NotebookNode,
    into: Path,
    ledger: Ledger,
    theme: str = "light",
    questions: Sequence[Question] = (),
    live: bool = False,
) -> Deck:
    """Return the deck of a lesson that has been run, after writing its file. With `live`, the file
    looks every 1.5 seconds whether it has been written anew, and loads itself again."""
    deck = deck_of(path.stem, linked(node), questions, _after(root, path))
    ledger.write_text(into / f"{path.stem}.html", deck_html(deck, theme, live))
    return deck


LIST = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Slides</title><style>
:root {{ color-scheme: light dark; }}
body {{ font: 1.1rem/1.6 system-ui, sans-serif; max-width: 46rem; margin: auto; padding: 1rem; }}
</style></head>
<body><main><h1>Slides</h1>
<ul>
{lines}
</ul></main></body>
</html>
"""


def write_list(root: Path, into: Path, overwrite: bool = False) -> Path:
    """Return into/index.html, after writing it: the decks that are there, in the lessons' order,
    each with its PDF and its handout where it has them."""
    lines = []
    for path in lesson_paths(root, []):
        if (into / f"{path.stem}.html").is_file():
            title = escape(plain(heading_of(nbformat.read(path, as_version=4))) or path.stem)
            more = [
                f' · <a href="{path.stem}{ending}">{name}</a>'
                for ending, name in ((".pdf", "PDF"), ("-handout.html", "handout"))
                if (into / f"{path.stem}{ending}").is_file()
            ]
            number = path.stem.partition("_")[0]
            lines.append(f'<li>{number} <a href="{path.stem}.html">{title}</a>{"".join(more)}</li>')
    target = into / "index.html"
    Ledger(root, overwrite).write_text(target, LIST.format(lines="\n".join(lines)))
    return target


def _after(root: Path, path: Path) -> str:
    """Where to go after a lesson, in Markdown: its assignments, and the lesson after it."""
    lines = []
    for source in sorted(root.glob("source/*.py")):
        text = source.read_text("utf-8")
        if text.partition("](../../notebooks/")[2].partition(")")[0] == path.name:
            title = re.search(r"^# # (.+)$", text, re.MULTILINE)
            lines.append(f"- **Assignment `{source.stem}`** {title[1] if title else ''}")
    lessons = lesson_paths(root, [])
    at = [one.stem for one in lessons].index(path.stem)
    if at + 1 < len(lessons):
        title_of_next = heading_of(nbformat.read(lessons[at + 1], as_version=4))
        number = lessons[at + 1].stem.partition("_")[0]
        next_deck = f"{lessons[at + 1].stem}.html"
        lines.append(f"- **[Next: lesson {number}]({next_deck})** {title_of_next}")
    return "\n".join(lines) or "- **The end** This was the last lesson."


def write_pages(
    root: Path, lessons: Sequence[str], into: Path, overwrite: bool = False
) -> Iterator[Path]:
    """Run lessons and yield the file of each: into/LESSON.html, complete in itself. A file that was
    made of just the same stays. Raises InTheWay, before a lesson is run, where a file of somebody's
    own stands."""
    ledger, chosen = Ledger(root, overwrite), lesson_paths(root, lessons)
    files = {path: into / f"{path.stem}.html" for path in chosen}
    ledger.check(files.values())
    made, parts = Made(root), {path: made_of(lesson_digest(path)) for path in chosen}
    stale = [path for path in chosen if not made.stands(files[path], parts[path])]
    yield from (files[path] for path in chosen if path not in stale)
    for path, ran in run_all(stale):
        from nbconvert import HTMLExporter  # takes as long to import as all else together

        exporter = HTMLExporter(template_name="goodstart_page", extra_template_basedirs=[TEMPLATES])
        node = ready(ran)
        body, _ = exporter.from_notebook_node(node, resources={"metadata": {"name": path.stem}})
        ledger.write_text(files[path], body)
        made.note(files[path], parts[path])
        yield files[path]


def linked(node: NotebookNode) -> NotebookNode:
    """Return a copy whose links between lessons lead to decks or pages beside it."""
    node = nbformat.from_dict(node)
    for cell in node.cells:
        if cell.cell_type == "markdown":
            cell.source = _with_links(cell.source)
    return node


def ready(node: NotebookNode) -> NotebookNode:
    """Return a copy with formulas as MathML, an anchor for each named cell, and links between
    lessons that lead to pages."""
    node = linked(node)
    for cell in node.cells:
        if cell.cell_type == "markdown":
            name = cell.metadata.get("goodstart", {}).get("name", "")
            anchor = f'<a id="{escape(name)}"></a>\n\n' if name else ""
            cell.source = anchor + _with_maths(own_text(cell.source)[1])
    node.metadata["title"] = plain(heading_of(node))
    return node


def _with_links(text: str) -> str:
    # Assignments are no pages.
    text = re.sub(r"\[([^\]]*)\]\((?:\.\./)*(?:assignments|release)/[^)]*\)", r"\1", text)
    return re.sub(
        r"\]\((?:\.\./)*(?:notebooks/|lessons/)?(\d\d[a-z]?_\w+)\.ipynb(#[\w-]*)?\)",
        r"](\1.html\2)",
        text,
    )


def _with_maths(text: str) -> str:
    """Markdown whose formulas are MathML; what stands in code is left alone."""

    def drawn(match: re.Match[str]) -> str:
        block = match["block"]
        return str(maths(block.strip() if block else match["line"], display=bool(block)))

    parts = CODE.split(text)
    return "".join(part if k % 2 else FORMULA.sub(drawn, part) for k, part in enumerate(parts))
