# SPDX-License-Identifier: MIT
import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication, QCheckBox
from pytestqt.qtbot import QtBot

from gridmgr.map.style import DARK, LIGHT, Colours
from gridmgr.ui.appearance import palette, style_sheet
from gridmgr.ui.application import mend_input_method, translate


@pytest.mark.parametrize(
    ("platform", "before", "after"),
    [("linux", "fcitx", "ibus"), ("linux", "fcitx5", "ibus"), ("linux", "ibus", "ibus"), ("win32", "fcitx", "fcitx")],
)
def test_chinese_can_be_typed_where_the_desktop_names_fcitx(platform, before, after):
    environment = {"QT_IM_MODULE": before}

    mend_input_method(environment, platform)

    assert environment["QT_IM_MODULE"] == after


def test_a_desktop_without_input_method_stays_as_it_is():
    environment: dict[str, str] = {}

    mend_input_method(environment, "linux")

    assert environment == {}


def test_the_buttons_of_qt_are_chinese(qapp: QApplication):
    before = QLocale()

    translate(qapp)

    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    QLocale.setDefault(before)


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_an_empty_tick_box_can_be_seen_on_its_ground(qtbot: QtBot, tokens: Colours):
    box = QCheckBox("只看空缺")
    qtbot.addWidget(box)
    box.setPalette(palette(tokens))
    box.setStyleSheet(style_sheet(tokens))

    drawn = box.grab().toImage()

    ground = palette(tokens).window().color().lightness()
    edges = [abs(drawn.pixelColor(x, drawn.height() // 2).lightness() - ground) for x in range(4)]
    assert max(edges) > 60


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_text_stands_out_from_its_ground(tokens):
    colours = palette(tokens)

    contrast = abs(colours.text().color().lightness() - colours.base().color().lightness())

    assert contrast > 120
    assert tokens.accent in style_sheet(tokens)
