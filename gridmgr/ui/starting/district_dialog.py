# SPDX-License-Identifier: MIT
"""Asks what a new district is called and where its data shall lie, and makes it."""

import re
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QSpinBox, QWidget

from gridmgr.model.areas import District
from gridmgr.model.checks import area_code
from gridmgr.model.errors import GridmgrError
from gridmgr.model.ids import new_id
from gridmgr.operations.districts import new_district
from gridmgr.operations.servers import server_address
from gridmgr.ui.errors import sentence
from gridmgr.ui.starting.forms import FieldsDialog
from gridmgr.ui.starting.one_job import OneJob

PROGRAMME = "社区网格化管理"
LOWEST, HIGHEST = 300, 500
MOST_HOUSEHOLDS = 100_000


class DistrictDialog(FieldsDialog):
    """Makes a file, or fills an empty database, for a district."""

    made = Signal(str)
    """The district is there and can be opened at this location."""

    def __init__(self, parent: QWidget | None = None, folder: str = "", url: str = "") -> None:
        super().__init__(
            "新建区县",
            "先登记区县的名称和网格的户数范围，以后都可以改；楼幢、道路和社区边界在建好以后导入。",
            "新建",
            parent,
        )
        self.setObjectName("district_dialog")
        self._folder = folder or QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._url = url
        self._is_place_chosen = False
        self._job = OneJob(self)
        self.name = self.add_line("区县名称", "district_name", hint="例如：三元区")
        self.code = self.add_line("区划代码", "district_code", hint="6 位，例如 350404；也可以填 12 位")
        self.fields.addRow("网格户数", self._make_band())
        self.programme = self.add_line("工作名称", "district_programme", PROGRAMME)
        self.path = QLineEdit(self)
        self._add_place()
        self.name.textChanged.connect(self._suggest_place)
        for edit in (self.name, self.code, self.path):
            edit.textChanged.connect(lambda _text: self.say(""))
        self.code.editingFinished.connect(self._check_code)
        self._suggest_place("")
        self.name.setFocus()

    def carry_out(self) -> None:
        """Make the district, unless something is missing or it is being made already."""
        wrong = self.what_is_wrong()
        if wrong or self._job.is_busy:
            self.say(wrong, is_wrong=bool(wrong))
            return
        location = self._url or str(self._whole_path())
        district = District(
            id=new_id(),
            name=self.name.text().strip(),
            code=self.code.text().strip(),
            programme=self.programme.text().strip() or PROGRAMME,
            min_households=self.low.value(),
            max_households=self.high.value(),
        )
        self.go.setEnabled(False)
        self.say("正在建立……")
        job = self._job.start(lambda _progress: new_district(location, district))
        job.succeeded.connect(lambda _none: self._on_made(location))
        job.failed.connect(self._on_failed)

    def what_is_wrong(self) -> str:
        """Say what must be mended before the district can be made; empty when all is well."""
        if not self.name.text().strip():
            return "请填写区县名称。"
        code = self.code.text().strip()
        if not re.fullmatch(r"\d{6}|\d{12}", code) or area_code(code):
            return "区划代码应为 6 位或 12 位数字，例如 350404。"
        if self.low.value() > self.high.value():
            return "网格户数的下限不能大于上限。"
        if not self._url and self._whole_path().exists():
            return f"“{self._whole_path().name}”已经存在，请换一个文件名。"
        return ""

    def _make_band(self) -> QHBoxLayout:
        self.low, self.high = QSpinBox(self), QSpinBox(self)
        row = QHBoxLayout()
        for spin, name, value in ((self.low, "下限", LOWEST), (self.high, "上限", HIGHEST)):
            spin.setRange(1, MOST_HOUSEHOLDS)
            spin.setValue(value)
            spin.setSuffix(" 户")
            spin.setAccessibleName(f"网格户数{name}")
            row.addWidget(spin)
            if spin is self.low:
                row.addWidget(QLabel("到", self))
        row.addStretch(1)
        return row

    def _add_place(self) -> None:
        self.path.setObjectName("district_path")
        self.path.setAccessibleName("保存位置")
        self.path.textEdited.connect(self._on_place_chosen)
        if self._url:
            self.path.setText(server_address(self._url).title)
            self.path.setReadOnly(True)
            self.fields.addRow("数据库", self.path)
            return
        browse = QPushButton("浏览…", self)
        browse.setAutoDefault(False)
        browse.clicked.connect(self._on_browse)
        row = QHBoxLayout()
        row.addWidget(self.path, 1)
        row.addWidget(browse)
        self.fields.addRow("保存到", row)

    def _whole_path(self) -> Path:
        path = Path(self.path.text().strip() or "未命名")
        return path if path.suffix.lower() == ".gpkg" else path.with_name(path.name + ".gpkg")

    def _suggest_place(self, name: str) -> None:
        """Name the file after the district, until a person chose another name."""
        if not self._url and not self._is_place_chosen:
            plain = re.sub(r'[\\/:*?"<>|]', "", name).strip() or "新建区县"
            self.path.setText(str(Path(self._folder) / f"{plain}.gpkg"))

    def _check_code(self) -> None:
        if self.code.text().strip() and self.name.text().strip():
            wrong = self.what_is_wrong()
            self.say(wrong, is_wrong=bool(wrong))

    def _on_place_chosen(self) -> None:
        self._is_place_chosen = True

    def _on_browse(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "保存到", self.path.text(), "区县数据文件 (*.gpkg)")
        if chosen:
            self._is_place_chosen = True
            self.path.setText(chosen)

    def _on_made(self, location: str) -> None:
        self.accept()
        self.made.emit(location)

    def _on_failed(self, error: GridmgrError) -> None:
        self.go.setEnabled(True)
        self.say(sentence(error), is_wrong=True)
