# SPDX-License-Identifier: MIT
import sys

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from gridmgr.model.errors import CancelledError, InputError
from gridmgr.operations import crash_log
from gridmgr.ui.errors import BUG_SENTENCE, MessageBar, install_hook


@pytest.fixture
def bar(qtbot: QtBot, tmp_path, monkeypatch) -> MessageBar:
    monkeypatch.setattr(crash_log.platformdirs, "user_log_dir", lambda *_, **__: str(tmp_path))
    made = MessageBar()
    qtbot.addWidget(made)
    return made


def raised(error: Exception) -> Exception:
    try:
        raise error
    except type(error) as caught:
        return caught


def test_an_error_for_people_is_told_in_its_own_words_and_not_logged(bar: MessageBar, tmp_path):
    bar.tell(raised(InputError("没有名为“{name}”的方案。", name="甲")))

    assert bar.text == "没有名为“甲”的方案。"
    assert not (tmp_path / "errors.log").exists()


def test_a_bug_is_told_in_one_plain_sentence_and_logged_without_values(bar: MessageBar, tmp_path):
    bar.tell(raised(ValueError("张三 350402199001010011")))

    log = (tmp_path / "errors.log").read_text("utf-8")
    assert bar.text == BUG_SENTENCE
    assert "ValueError" in log
    assert "test_errors.py" in log
    assert "张三" not in log


def test_a_file_that_cannot_be_written_is_named(bar: MessageBar):
    bar.tell(raised(PermissionError(13, "Permission denied", "网格.xlsx")))

    assert "网格.xlsx" in bar.text


def test_details_can_be_copied(bar: MessageBar):
    bar.tell(raised(ValueError("x")))

    bar.findChild(QPushButton, "message_copy").click()

    assert "ValueError" in QGuiApplication.clipboard().text()


def test_giving_up_is_no_error(bar: MessageBar):
    bar.tell(CancelledError())

    assert "已取消" in bar.text
    assert bar.property("tone") == "plain"
    assert bar.findChild(QPushButton, "message_copy").isHidden()


def test_errors_that_nobody_caught_reach_the_bar(monkeypatch):
    told = []
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    install_hook(told.append)
    error = ValueError("x")

    sys.excepthook(ValueError, error, None)

    assert told == [error]
