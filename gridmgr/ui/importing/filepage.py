# SPDX-License-Identifier: MIT
"""First page: which file, which layer or sheet of it, and what its rows are."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QFileDialog, QFormLayout, QHBoxLayout, QLabel, QPushButton

from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.operations.importing.kinds import EXPLAINED
from gridmgr.operations.importing.looking import LookedLayer
from gridmgr.operations.importing.options import KINDS
from gridmgr.operations.importing.sequence import Stage, advice
from gridmgr.ui.icons import set_icon
from gridmgr.ui.importing.page import Page, muted
from gridmgr.ui.importing.tables import PlainTable

if TYPE_CHECKING:
    from gridmgr.ui.importing.wizard import ImportWizard

FILTERS = (
    "可导入的文件 (*.xlsx *.xls *.et *.csv *.txt *.gpkg *.shp *.zip *.geojson *.json *.kml *.kmz *.dxf);;"
    "表格 (*.xlsx *.xls *.et *.csv *.txt);;地图图层 (*.gpkg *.shp *.zip *.geojson *.json *.kml *.kmz *.dxf);;"
    "所有文件 (*)"
)
GEOMETRIES = {"Polygon": "面", "LineString": "线", "Point": "点"}
HEADINGS = ("名称", "内容", "行数", "像是", "栏目")


class FilePage(Page):
    """Asks for the file and says at once what it holds."""

    name = "file"
    title = "选择文件"
    about = "表格（xlsx、xls、csv）和地图图层（gpkg、shp、zip、geojson、kml、kmz、dxf）都可以；也可以把文件拖到窗口里。"

    def __init__(self, wizard: "ImportWizard") -> None:
        super().__init__(wizard)
        self.path = QLabel("还没有选择文件。", self)
        self.path.setObjectName("import_path")
        self.path.setWordWrap(True)
        self.choose = QPushButton("选择文件…", self)
        self.choose.setObjectName("import_choose")
        set_icon(self.choose, "folder-open")
        self.choose.clicked.connect(self._on_choose)
        row = QHBoxLayout()
        row.addWidget(self.choose)
        row.addWidget(self.path, 1)
        self.column.addLayout(row)
        self.layers = PlainTable("import_layers", "文件里的图层或工作表", HEADINGS, self)
        self.layers.itemSelectionChanged.connect(self._on_layer)
        self.column.addWidget(self.layers, 1)
        self.kind = QComboBox(self)
        self.kind.setObjectName("import_kind")
        self.kind.setMinimumWidth(220)
        self.kind.addItem("（请选择）", "")
        for kind in KINDS:
            self.kind.addItem(_kind_label(kind), kind)
        self.kind.activated.connect(self._on_kind)
        self.kind_about = muted("")
        form = QFormLayout()
        form.addRow("导入成(&K)", self.kind)
        form.addRow("", self.kind_about)
        self.column.addLayout(form)
        self.advice = muted("")
        self.advice.setObjectName("import_advice")
        self.column.addWidget(self.advice)

    def enter(self) -> None:
        """Show the file and its layers."""
        self.wizard.document.ask(advice).succeeded.connect(self._on_advice)
        self.show_look()

    def show_look(self) -> None:
        """Show what was seen of the file."""
        course = self.wizard.course
        self.path.setText(str(course.path) if course.path else "还没有选择文件。")
        self.layers.blockSignals(True)
        found = course.look.layers if course.look else ()
        self.layers.fill([_row(layer) for layer in found])
        self.layers.fit_columns()
        names = [layer.layer.name for layer in found]
        if course.layer_name in names:
            self.layers.selectRow(names.index(course.layer_name))
        self.layers.blockSignals(False)
        self._show_kind()

    def _show_kind(self) -> None:
        kind = self.wizard.course.kind
        self.kind.setCurrentIndex(max(self.kind.findData(kind), 0))
        self.kind.setEnabled(self.wizard.course.look is not None)
        self.kind_about.setText(EXPLAINED.get(kind, "每行是什么，就选什么。"))
        self.changed.emit()

    def _on_advice(self, found: tuple[str, Stage | None]) -> None:
        self.advice.setText(found[0])

    def _on_choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, "选择要导入的文件", self.wizard.memory.text("import/folder", self.wizard.memory.folder), FILTERS
        )
        if name:
            self.wizard.take_file(Path(name))

    def _on_layer(self) -> None:
        course, line = self.wizard.course, self.layers.currentRow()
        if course.look is None or not 0 <= line < len(course.look.layers):
            return
        name = course.look.layers[line].layer.name
        if name != course.layer_name:
            course.choose_layer(name, self.wizard.district_crs)
            self._show_kind()

    def _on_kind(self) -> None:
        self.wizard.course.choose_kind(str(self.kind.currentData()))
        self._show_kind()


def _row(found: LookedLayer) -> tuple[str, ...]:
    """Describe a layer in words."""
    layer = found.layer
    plain = (layer.geometry or "").removeprefix("Multi")
    what = "表格" if layer.geometry is None else GEOMETRIES.get(plain, "图形")
    if layer.header_row and layer.geometry is not None:
        what = "表格，有坐标"
    likely = _kind_label(found.kind) if found.kind else "看不出来"
    hidden = "（隐藏）" if layer.hidden else ""
    return f"{layer.name}{hidden}", what, f"{layer.rows:,}", likely, "、".join(layer.columns)


def _kind_label(kind: str) -> str:
    """Name a kind as offices do."""
    return {"barrier": "道路水系（分隔线）", "grid": "已有网格"}.get(kind, RECORD_TYPES[kind].LABEL)
