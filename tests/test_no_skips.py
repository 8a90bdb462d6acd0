# SPDX-License-Identifier: MIT
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SKIPPING = """
import pytest

def test_skipped():
    pytest.skip("no server")

@pytest.mark.xfail(strict=True)
def test_expected_to_fail():
    assert False
"""
SKIPPED_FILE = "import pytest\npytest.skip('no screen', allow_module_level=True)\n"


def run_tests(source: str, folder: Path, ci: str) -> subprocess.CompletedProcess[str]:
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "test_office.py").write_text(source)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.plugins.no_skips", "test_office.py"]
    environment = os.environ | {"CI": ci, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("source", "reason"), [(SKIPPING, "no server"), (SKIPPED_FILE, "no screen")])
def test_in_ci_a_skipped_test_is_a_failure_that_names_its_reason(tmp_path, source, reason):
    done = run_tests(source, tmp_path, "true")

    assert done.returncode != 0
    assert reason in done.stdout
    assert "skipped, which CI does not accept" in done.stdout


def test_elsewhere_a_skipped_test_stays_skipped(tmp_path):
    done = run_tests(SKIPPING, tmp_path, "")

    assert done.returncode == 0
    assert "1 skipped, 1 xfailed" in done.stdout
