# SPDX-License-Identifier: MIT
"""What people weigh against each other, as sliders with plain words, and how many grids they want."""

from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gridmgr.operations.second_measures import SecondMeasure
from gridmgr.planning.candidates import STRENGTH
from gridmgr.planning.partition import Policy, Weights, Wish
from gridmgr.ui.inspector_parts import label, plain_button
from gridmgr.ui.memory import Memory

WORDS = ("不考虑", "略看", "一般", "看重", "最看重")
FACTORS = (0.0, 0.5, 1.0, 2.0, 4.0)
MOST_GRIDS = 900
WORD_PX, SLIDER_PX = 48, 60
KEPT = "plan_preferences"


@dataclass(frozen=True, slots=True)
class Slider:
    """One line of the table: the weight, what it is called, and where its slider stands at first."""

    weight: str
    text: str
    tip: str
    usual: float
    """The weight in the middle position (一般)."""
    first: int = 2


SLIDERS = (
    Slider("compactness", "形状紧凑", "网格接近圆形、方形，不要狭长和伸出的角。", STRENGTH.compactness),
    Slider("streets", "边界沿街", "网格的边界走在街道上，少穿过街坊内部。", STRENGTH.streets),
    Slider("equal_size", "户数均衡", "各网格的户数彼此接近。", STRENGTH.equal_size, 0),
    Slider("compounds", "小区少拆", "超过上限、不得不拆的小区，尽量少从内部划界。", STRENGTH.compounds),
    Slider("closeness", "贴近现行方案", "少让住户换网格。", STRENGTH.closeness, 0),
    Slider("second", "第二指标均衡", "各网格的第二指标彼此接近；先在上面选一个第二指标。", STRENGTH.second),
)
POLICIES = (
    ("target", "户数接近范围中间"),
    ("fewest", "网格最少"),
    ("count", "指定网格数量"),
)
SECONDS = (
    (SecondMeasure.NONE, "不考虑"),
    (SecondMeasure.VISITS, "关怀对象走访户"),
    (SecondMeasure.WORKLOAD, "工作量（户数 + 2 × 走访户）"),
    (SecondMeasure.FLOOR_AREA, "建筑面积"),
)


class Preferences(QWidget):
    """Sliders, the choice of how many grids, and the second measure; remembered from one time to the next."""

    changed = Signal()

    def __init__(self, memory: Memory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._memory = memory
        self.sliders: dict[str, QSlider] = {}
        self._words: dict[str, QLabel] = {}
        self.policy, self.grids, self.second = QComboBox(self), QSpinBox(self), QComboBox(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._made_choices())
        head = QHBoxLayout()
        head.addWidget(label("偏好", role="heading"), 1)
        self.restore = plain_button("恢复默认", "各项偏好回到开始时的样子。")
        self.restore.setObjectName("plan_restore")
        self.restore.clicked.connect(self.set_usual)
        head.addWidget(self.restore)
        column.addLayout(head)
        column.addLayout(self._made_sliders())
        self._recall()

    def wish(self) -> Wish:
        """Return the weights, the policy and the number of grids."""
        weights = Weights()
        for slider in SLIDERS:
            factor = FACTORS[self.sliders[slider.weight].value()]
            weights = replace(weights, **{slider.weight: factor * slider.usual})
        if self.second_measure() is SecondMeasure.NONE:
            weights = replace(weights, second=0.0)
        policy = self.policy.currentData()
        grids = self.grids.value() if policy == "count" else None
        return Wish(weights, Policy.FEWEST if policy == "fewest" else Policy.TARGET, grids)

    def second_measure(self) -> SecondMeasure:
        """Return the second measure that grids shall share evenly."""
        return SecondMeasure(self.second.currentData())

    def set_usual(self) -> None:
        """Put everything back to where it was at first."""
        for slider in SLIDERS:
            self.sliders[slider.weight].setValue(slider.first)
        self.policy.setCurrentIndex(0)
        self.second.setCurrentIndex(0)

    def allow_count(self, is_one: bool, usual: int) -> None:
        """Offer a number of grids only where one community is ticked; `usual` is what it allows best."""
        model = self.policy.model()
        item = model.index(len(POLICIES) - 1, 0)
        model.setData(item, None if is_one else 0, Qt.ItemDataRole.UserRole - 1)
        if not is_one and self.policy.currentData() == "count":
            self.policy.setCurrentIndex(0)
        if self.policy.currentData() != "count" and usual:
            self.grids.setValue(usual)

    def keep(self) -> None:
        """Remember the choices."""
        places = [str(self.sliders[s.weight].value()) for s in SLIDERS]
        policy = "target" if self.policy.currentData() == "count" else self.policy.currentData()
        self._memory.keep_text(KEPT, " ".join([*places, policy, self.second_measure()]))

    def _recall(self) -> None:
        self.set_usual()
        kept = self._memory.text(KEPT).split()
        if len(kept) == len(SLIDERS) + 2:
            for slider, place in zip(SLIDERS, kept, strict=False):
                self.sliders[slider.weight].setValue(int(place) if place.isdigit() else slider.first)
            self.policy.setCurrentIndex(max(self.policy.findData(kept[-2]), 0))
            self.second.setCurrentIndex(max(self.second.findData(kept[-1]), 0))
        self._on_changed()

    def _made_choices(self) -> QFormLayout:
        for box, name, entries in ((self.policy, "plan_policy", POLICIES), (self.second, "plan_second", SECONDS)):
            box.setObjectName(name)
            # A long entry must not make the panel wider than its place.
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(8)
            for value, text in entries:
                box.addItem(text, value)
            box.currentIndexChanged.connect(self._on_changed)
        self.grids.setObjectName("plan_grids")
        self.grids.setRange(1, MOST_GRIDS)
        self.grids.setSuffix(" 个网格")
        self.grids.valueChanged.connect(self._on_changed)
        form = QFormLayout()
        form.addRow("网格数量", self.policy)
        form.addRow("", self.grids)
        form.addRow("第二指标", self.second)
        return form

    def _made_sliders(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        for row, entry in enumerate(SLIDERS):
            slider = QSlider(Qt.Orientation.Horizontal, self)
            slider.setObjectName(f"plan_weight_{entry.weight}")
            slider.setAccessibleName(entry.text)
            slider.setRange(0, len(WORDS) - 1)
            slider.setPageStep(1)
            slider.setMinimumWidth(SLIDER_PX)
            slider.setTickPosition(QSlider.TickPosition.TicksBelow)
            slider.setToolTip(entry.tip)
            slider.valueChanged.connect(self._on_changed)
            text, word = label(entry.text), label("", role="muted")
            text.setWordWrap(False)
            text.setToolTip(entry.tip)
            word.setFixedWidth(WORD_PX)
            self.sliders[entry.weight], self._words[entry.weight] = slider, word
            for place, widget in enumerate((text, slider, word)):
                grid.addWidget(widget, row, place)
        return grid

    def _on_changed(self) -> None:
        for name, word in self._words.items():
            word.setText(WORDS[self.sliders[name].value()])
        has_second = self.second_measure() is not SecondMeasure.NONE
        self.sliders["second"].setEnabled(has_second)
        self._words["second"].setEnabled(has_second)
        if not has_second:
            self._words["second"].setText(WORDS[0])
        self.grids.setVisible(self.policy.currentData() == "count")
        form = self.grids.parentWidget()
        if form is not None:
            form.updateGeometry()
        self.changed.emit()
