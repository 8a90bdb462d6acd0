# SPDX-License-Identifier: MIT
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

import gridmgr
from gridmgr.operations.doctor import CheckResult
from gridmgr.ui.help import AboutDialog, DoctorDialog, ManualWindow


def test_the_manual_lists_its_chapters_and_follows_links(qtbot: QtBot, tmp_path: Path):
    (tmp_path / "01-start.md").write_text("# 开始\n\n看[打印](02-print.md)。", "utf-8")
    (tmp_path / "02-print.md").write_text("# 打印\n\n选纸张。", "utf-8")
    manual = ManualWindow(tmp_path)
    qtbot.addWidget(manual)
    assert [manual.chapters.item(row).text() for row in range(2)] == ["开始", "打印"]

    manual.page.anchorClicked.emit(QUrl("02-print.md"))

    assert "选纸张" in manual.page.toPlainText()


def test_an_installation_without_manual_says_where_help_is(qtbot: QtBot):
    manual = ManualWindow(None)
    qtbot.addWidget(manual)

    assert "引导任务" in manual.page.toPlainText()
    assert manual.chapters.isHidden()


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

    text = dialog.findChild(type(ManualWindow(None).page), "about_page").toPlainText()

    assert gridmgr.__version__ in text
    assert "LGPL" in text
    assert "Tabler" in text
