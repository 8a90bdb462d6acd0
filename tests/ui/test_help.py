# SPDX-License-Identifier: MIT
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTextBrowser
from pytestqt.qtbot import QtBot

import gridmgr
from gridmgr.operations.doctor import CheckResult
from gridmgr.ui.help import AboutDialog, DoctorDialog


def test_the_diagnosis_can_be_copied(qtbot: QtBot):
    dialog = DoctorDialog()
    qtbot.addWidget(dialog)

    dialog.show_results(
        [CheckResult("中文字体", False, "没有", "apt install fonts-noto-cjk"), CheckResult("Qt", True, "6")]
    )
    dialog.copy.click()

    assert dialog.said.text() == "有 1 项需要处理。"
    assert "需要处理  中文字体：没有\n    apt install fonts-noto-cjk" in QGuiApplication.clipboard().text()


def test_licences_are_named(qtbot: QtBot):
    dialog = AboutDialog()
    qtbot.addWidget(dialog)

    text = dialog.findChild(QTextBrowser, "about_page").toPlainText()

    assert gridmgr.__version__ in text
    assert "LGPL" in text
    assert "Tabler" in text
