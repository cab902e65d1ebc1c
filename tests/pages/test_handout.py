"""Students who have nothing but Python get a folder that is complete."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli import app

ROOT = Path(__file__).parents[2]
# Runs a notebook's code where, of all that is installed, NumPy, matplotlib and what they need
# themselves can be imported.
RUN = """
import importlib.machinery, json, os, sys
sys.path.insert(0, sys.argv[1])
import initlab
assert initlab.__file__.startswith(sys.argv[1])
import matplotlib; matplotlib.use("agg"); import matplotlib.pyplot, numpy.random
OPEN = {"initlab", "numpy", "matplotlib", "mpl_toolkits", "PIL", "dateutil", "kiwisolver",
        "contourpy", "cycler", "fontTools", "pyparsing", "packaging", "six"}
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] not in OPEN | sys.stdlib_module_names:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Refuse())
names = {"__name__": "__main__"}
for cell in json.load(open(sys.argv[2]))["cells"]:
    if cell["cell_type"] == "code":
        try:
            exec("".join(cell["source"]), names)
        except AssertionError:
            pass  # a check of what is not answered yet
        except ModuleNotFoundError as error:
            sys.exit(f"needs {error}")
        except Exception as error:
            names["last"] = error  # a blank answer gives no value to go on with
"""


@pytest.fixture(scope="module")
def handout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("handout")
    tree = folder / "tree"  # pip builds in the folder that it is given
    for name in ("initlab", "autograder"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-lessons"):
        shutil.copy(ROOT / name, tree)
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--no-build-isolation",
            "--no-index",
            "--disable-pip-version-check",
            "--wheel-dir",
            str(folder),
            str(tree),
        ],
        check=True,
    )
    [wheel] = folder.glob("*.whl")
    said = CliRunner().invoke(
        app,
        ["handout", "--wheel", str(wheel), "--into", str(folder / "out"), "--course", str(ROOT)],
    )
    assert said.exit_code == 0, said.output
    with zipfile.ZipFile(wheel) as file:
        file.extractall(folder / "installed")
    return folder


def test_the_page_says_how_to_begin_in_each_of_three_places(handout: Path) -> None:
    page = (handout / "out/START.html").read_text()
    [wheel] = (handout / "out").glob("*.whl")
    for word in ("JupyterLab", "VS Code", "Colab", wheel.name, "Start here.ipynb"):
        assert word in page
    for path in (handout / "out/assignments").rglob("*.ipynb"):
        assert path.relative_to(handout / "out").as_posix() in page


def test_the_wheel_asks_for_numpy_and_matplotlib_alone(handout: Path) -> None:
    [about] = (handout / "installed").glob("*.dist-info/METADATA")
    needs = [
        line.split(": ")[1]
        for line in about.read_text().splitlines()
        if line.startswith("Requires-Dist") and "extra ==" not in line
    ]
    assert sorted(needs) == ["matplotlib>=3.8", "numpy>=1.26"]


@pytest.mark.parametrize("name", sorted(path.stem for path in ROOT.glob("release/*/*.ipynb")))
def test_a_released_notebook_runs_with_the_wheel_numpy_and_matplotlib(
    handout: Path, name: str
) -> None:
    notebook = handout / f"out/assignments/{name}/{name}.ipynb"
    assert json.loads(notebook.read_text())["cells"]
    run = subprocess.run(
        [sys.executable, "-P", "-c", RUN, str(handout / "installed"), str(notebook)],
        cwd=handout,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
