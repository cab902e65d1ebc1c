"""Writes the site's sources and has Sphinx build them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import jinja2
import nbformat
from nbformat.notebooknode import NotebookNode

from autograder.files import write_bytes
from autograder.model import CourseError
from autograder.ownership import FOLDER, Ledger
from autograder.pages.decks.content import Question
from autograder.pages.decks.prose import formulas_in, plain
from autograder.pages.lesson_runs import lesson_paths, run_all
from autograder.pages.made import made_of
from autograder.pages.site.lessons import Anchors, anchors_of, lesson_page, site_links, title_of
from autograder.pages.site.map import map_svg, map_table, read_map, with_formulas
from autograder.pages.site.quiz import quiz_html
from autograder.pages.webparts import katex_css, typeset
from autograder.text import lesson_promise

__all__ = ["Assignment", "Site", "write_site"]

TEMPLATES = Path(__file__).parents[1] / "templates" / "site"
SHOWN = (
    (".html", "the slides, to show: one file"),
    (".pdf", "the slides as PDF"),
    ("-handout.html", "the handout: slides with what is said"),
)
EMPTY_HEADING = re.compile(rb'<th class="[^"]*head[^"]*">(?:<p></p>)?</th>')  # says nothing


@dataclass(frozen=True)
class Assignment:
    """An assignment: its released notebook, and for each exercise its hints, by step."""

    name: str
    node: NotebookNode
    hints: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Site:
    """What a site is made of besides the lessons: assignments, questions by lesson, the version."""

    assignments: Sequence[Assignment] = ()
    questions: Mapping[str, Sequence[Question]] = field(default_factory=dict)
    version: str = ""
    date: str = ""


def write_site(
    root: Path,
    into: Path,
    site: Site,
    overwrite: bool = False,
    slides: Path | None = None,
    each: Callable[[], object] = lambda: None,
) -> Path:
    """Return the site's first page, after building it; `each` is called when a lesson has been run.
    What `slides` has of a lesson (deck, PDF, handout) comes along, with links on its page.
    What changed since the last time is read again, the rest is not. Raises CourseError where Sphinx
    finds a fault, InTheWay where a file of somebody's own stands."""
    runs = {}
    for path, node in run_all(lesson_paths(root, [])):
        runs[path.stem] = node
        each()
    home = root / FOLDER / "site"  # this folder is ours alone
    sources, built = home / "sources", home / "html"
    settings = sources / "conf.py"
    before = settings.read_bytes() if settings.is_file() else b""
    written = _write_sources(root, sources, dict(sorted(runs.items())), site, slides)
    gone = [path for path in sources.rglob("*") if path.is_file() and path not in written]
    for old in gone:
        old.unlink()
        if not any(old.parent.iterdir()):
            old.parent.rmdir()
    if gone or settings.read_bytes() != before:  # Sphinx would leave pages that are no more
        shutil.rmtree(built, ignore_errors=True)
    _run_sphinx(sources, built)
    _take_over(built, into, Ledger(root, overwrite), home / "written.json")
    return into / "index.html"


def _write_sources(
    root: Path,
    sources: Path,
    nodes: Mapping[str, NotebookNode],
    site: Site,
    slides: Path | None,
) -> set[Path]:
    asked = [one for questions in site.questions.values() for one in questions]
    typeset(formulas_in(text for one in asked for text in one.texts))
    anchors = {name: anchors_of(node) for name, node in nodes.items()}
    written: set[Path] = set()

    def put(name: str, data: bytes | str) -> None:
        path, new = sources / name, data.encode() if isinstance(data, str) else data
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_bytes() != new:  # Sphinx reads again what is newer
            path.write_bytes(new)
        written.add(path)

    decks = {name: _slides_of(name, slides) if slides else {} for name in nodes}
    for name, node in nodes.items():
        for deck in decks[name]:
            put(f"extra/slides/{deck.name}", deck.read_bytes())
        end = _end_of(name, site.questions.get(name, ()), site.assignments, decks[name])
        page = lesson_page(name, node, end, anchors)
        put(f"lessons/{name}.ipynb", nbformat.writes(page.node))
        for file, body in page.figures.items():
            put(f"lessons/figures/{file}", body)
        put(f"downloads/{name}.ipynb", (root / f"notebooks/{name}.ipynb").read_bytes())
    for one in site.assignments:
        put(f"assignments/{one.name}.md", _assignment_page(one, anchors))
    begin = root / "notebooks" / "start_here.md"
    if begin.is_file():
        said = _own_anchors(site_links(begin.read_text("utf-8"), anchors))
        put("start_here.md", f"# Start here\n\n{said}")
    which = root / "docs" / "which.md"
    if which.is_file():
        put("which.md", site_links(which.read_text("utf-8"), anchors))
    course_map = read_map(root / "notebooks" / "map.toml")
    facts = {
        "site": site,
        "tools": made_of(),  # what Sphinx does not see: a change of it makes every page anew
        "start_here": begin.is_file(),
        "which": which.is_file(),
        "slides": any(decks.values()),
        "lessons": [_facts(name, node) for name, node in nodes.items()],
        "assignments": [(one.name, title_of(one.node)) for one in site.assignments],
        "map_svg": map_svg(course_map, "lessons/{}.html"),
        "map_table": map_table(course_map),
    }
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), undefined=jinja2.StrictUndefined
    )
    for template in sorted(TEMPLATES.glob("*.j2")):
        put(template.name.removesuffix(".j2"), env.get_template(template.name).render(facts))
    for static in sorted((TEMPLATES / "static").glob("*")):
        put(f"_static/{static.name}", static.read_bytes())
    put("_static/katex.css", katex_css())
    return written


