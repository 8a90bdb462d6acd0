# SPDX-License-Identifier: MIT
"""What is asked when a basemap is added: its address or key, its coordinate system, or what a dropped file is for."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gridmgr.map.basemap.addresses import TIANDITU_LAYERS, checked_template
from gridmgr.model.errors import GridmgrError
from gridmgr.operations.importing.whereabouts import crs_choices
from gridmgr.ui.appearance import grown
from gridmgr.ui.basemaps.rows import Row, RowKind
from gridmgr.ui.errors import sentence
from gridmgr.ui.starting.forms import FieldsDialog

DEEPEST = 22
NETWORK_NOTE = "打开以后，程序会向这个服务器请求您所看位置的图片，服务器因此知道您在看哪里；本区的数据不会发出去。"
KEY_HINT = "在天地图网站登记后得到，32 位"
DROP_WIDTH_PX = 420
ABOUT = "导入：图形和属性写入本区数据，可以撤销。\n只作底图：只在地图上显示，不写入本区数据，文件留在原处。"


class TiandituDialog(FieldsDialog):
    """Asks for the layer of 天地图 and the office's key."""

    made = Signal(object, str)
    """A Row and the key, which goes into the settings."""

    def __init__(self, parent: QWidget, key: str) -> None:
        super().__init__("添加天地图", NETWORK_NOTE, "添加", parent)
        self.setObjectName("tianditu_dialog")
        self.layer = QComboBox(self)
        self.layer.setObjectName("tianditu_layer")
        for name, layer in TIANDITU_LAYERS.items():
            self.layer.addItem(layer.title, name)
        self.fields.addRow("图层", self.layer)
        self.names = QCheckBox("同时显示注记（地名、路名）", self)
        self.names.setObjectName("tianditu_names")
        self.names.setChecked(True)
        self.fields.addRow("", self.names)
        self.matrix_set = QComboBox(self)
        self.matrix_set.setObjectName("tianditu_set")
        self.matrix_set.addItem("球面墨卡托（w）", "w")
        self.matrix_set.addItem("国家2000 经纬度（c）", "c")
        self.fields.addRow("瓦片方案", self.matrix_set)
        self.key = self.add_line("密钥", "tianditu_key", key, KEY_HINT)
        self.say("密钥只保存在本机您的设置里，不会写进数据文件，也不会随导出带走。")
        self.key.setFocus()

    def carry_out(self) -> None:
        """Hand the choice over, unless the key is missing."""
        key = self.key.text().strip()
        if not key:
            self.say("请填写密钥。天地图要求每个单位使用自己的密钥。", is_wrong=True)
            self.key.setFocus()
            return
        name, chosen = str(self.layer.currentData()), str(self.matrix_set.currentData())
        title = self.layer.currentText()
        row = Row(RowKind.TIANDITU, title, name, with_names=self.names.isChecked(), matrix_set=chosen)
        self.made.emit(row, key)
        self.accept()


