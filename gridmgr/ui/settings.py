# SPDX-License-Identifier: MIT
"""What a person may set: look, size of letters, name in the journal, folder, how often colleagues' changes are read."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
)

from gridmgr.data.opening import is_url
from gridmgr.operations.accounts import account_name
from gridmgr.operations.kept_copies import copies_folder
from gridmgr.ui.appearance import SIZES, apply_appearance, grown, prefers_dark
from gridmgr.ui.backups import show_folder
from gridmgr.ui.basemaps.feature import Basemaps
from gridmgr.ui.basemaps.settings_part import BasemapSettings
from gridmgr.ui.features import Feature
from gridmgr.ui.memory import Memory
from gridmgr.ui.watching import POLL_MS

if TYPE_CHECKING:
    from gridmgr.ui.window import MainWindow

LOOKS = {"system": "跟随系统", "light": "浅色", "dark": "深色"}
WIDTH_PX = 560
MOST_SECONDS = 60


class Settings(Feature):
    """Applies what was set, at the start and whenever it changes."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._apply_quiet()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_desktop_changed)

    def show(self) -> "SettingsDialog":
        """Open the dialog."""
        dialog = SettingsDialog(self.window)
        dialog.accepted.connect(lambda: self.take(dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def take(self, dialog: "SettingsDialog") -> None:
        """Keep and apply what the dialog says."""
        memory = self.window.memory
        memory.keep_text("author", dialog.author.text().strip())
        memory.keep_text("folder.default", dialog.folder.text().strip())
        memory.keep_text("poll_s", str(dialog.seconds.value()))
        memory.keep_text("font_percent", str(dialog.letters.currentData()))
        dialog.basemaps.keep(memory)
        self.window.feature(Basemaps).renew_online()
        self._apply_quiet()
        self._apply_size(dialog.letters.currentData())
        self.go_look(dialog.look.currentData())

    def go_look(self, look: str) -> None:
        """Go light, dark or as the desktop is."""
        wants_dark = prefers_dark() if look == "system" else look == "dark"
        self.window.menus.actions["view.dark"].setChecked(wants_dark)
        # The switch itself keeps light or dark.
        self.window.memory.keep_text("look", look)

    def _apply_quiet(self) -> None:
        """Apply what is not seen."""
        memory = self.window.memory
        self.window.opening.author = memory.text("author")
        self.window.watch.set_interval(seconds_kept(memory) * 1000)

    def _apply_size(self, percent: int) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            apply_appearance(application, self.window.menus.actions["view.dark"].isChecked(), percent)

    def _on_desktop_changed(self, _scheme: Qt.ColorScheme) -> None:
        if look_kept(self.window.memory) == "system":
            self.go_look("system")


class SettingsDialog(QDialog):
    """The settings of one person on one computer."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.setObjectName("settings_dialog")
        self.setWindowTitle("设置")
        self.setMinimumWidth(grown(self, WIDTH_PX))
        self._window = window
        self.form = QFormLayout()
        self.form.setSpacing(8)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._add_look()
        self._add_work()
        self._add_basemaps()
        self._add_saving()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addLayout(self.form)
        column.addStretch(1)
        column.addLayout(self._make_buttons())

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as the notes want, whose lines depend on the width."""
        super().showEvent(event)
        column = self.layout()
        if column is not None:
            width = max(self.width(), self.minimumWidth())
            self.resize(width, max(column.heightForWidth(width), column.sizeHint().height()))

    def _add_look(self) -> None:
        memory = self._window.memory
        self._add_heading("外观")
        self.look = QComboBox(self)
        self.look.setObjectName("settings_look")
        for name, label in LOOKS.items():
            self.look.addItem(label, name)
        self.look.setCurrentIndex(self.look.findData(look_kept(memory)))
        self.form.addRow("界面", self.look)
        self.letters = QComboBox(self)
        self.letters.setObjectName("settings_size")
        for percent in SIZES:
            self.letters.addItem(f"{percent} %", percent)
        self.letters.setCurrentIndex(self.letters.findData(percent_kept(memory)))
        self.form.addRow("文字大小", self.letters)
        self._add_button("布局", "恢复默认布局", self._window.panels.restore_default)
        self._add_button("快捷键", "快捷键一览…", self._window.menus.actions["help.keys"].trigger)

    def _add_work(self) -> None:
        memory = self._window.memory
        self._add_heading("工作")
        self.author = QLineEdit(memory.text("author"), self)
        self.author.setObjectName("settings_author")
        self.author.setPlaceholderText(f"不填则用本机账号：{account_name()}")
        self.form.addRow("我的名字", self.author)
        self._add_note("记在历史记录里；下次打开文件时起作用。")
        self.folder = QLineEdit(memory.text("folder.default"), self)
        self.folder.setObjectName("settings_folder")
        self.folder.setPlaceholderText("不填则用“文档”文件夹")
        browse = QPushButton("浏览…", self)
        browse.setAutoDefault(False)
        browse.clicked.connect(self._on_browse)
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        row.addWidget(browse)
        self.form.addRow("新文件放在", row)
        self.seconds = QSpinBox(self)
        self.seconds.setObjectName("settings_seconds")
        self.seconds.setRange(1, MOST_SECONDS)
        self.seconds.setValue(seconds_kept(memory))
        self.seconds.setSuffix(" 秒")
        self.form.addRow("查看同事的修改，每隔", self.seconds)

    def _add_basemaps(self) -> None:
        self._add_heading("底图")
        self.basemaps = BasemapSettings(self._window.memory, self)
        self.form.addRow("天地图密钥", self.basemaps.key)
        self.form.addRow("网络底图缓存", self.basemaps.cache)

    def _add_saving(self) -> None:
        self._add_heading("保存与备份")
        self._add_note("每一步都已写入文件，不需要另外保存；断电或程序意外关闭也不会丢失已完成的步骤。")
        self._add_note("每天第一次打开、每次导入前和关闭时自动备份，保留最近 10 份，另外每周一份保留 8 周。")
        document = self._window.document
        if document is not None and not is_url(document.location):
            folder = copies_folder(Path(document.location))
            self._add_button("备份", "打开备份文件夹", lambda: show_folder(folder))

    def _add_heading(self, text: str) -> None:
        label = QLabel(text, self)
        label.setProperty("role", "heading")
        label.setContentsMargins(0, 8, 0, 0)
        self.form.addRow(label)

    def _add_note(self, text: str) -> None:
        label = QLabel(text, self)
        label.setProperty("role", "muted")
        label.setWordWrap(True)
        self.form.addRow("", label)

    def _add_button(self, label: str, text: str, run: object) -> None:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        if callable(run):
            button.clicked.connect(lambda: run())
        row = QHBoxLayout()
        row.addWidget(button)
        row.addStretch(1)
        self.form.addRow(label, row)

    def _make_buttons(self) -> QHBoxLayout:
        leave = QPushButton("取消", self)
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        keep = QPushButton("保存设置", self)
        keep.setObjectName("settings_keep")
        keep.setProperty("primary", True)
        keep.setDefault(True)
        keep.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(leave)
        row.addWidget(keep)
        return row

    def _on_browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "新文件放在", self.folder.text())
        if chosen:
            self.folder.setText(chosen)


def look_kept(memory: Memory) -> str:
    """Return system, light or dark."""
    kept = memory.text("look", "system")
    return kept if kept in LOOKS else "system"


def percent_kept(memory: Memory) -> int:
    """Return the size of the letters in per cent."""
    kept = memory.text("font_percent", str(SIZES[0]))
    return int(kept) if kept in map(str, SIZES) else SIZES[0]


def seconds_kept(memory: Memory) -> int:
    """Return how many seconds lie between two looks for changes of others."""
    kept = memory.text("poll_s")
    return min(max(int(kept), 1), MOST_SECONDS) if kept.isdigit() else POLL_MS // 1000


def show_settings(window: "MainWindow") -> None:
    """Open the settings."""
    window.feature(Settings).show()
