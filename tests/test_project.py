# SPDX-License-Identifier: MIT
"""Rules of the repository itself."""

import ast
import fnmatch
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import gridmgr
from gridmgr.operations import doctor

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
QT_UNDER_LGPL = {
    *("QtConcurrent", "QtCore", "QtDBus", "QtGui", "QtHelp", "QtNetwork", "QtOpenGL", "QtOpenGLWidgets"),
    *("QtPrintSupport", "QtSql", "QtSvg", "QtSvgWidgets", "QtTest", "QtUiTools", "QtWidgets", "QtXml"),
}
LOCK_FILES = {"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml", "package-lock.json"}


def committed_files() -> list[str]:
    # A checkout of somebody else's (tests run with sudo) is no danger here: git only lists names.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    return {canonicalize_name(name): version for name, version in (line.split("==") for line in lines)}


def python_sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def test_pins_are_plain_names_and_versions_in_order():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()

    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9._]+", line)] == []
    assert lines == sorted(lines, key=str.lower)


def test_every_library_asked_for_is_pinned_within_its_range():
    declared = PROJECT["project"]
    asked = [
        *declared["dependencies"],
        *declared["optional-dependencies"]["test"],
        *PROJECT["build-system"]["requires"],
    ]
    pinned = pins()

    wrong = [text for text in asked if not fits(Requirement(text), pinned)]

    assert wrong == []


def fits(requirement: Requirement, pinned: dict[str, str]) -> bool:
    return requirement.specifier.contains(pinned.get(canonicalize_name(requirement.name), "0"))


def test_no_file_records_where_packages_were_downloaded():
    fetching = ["*requirements*", "constraints*", "pyproject.toml", "*.lock", "Makefile", ".ci/*", "packaging/*.sh"]
    files = [name for name in committed_files() if any(fnmatch.fnmatch(name, pattern) for pattern in fetching)]

    addresses = [
        name for name in files if re.search(r"https?://|--(extra-)?index-url", (ROOT / name).read_text("utf-8"))
    ]

    assert addresses == []
    assert [name for name in committed_files() if Path(name).name in LOCK_FILES] == []


def test_every_resource_names_its_origin_and_licence():
    table = (ROOT / "resources" / "LICENSES.md").read_text("utf-8")
    patterns = re.findall(r"^\| `([^`]+)`", table, re.MULTILINE)
    names = [name.removeprefix("resources/") for name in committed_files() if name.startswith("resources/")]

    unnamed = [name for name in names if not any(fnmatch.fnmatch(name, pattern) for pattern in patterns)]
    stale = [pattern for pattern in patterns if not fnmatch.filter(names, pattern)]

    assert unnamed == []
    assert stale == []


def test_only_parts_of_qt_under_the_lgpl_are_used():
    foreign = [
        f"{path.relative_to(ROOT)}: {module}"
        for path in python_sources("gridmgr", "tests", "benchmarks")
        for module in qt_modules(ast.parse(path.read_text("utf-8")))
        if module not in QT_UNDER_LGPL
    ]

    assert foreign == []


def qt_modules(tree: ast.Module) -> set[str]:
    """Return the modules of PySide6 that a source file imports, in whichever way."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name.split(".")[1] for name in names if name.startswith("PySide6.")}


def test_every_source_file_of_the_program_names_its_licence_first():
    mark = "# SPDX-License-Identifier: MIT\n"

    unmarked = [str(path) for path in python_sources("gridmgr") if not path.read_text("utf-8").startswith(mark)]

    assert unmarked == []


def test_the_doctor_wants_the_pyside_that_the_project_wants():
    qt = next(text for text in PROJECT["project"]["dependencies"] if text.startswith("PySide6"))

    lowest = ".".join(map(str, doctor.QT_LOWEST))
    below = ".".join(map(str, doctor.QT_BELOW))

    assert Requirement(qt) == Requirement(f"PySide6-Essentials>={lowest},<{below}")


def test_the_version_is_the_same_everywhere():
    assert gridmgr.__version__ == PROJECT["project"]["version"]


def test_ci_runs_the_command_that_everybody_runs():
    assert "exec make test" in (ROOT / ".ci" / "run").read_text("utf-8")


@pytest.mark.parametrize("script", [".ci/run", "packaging/setup.sh", "packaging/postgres.sh", "packaging/run_tests.sh"])
def test_scripts_can_be_run(script):
    checked = subprocess.run(["bash", "-n", ROOT / script], capture_output=True, text=True, check=False)

    assert checked.stderr == ""
    assert (ROOT / script).stat().st_mode & 0o111
