# SPDX-License-Identifier: MIT
"""In CI a skipped test counts as failed: a check that did not run has proved nothing."""

import os
from collections.abc import Generator

import pytest


def _is_forbidden() -> bool:
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn the report of a skipped test into a failure; an expected failure stays what it is."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and _is_forbidden():
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not accept: {_reason(report.longrepr)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn a whole skipped file into a failure."""
    report = yield
    if report.skipped and _is_forbidden():
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not accept: {_reason(report.longrepr)}"
    return report


def _reason(longrepr: object) -> str:
    return str(longrepr[2]) if isinstance(longrepr, tuple) else str(longrepr)
