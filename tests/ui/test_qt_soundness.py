# SPDX-License-Identifier: MIT
import gc
import sys

from PySide6.QtCore import QObject, Signal

from gridmgr.ui.qt_probe import lost_references

CALLS = 10_000
TOLERATED = CALLS // 10


class Bell(QObject):
    rung = Signal(bool)


def test_qt_calls_that_return_nothing_keep_the_references_of_none(qapp):
    """PySide6 6.12.0 on Python 3.11 drops one a call, and the process aborts after a few thousand."""
    gc.collect()

    lost = lost_references(CALLS)

    assert lost < TOLERATED


def test_signals_keep_the_references_of_true(qapp):
    bell = Bell()
    gc.collect()
    before = sys.getrefcount(True)

    for _ in range(CALLS):
        bell.rung.emit(True)

    assert before - sys.getrefcount(True) < TOLERATED
