# SPDX-License-Identifier: MIT
"""The only place that tells people of errors: a sentence in a bar over the map, with details to copy."""

import sys
from collections.abc import Callable
from types import TracebackType

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from gridmgr.model.errors import CancelledError, GridmgrError
from gridmgr.operations.crash_log import crash_details, log_crash

BUG_SENTENCE = "程序出错，这一步没有完成，已保存的数据不受影响。请重试；如果再次出现，请复制详情发给维护人员。"
FILE_SENTENCE = "无法读写文件：{reason}（{name}）。数据没有改动，请检查磁盘和权限后重试。"


def sentence(error: BaseException) -> str:
    """Say in words what happened and what to do next."""
    if isinstance(error, GridmgrError):
        return str(error)
    if isinstance(error, OSError) and error.filename:
        return FILE_SENTENCE.format(reason=error.strerror or type(error).__name__, name=error.filename)
    return BUG_SENTENCE


def install_hook(tell: Callable[[BaseException], None]) -> None:
    """Have errors that nobody caught told in the window; an interrupt from the terminal ends the program as usual."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, Exception):
            tell(error)
        else:
            sys.__excepthook__(kind, error, trace)

    sys.excepthook = hook


class MessageBar(QFrame):
    """One message over the map, hidden until there is something to say; a new one takes the place of the old."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self._details = ""
        self._text = QLabel(self)
        self._text.setObjectName("message_text")
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._copy = QPushButton("复制详情", self)
        self._copy.setObjectName("message_copy")
        self._copy.clicked.connect(self._on_copy)
        self._more = QPushButton(self)
        self._more.setObjectName("message_more")
        self._more.clicked.connect(lambda: self._run() if self._run is not None else None)
        self._run: Callable[[], object] | None = None
        close = QPushButton("知道了", self)
        close.setObjectName("message_close")
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.addWidget(self._text)
        row.addWidget(self._more)
        row.addWidget(self._copy)
        row.addWidget(close)
        self.hide()

    @property
    def text(self) -> str:
        """What the bar says at present; empty when it is hidden."""
        return "" if self.isHidden() else self._text.text()

    def tell(self, error: BaseException) -> None:
        """Tell an error; one that is no error for people is logged as well. Giving up is only noted."""
        if isinstance(error, CancelledError):
            self.say(sentence(error))
            return
        if not isinstance(error, GridmgrError):
            log_crash(error)
        self._show(sentence(error), "error", f"{sentence(error)}\n{crash_details(error)}")

    def say(self, text: str, more: str = "", run: Callable[[], object] | None = None) -> None:
        """Say something that is no error; with `more`, a button of that name does `run`."""
        self._show(text, "plain", "")
        self._more.setText(more)
        self._more.setVisible(bool(more))
        self._run = run

    def _show(self, text: str, tone: str, to_copy: str) -> None:
        self._details = to_copy
        self._text.setText(text)
        self._copy.setVisible(bool(to_copy))
        self._more.hide()
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details)