def _slides_of(name: str, folder: Path) -> dict[Path, str]:
    """What there is to show of a lesson, and what a link to it says."""
    files = {folder / f"{name}{ending}": label for ending, label in SHOWN}
    return {file: label for file, label in files.items() if file.is_file()}


def _own_anchors(text: str) -> str:
    """The text with links to its own headings as this site names headings: in lower case."""
    return re.sub(r"\]\(#([A-Z][^)]*)\)", lambda link: f"](#{link[1].lower()})", text)


def _facts(name: str, node: NotebookNode) -> dict[str, str]:
    """What the start page says of a lesson."""
    prose = "\n".join(cell.source for cell in node.cells if cell.cell_type == "markdown")
    minutes, after = lesson_promise(prose)
    return {
        "name": name,
        "number": name.partition("_")[0],
        "title": title_of(node),
        "linked": with_formulas(title_of(node)),
        "minutes": minutes,
        "after": plain(after),
    }


def _end_of(
    name: str,
    questions: Sequence[Question],
    assignments: Sequence[Assignment],
    slides: Mapping[Path, str],
) -> str:
    """What stands at the end of a lesson: questions, its assignments, what to take along."""
    parts = []
    if questions:
        parts.append(f"## Check yourself\n\n```{{raw}} html\n{quiz_html(name, questions)}\n```")
    own = [one for one in assignments if f"notebooks/{name}.ipynb" in one.node.cells[0].source]
    if own:
        links = "\n".join(f"- [{title_of(one.node)}](/assignments/{one.name}.md)" for one in own)
        parts.append(f"## Now you\n\n{links}")
    notebook = f"- {{download}}`{name}.ipynb </downloads/{name}.ipynb>`, to run and change"
    shown = [f'- <a href="../slides/{file.name}">{label}</a>' for file, label in slides.items()]
    parts.append("\n".join(["## Take along\n", notebook, *shown]))
    return "\n\n".join(parts)


def _assignment_page(one: Assignment, anchors: Anchors) -> str:
    """The assignment to read: what is asked, what is given, and hints that open step by step."""
    parts = []
    for cell in one.node.cells:
        mark = cell.metadata.get("nbgrader", {})
        ident = mark.get("grade_id", "")
        if cell.cell_type == "markdown":
            if not mark.get("grade"):
                parts.append(site_links(cell.source, anchors))
        elif mark.get("solution"):
            parts.append(f"```python\n{cell.source}\n```")
        elif not mark.get("grade") and ident and ident != "setup":
            parts.append(f":::{{dropdown}} What is given\n```python\n{cell.source}\n```\n:::")
        if ident in one.hints:
            parts.append(_hints(one.hints[ident]))
    return "\n\n".join(parts) + "\n"


def _hints(hints: Mapping[str, str]) -> str:
    names = {"question": "A question", "idea": "The idea", "code": "Nearly the code"}
    names["outline"] = "An outline"
    made = []
    for key, text in hints.items():
        body = f"```python\n{text.strip()}\n```" if key == "code" else text.strip()
        made.append(f":::{{dropdown}} Hint: {names[key].lower()}\n{body}\n:::")
    return "\n\n".join(made)


def _run_sphinx(sources: Path, built: Path) -> None:
    """Build, and raise CourseError with the first faults that Sphinx finds."""
    options = ["-q", "-W", "--keep-going", "-b", "html", "-d", str(built.parent / "doctrees")]
    run = subprocess.run(
        [sys.executable, "-m", "sphinx", "--no-color", *options, str(sources), str(built)],
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        faults = [line for line in run.stderr.splitlines() if line.strip()]
        raise CourseError("the site could not be built: " + " | ".join(faults[:5] or ["no reason"]))


def _take_over(built: Path, into: Path, ledger: Ledger, listed: Path) -> None:
    """Write what was built to its place, and take away what the site before it had there and this
    one has not. `listed` keeps which files a site has, by its folder: nothing else is taken."""
    files = [path for path in sorted(built.rglob("*")) if path.is_file()]
    wanted = [
        path
        for path in files
        if path.name not in (".buildinfo", "objects.inv")
        and not (path.suffix == ".html" and "_static" in path.parts)  # a template of the theme
    ]
    ledger.check(into / path.relative_to(built) for path in wanted)
    sites = json.loads(listed.read_text("utf-8")) if listed.is_file() else {}
    here = str(into.absolute())
    names = [path.relative_to(built).as_posix() for path in wanted]
    sites[here], before = names, set(sites.get(here, ())) - set(names)
    for path in wanted:
        data = path.read_bytes()
        if path.suffix == ".html":
            data = EMPTY_HEADING.sub(b"<td></td>", data)
        target = into / path.relative_to(built)
        if not (target.is_file() and target.read_bytes() == data and ledger.last_is(target, data)):
            ledger.write(target, data)
    for old in (into / name for name in before):
        if old.is_file() and ledger.last_is(old, old.read_bytes()):
            old.unlink()
    write_bytes(listed, json.dumps(sites).encode())
