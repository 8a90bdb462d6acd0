# SPDX-License-Identifier: MIT
"""Starts the program with its window."""

import gc
import os
import sys
from collections.abc import MutableMapping

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from gridmgr.ui.appearance import apply_appearance, prefers_dark
from gridmgr.ui.basemaps.network import clean_cache
from gridmgr.ui.errors import install_hook
from gridmgr.ui.memory import Memory
from gridmgr.ui.settings import look_kept, percent_kept
from gridmgr.ui.window import PROGRAM, MainWindow

COLLECTOR_THRESHOLDS = 50_000, 20, 50
"""New objects until the youngest are looked through, and how often the older ones are."""

SWITCH_S = 0.001
"""How long a busy thread may keep the interpreter from the window, which asks for it hundreds of times to draw a table:
with Python's own 5 ms a table of 20 rows takes more than twice as long to draw while something is read."""


def run(location: str) -> int:
    """Show the window, with a file or server in it where one is named, and return the exit code of the program."""
    mend_input_method(os.environ, sys.platform)
    calm_collector()
    favour_window()
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(sys.argv[:1])
    application.setApplicationName("gridmgr")
    application.setApplicationDisplayName(PROGRAM)
    translate(application)
    memory = Memory()
    if look_kept(memory) == "system":
        memory.switch("view.dark", prefers_dark())
    apply_appearance(application, memory.is_on("view.dark", otherwise=False), percent_kept(memory))
    clean_cache()
    window = MainWindow(memory)
    install_hook(window.message.tell)
    window.show()
    # What is loaded once stays for good: searching it for garbage would stop the map for 70 ms now and then.
    gc.freeze()
    if location:
        window.open_location(location)
    return application.exec()


def calm_collector() -> None:
    """Look for garbage less often: every shape counts as an object, and looking through them all stops the window."""
    gc.set_threshold(*COLLECTOR_THRESHOLDS)


def favour_window() -> None:
    """Have threads that compute let the window in sooner than Python does of itself."""
    sys.setswitchinterval(SWITCH_S)


def mend_input_method(environment: MutableMapping[str, str], platform: str) -> None:
    """Let Chinese be typed where the desktop names fcitx: this Qt has no part for it, but fcitx answers as ibus too."""
    if platform == "linux" and environment.get("QT_IM_MODULE", "").startswith("fcitx"):
        environment["QT_IM_MODULE"] = "ibus"


def translate(application: QApplication) -> None:
    """Have Qt's own dialogs and buttons in Chinese."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(application)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
