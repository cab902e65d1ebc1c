"""A derivation in steps: a chain of equations comes link by link, a numbered one point by point;
in a formula that follows another what has changed is marked, so that eyes see it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

__all__ = ["point_by_point", "stepped"]

NUMBERED = re.compile(r"<ol\b.*?</ol>", re.DOTALL)
POINTS = 3  # of a numbered list that have a formula make it a derivation
BLOCK = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
TOKEN = re.compile(r"\\[a-zA-Z]+\s*|\\.|[{}^_]|\s+|.", re.DOTALL)
RELATIONS = ("=", "<", ">", r"\approx", r"\le", r"\leq", r"\ge", r"\geq", r"\sim", r"\propto")
ARROWS = (r"\Rightarrow", r"\Longrightarrow", r"\implies", r"\Leftrightarrow", r"\to")
GAPS = (r"\qquad", r"\quad")
ONE = ("sqrt", "text", "operatorname", "mathbf", "bar", "hat", "tilde", "overline", "underbrace")
TAKES = dict.fromkeys((r"\frac", r"\tfrac", r"\dfrac"), 2) | {rf"\{name}": 1 for name in ONE}
WHOLE = (r"\begin", r"\\", "&", r"\tag", r"\htmlClass")  # a formula with these stays as it is


def stepped(texts: Sequence[str]) -> list[str]:
    """Return the Markdown texts of one slide with their displayed formulas in steps."""
    before: list[str] = []

    def step(match: re.Match[str]) -> str:
        nonlocal before
        tex = match[1].strip()
        if any(mark in tex for mark in WHOLE):
            before = []
            return match[0]
        atoms = _atoms(tex)
        links = _links(atoms)
        changed = _changed(before, atoms)
        before = [atom for atom in atoms if atom.strip()]
        made = []
        at = 0
        for k, link in enumerate(links):
            inner = _marked(link, changed[at : at + len(link)])
            at += len(link)
            made.append(inner if k == 0 else rf"\allowbreak\htmlClass{{fragment}}{{{inner}}}")
        return f"$${''.join(made)}$$"

    return [BLOCK.sub(step, text) for text in texts]


def point_by_point(html: str) -> str:
    """Return a text's HTML with its numbered derivation point by point, the first at once, and what
    stands after it last."""
    match = NUMBERED.search(html)
    if not match:
        return html
    before, *points = match[0].split("<li>")
    if sum('class="katex' in point for point in points) < POINTS:
        return html
    steps = "".join(f'<li class="fragment">{point}' for point in points[1:])
    after = html[match.end() :].strip()
    after = f'<div class="fragment">{after}</div>' if after else ""
    return f"{html[: match.start()]}{before}<li>{points[0]}{steps}{after}"


def _atoms(tex: str) -> list[str]:
    """The formula as atoms: a symbol or a group, with what stands above and below it."""
    tokens = TOKEN.findall(tex)
    atoms: list[str] = []
    k = 0

    def group(at: int) -> int:
        """The place after the group or token that begins here."""
        while at < len(tokens) and tokens[at].isspace():
            at += 1
        if at >= len(tokens):
            return at
        if tokens[at] == "[":
            while at < len(tokens) and tokens[at] != "]":
                at += 1
            return group(at + 1)
        if tokens[at] != "{":
            return at + 1 if tokens[at].strip() not in TAKES else command(at)
        depth = 0
        while at < len(tokens):
            depth += {"{": 1, "}": -1}.get(tokens[at], 0)
            at += 1
            if not depth:
                break
        return at

    def command(at: int) -> int:
        name = tokens[at].strip()
        at += 1
        for _ in range(TAKES.get(name, 0)):
            at = group(at)
        return at

    while k < len(tokens):
        start, name = k, tokens[k].strip()
        if name == r"\left":
            depth = 0
            while k < len(tokens):
                depth += {r"\left": 1, r"\right": -1}.get(tokens[k].strip(), 0)
                k += 1
                if not depth:
                    break
            k += 1  # the delimiter after \right
        elif name in TAKES:
            k = command(k)
        elif name == "{":
            k = group(k)
        else:
            k += 1
            while name.isdigit() and k < len(tokens) and (tokens[k].isdigit() or tokens[k] == "."):
                k += 1
        while k < len(tokens) and tokens[k] in "^_":
            k = group(k + 1)
        while k < len(tokens) and tokens[k] == "'":
            k += 1
        atoms.append("".join(tokens[start:k]))
    return atoms


def _links(atoms: Sequence[str]) -> list[list[str]]:
    """The atoms by steps: a new one begins at an arrow, after a gap, and at the second relation."""
    cuts, related, depth = [0], False, 0
    for k, atom in enumerate(atoms):
        name = atom.strip()
        depth += (name[:1] in "([" and len(name) > 0) - (name[:1] in ")]" and len(name) > 0)
        if depth > 0:
            continue
        said = bool(" ".join(atoms[cuts[-1] : k]).strip())
        fresh = all(one.strip() in (*GAPS, *ARROWS, "") for one in atoms[cuts[-1] : k])
        words = _only_words(atoms[cuts[-1] : k]) or _ends_in_words(atoms[k:])
        if (name in GAPS and said and not fresh and not words) or (name in ARROWS and not fresh):
            cuts.append(k)
            related = False
        elif name in RELATIONS:
            if related:
                cuts.append(k)
            related = True
    return [list(atoms[a:b]) for a, b in zip(cuts, [*cuts[1:], len(atoms)], strict=True)]


def _only_words(atoms: Sequence[str]) -> bool:
    """Whether this is a word between two formulas, such as \\quad\\text{and}."""
    return all(one.strip() in (*GAPS, "") or one.startswith(r"\text") for one in atoms)


def _ends_in_words(atoms: Sequence[str]) -> bool:
    """Whether all that is left is a remark, such as \\quad\\text{for large } l."""
    left = [one for one in atoms if one.strip() not in (*GAPS, "")]
    related = any(one.strip() in (*RELATIONS, *ARROWS) for one in left)
    return bool(left) and left[0].startswith(r"\text") and left[0] != r"\text{and}" and not related


def _changed(before: Sequence[str], atoms: Sequence[str]) -> list[bool]:
    """Which atoms the formula before did not have; none, where little is alike."""
    seen = [atom for atom in atoms if atom.strip()]
    same = {
        k
        for block in SequenceMatcher(None, before, seen, autojunk=False).get_matching_blocks()
        for k in range(block.b, block.b + block.size)
    }
    alike = before and len(same) >= 0.4 * len(seen)
    marks, k = [], 0
    for atom in atoms:
        if not atom.strip():
            marks.append(False)
            continue
        sign = atom.strip() in (*RELATIONS, *ARROWS, *GAPS, "(", ")", "[", "]", "|", ",", ".", ";")
        marks.append(bool(alike) and k not in same and not sign)
        k += 1
    return marks


def _marked(atoms: Sequence[str], changed: Sequence[bool]) -> str:
    return "".join(
        rf"\htmlClass{{changed}}{{{atom}}}" if mark else atom
        for atom, mark in zip(atoms, changed, strict=True)
    )
