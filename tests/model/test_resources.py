# SPDX-License-Identifier: MIT
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from gridmgr.model.resources import resource

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the built wheel installs."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def test_a_checkout_finds_its_files_beside_the_package():
    assert resource("codelists.json") == ROOT / "resources" / "codelists.json"


def test_an_installed_program_finds_its_files_inside_the_package(installed, tmp_path):
    code = "from gridmgr.model.resources import resource; print(resource('codelists.json'))"

    found = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )

    path = Path(found.stdout.strip())
    assert path == installed / "gridmgr" / "resources" / "codelists.json"
    assert path.read_bytes() == resource("codelists.json").read_bytes()


def test_every_file_of_the_checkout_is_in_the_wheel(installed):
    kept = {path.relative_to(ROOT / "resources") for path in (ROOT / "resources").rglob("*") if path.is_file()}
    shipped = installed / "gridmgr" / "resources"

    assert {path for path in kept if not (shipped / path).is_file()} == set()


def test_a_file_that_does_not_come_with_the_program_is_not_found():
    with pytest.raises(FileNotFoundError):
        resource("no-such-file")
