# SPDX-License-Identifier: MIT
"""Starts Qt and prints what it finds as one JSON object.

Run as `python -m gridmgr.ui.qt_probe` in a process of its own: where a library is missing, Qt ends the process.
"""

import json
import sys
from pathlib import Path

from PySide6.QtCore import QLibraryInfo
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget


def main() -> None:
    """Print platform, fonts that can write Chinese, input method plugins and the references lost in a hundred calls."""
    application = QApplication([])
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    report = {
        "platform": QGuiApplication.platformName(),
        "chinese_fonts": QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese),
        "input_plugins": sorted(path.name for path in (plugins / "platforminputcontexts").glob("*")),
        "lost_references": lost_references(100),
    }
    sys.stdout.write(json.dumps(report))
    application.quit()


def lost_references(calls: int) -> int:
    """Return how many references of None Qt has dropped after so many calls that return nothing.

    PySide6 6.12.0 on Python 3.11 drops one a call, until the interpreter aborts. Needs a QApplication.
    """
    widget = QWidget()
    before = sys.getrefcount(None)
    for _ in range(calls):
        widget.setEnabled(True)
    return before - sys.getrefcount(None)


if __name__ == "__main__":
    main()