class WebDialog(FieldsDialog):
    """Asks for the address of a basemap in the network."""

    made = Signal(object)
    """A Row."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("添加网络底图", NETWORK_NOTE, "添加", parent)
        self.setObjectName("web_dialog")
        self.name = self.add_line("名称", "web_name", hint="例如：本市影像")
        self.address = self.add_line("地址", "web_address", hint="https://…/{z}/{x}/{y}.png")
        self.credit = self.add_line("版权说明", "web_credit", hint="显示在地图下边；没有要求可以不填")
        self.first, self.last = self._level("web_first", 0), self._level("web_last", 18)
        levels = QHBoxLayout()
        levels.addWidget(self.first)
        levels.addWidget(QLabel("至", self))
        levels.addWidget(self.last)
        levels.addStretch(1)
        self.fields.addRow("级别", levels)
        self.say("高德、腾讯、百度等地图的坐标经过偏移，不能用作底图。")
        self.address.textChanged.connect(lambda _text: self.say(""))
        self.name.setFocus()

    def carry_out(self) -> None:
        """Hand the choice over, unless the address cannot work."""
        try:
            template = checked_template(self.address.text())
        except GridmgrError as error:
            self.say(sentence(error), is_wrong=True)
            self.address.setFocus()
            return
        first, last = sorted((self.first.value(), self.last.value()))
        title = self.name.text().strip() or "网络底图"
        credit = self.credit.text().strip()
        self.made.emit(Row(RowKind.WEB, title, template, first_level=first, last_level=last, credit=credit))
        self.accept()

    def _level(self, name: str, value: int) -> QSpinBox:
        box = QSpinBox(self)
        box.setObjectName(name)
        box.setRange(0, DEEPEST)
        box.setValue(value)
        return box


class CrsDialog(FieldsDialog):
    """Asks for the coordinate system of a file that does not tell."""

    made = Signal(str)
    """The name of a CRS as `asked_crs` takes it."""

    def __init__(self, parent: QWidget, path: Path, district: int | None, is_picture: bool) -> None:
        lead = f"“{path.name}”没有标明坐标系。请问提供文件的人，选对了才能放到正确的位置；程序不会替您猜。"
        super().__init__("坐标系", lead, "显示", parent)
        self.setObjectName("backdrop_crs_dialog")
        self.crs = QComboBox(self)
        self.crs.setObjectName("backdrop_crs")
        self.crs.setMaxVisibleItems(16)
        self.crs.addItem("（请选择）", "")
        for choice in crs_choices(None, district):
            # A shifted picture cannot be laid straight, as every place of it is shifted otherwise.
            if not (is_picture and choice.name in ("GCJ-02", "BD-09")):
                self.crs.addItem(choice.label, choice.name)
                self.crs.setItemData(self.crs.count() - 1, choice.explained, 0x0003)
        self.crs.activated.connect(lambda _index: self.say(str(self.crs.currentData(0x0003) or "")))
        self.fields.addRow("坐标系", self.crs)

    def carry_out(self) -> None:
        """Hand the choice over, unless there is none."""
        chosen = str(self.crs.currentData())
        if not chosen:
            self.say("请先选一个坐标系。", is_wrong=True)
            return
        self.made.emit(chosen)
        self.accept()


class DropDialog(QDialog):
    """Asks what a map file that was let go over the map is for."""

    import_wanted = Signal()
    """Its shapes shall become data of the district."""
    backdrop_wanted = Signal()
    """It shall only be looked at."""

    def __init__(self, parent: QWidget, path: Path) -> None:
        super().__init__(parent)
        self.setObjectName("drop_dialog")
        self.setWindowTitle("放入文件")
        self.setMinimumWidth(grown(self, DROP_WIDTH_PX))
        lead = QLabel(f"“{path.name}”要怎么用？", self)
        lead.setProperty("role", "heading")
        lead.setWordWrap(True)
        about = QLabel(
            "导入：图形和属性写入本区数据，可以撤销。\n只作底图：只在地图上显示，不写入本区数据，文件留在原处。", self
        )
        about.setProperty("role", "muted")
        about.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(lead)
        column.addWidget(about)
        column.addLayout(self._make_buttons())

    def _make_buttons(self) -> QHBoxLayout:
        leave, look, take = QPushButton("取消", self), QPushButton("只作底图", self), QPushButton("导入…", self)
        look.setObjectName("drop_backdrop")
        take.setObjectName("drop_import")
        take.setProperty("primary", True)
        take.setDefault(True)
        leave.clicked.connect(self.reject)
        look.clicked.connect(self.backdrop_wanted)
        take.clicked.connect(self.import_wanted)
        row = QHBoxLayout()
        row.addStretch(1)
        for button in (leave, look, take):
            button.setAutoDefault(button is take)
            row.addWidget(button)
        look.clicked.connect(self.accept)
        take.clicked.connect(self.accept)
        return row
