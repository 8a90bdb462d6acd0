# SPDX-License-Identifier: MIT
"""How the window looks: font, palette and style sheet, all from the colours of the map."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from gridmgr.map.lettering import FONT_FAMILIES
from gridmgr.map.style import LIGHT, Colours, colours
from gridmgr.model.resources import resource
from gridmgr.ui.cards import Tone

FONT_PX = 13
SIZES = (100, 110, 125, 150)
"""How large letters may be, in per cent."""
PERCENT = "font_percent"
FRAME_PERCENT = 160
"""A little more than the 140 by which the style darkens, so that the frame comes out as the lines of the sheet do."""
PANEL_SHARE = 0.22
SELECTED_SHARE = 0.18
"""How far panels go from the surface towards the lines."""

SHEET = """
QMainWindow, QDialog, QStatusBar, QMenuBar, QToolBar {{ background: {panel}; }}
QMenuBar {{ padding: 2px 4px; }}
QMenuBar::item {{ padding: 5px 10px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected {{ background: {accent}; color: {on_accent}; }}
QMenu {{ background: {surface}; border: 1px solid {line}; padding: 4px 0; }}
QMenu::item {{ padding: 6px 28px 6px 26px; }}
QMenu::item:selected {{ background: {accent}; color: {on_accent}; }}
QMenu::item:disabled {{ color: {faint}; background: transparent; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 10px; }}
QToolBar {{ border: none; border-bottom: 1px solid {line}; padding: 3px 6px; spacing: 2px; }}
QToolBar QToolButton {{ padding: 4px 10px; border-radius: 4px; border: 1px solid transparent; }}
QToolBar QToolButton:hover {{ border-color: {line}; background: {surface}; }}
QToolBar::separator {{ width: 1px; background: {line}; margin: 4px 6px; }}
QStatusBar {{ border-top: 1px solid {line}; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel, QStatusBar QToolButton {{ padding: 2px 8px; }}
QStatusBar QToolButton {{ border: none; border-radius: 4px; }}
QStatusBar QToolButton#status_plan {{ padding-right: 20px; }}
QStatusBar QToolButton::menu-indicator {{ subcontrol-position: right center; right: 5px; }}
QStatusBar QToolButton:hover {{ background: {surface}; }}
QDockWidget {{ font-weight: bold; }}
QWidget#dock_title {{ background: {panel}; border-bottom: 1px solid {line}; }}
QWidget#dock_title QToolButton {{ border: none; border-radius: 4px; padding: 2px; }}
QWidget#dock_title QToolButton:hover {{ background: {line}; }}
QDockWidget::title {{ background: {panel}; padding: 7px 10px; border-bottom: 1px solid {line}; }}
QMainWindow::separator {{ background: {line}; width: 1px; height: 1px; }}
QMainWindow::separator:hover {{ background: {accent}; }}
QTreeView, QScrollArea, QTextBrowser {{ border: none; background: {surface}; }}
QTreeView::item {{ height: {row_px}px; padding: 0 3px; }}
QScrollArea#page_area, QScrollArea#page_area > QWidget {{ background: {line}; }}
QFrame#print_line {{ background: {line}; }}
QHeaderView::section {{ background: {panel}; color: {muted}; border: none; border-bottom: 1px solid {line};
    padding: 5px 6px; }}
QPushButton {{ padding: 5px 14px; border: 1px solid {line}; border-radius: 4px; background: {surface}; }}
QPushButton:hover {{ border-color: {accent}; }}
QPushButton:checked {{ background: {selected}; border-color: {accent}; }}
QPushButton:focus {{ border: 2px solid {accent}; padding: 4px 13px; }}
QPushButton[primary="true"] {{ background: {accent}; color: {on_accent}; border-color: {accent}; }}
QPushButton[primary="true"]:focus {{ border: 2px solid {text}; }}
QPushButton:disabled, QPushButton[primary="true"]:disabled {{ background: {panel}; color: {faint};
    border-color: {line}; }}
QToolButton:focus {{ border: 1px solid {accent}; border-radius: 4px; }}
QPushButton[link="true"] {{ border: none; background: transparent; color: {accent}; text-align: left;
    padding: 4px 0; }}
QFrame#message_bar {{ background: {surface}; border-bottom: 1px solid {line}; }}
QFrame#message_bar[tone="error"] {{ border-left: 4px solid {error}; }}
QFrame#message_bar[tone="plain"] {{ border-left: 4px solid {accent}; }}
QFrame#comparison_stale {{ background: {banner}; border-bottom: 1px solid {line}; }}
QFrame#draft_bar {{ background: {surface}; border-bottom: 1px solid {line}; border-left: 4px solid {above}; }}
QFrame#form_banner {{ background: {panel}; border-top: 1px solid {line}; border-left: 4px solid {accent}; }}
QFrame#form_banner[tone="error"] {{ border-left-color: {error}; }}
QWidget#form_body {{ background: {surface}; }}
QDialog[role="form"] QLineEdit, QDialog[role="form"] QComboBox, QDialog[role="form"] QPlainTextEdit,
QPushButton[role="choices"] {{ border: 1px solid {line}; border-radius: 4px; background: {surface}; color: {text};
    min-height: 24px; padding: 1px 6px; }}
QDialog[role="form"] QLineEdit:focus, QDialog[role="form"] QComboBox:focus, QDialog[role="form"] QPlainTextEdit:focus,
QPushButton[role="choices"]:focus {{ border: 2px solid {accent}; padding: 0 5px; }}
QDialog[role="form"] QComboBox QLineEdit, QDialog[role="form"] QComboBox QLineEdit:focus {{ border: none;
    min-height: 0; padding: 0; background: transparent; }}
QDialog[role="form"] QComboBox::drop-down {{ border: none; width: 22px; }}
QDialog[role="form"] QTableView QLineEdit, QDialog[role="form"] QTableView QComboBox {{ border-radius: 0;
    min-height: 0; padding: 0 4px; }}
QDialog[role="form"] QLineEdit:read-only, QDialog[role="form"] QPlainTextEdit:read-only {{ background: {panel};
    color: {muted}; }}
QDialog[role="form"] QLineEdit[tone="error"], QDialog[role="form"] QComboBox[tone="error"],
QDialog[role="form"] QPlainTextEdit[tone="error"] {{ border-color: {error}; }}
QDialog[role="form"] QLineEdit[tone="warning"], QDialog[role="form"] QComboBox[tone="warning"],
QDialog[role="form"] QPlainTextEdit[tone="warning"] {{ border-color: {above}; }}
QPushButton[role="choices"] {{ text-align: left; padding-left: 8px; }}
QPushButton[role="choices"]::menu-indicator {{ subcontrol-position: right center; right: 6px; }}
QToolButton[role="fold"] {{ border: none; font-weight: bold; padding: 6px 2px; }}
QToolButton[role="fold"]:focus {{ border: 1px solid {accent}; border-radius: 4px; }}
QLabel[tone="error"] {{ color: {error}; }}
QLabel[tone="warning"] {{ color: {above}; }}
QLabel[tone="note"] {{ color: {muted}; }}
QLabel#read_only_banner {{ background: {banner}; color: {text}; padding: 6px 12px; border-bottom: 1px solid {line}; }}
QWidget#welcome_page, QWidget#inspector_page {{ background: {surface}; }}
QPushButton[card="true"] {{ background: {surface}; border: 1px solid {line}; border-radius: 4px; }}
QPushButton[card="true"]:hover {{ border-color: {accent}; background: {panel}; }}
QPushButton[card="true"]:focus {{ border: 2px solid {accent}; }}
QPushButton[row="true"] {{ background: transparent; border: 1px solid transparent; border-radius: 4px; }}
QPushButton[row="true"]:hover {{ background: {panel}; }}
QPushButton[row="true"]:focus {{ border: 2px solid {accent}; }}
QFrame[floating="true"] {{ background: {surface}; border: 1px solid {line}; border-radius: 4px; }}
QFrame[frameShape="4"] {{ border: none; background: {line}; max-height: 1px; }}
QFrame#welcome_offer {{ background: {banner}; border: 1px solid {line}; border-radius: 4px; }}
QFrame#lost_banner {{ background: {banner}; border-bottom: 1px solid {line}; }}
QLineEdit {{ border: 1px solid {line}; border-radius: 4px; background: {surface}; padding: 3px 6px; min-height: 20px; }}
QLineEdit:focus {{ border: 2px solid {accent}; padding: 2px 5px; }}
QLineEdit:read-only {{ background: {panel}; }}
QPlainTextEdit {{ border: 1px solid {line}; border-radius: 4px; background: {surface}; padding: 2px 4px; }}
QPlainTextEdit:focus {{ border: 2px solid {accent}; padding: 1px 3px; }}
QAbstractSpinBox QLineEdit, QComboBox QLineEdit {{ border: none; padding: 0; min-height: 0; background: transparent; }}
QAbstractSpinBox, QComboBox {{ min-height: 26px; }}
QStatusBar QLineEdit {{ border: 1px solid transparent; background: transparent; min-height: 16px; padding: 1px 6px; }}
QStatusBar QLineEdit:hover {{ border-color: {line}; background: {surface}; }}
QToolBar#workspace_rail {{ border: none; border-right: 1px solid {line}; padding: 4px 3px; spacing: 4px; }}
QToolBar#workspace_rail QToolButton {{ padding: 6px 4px; border: none; border-left: 3px solid transparent;
    border-radius: 0; min-width: 46px; }}
QToolBar#workspace_rail QToolButton:hover {{ background: {surface}; }}
QToolBar#workspace_rail QToolButton:checked {{ border-left-color: {accent}; background: {surface}; color: {accent};
    font-weight: bold; }}
QLabel#welcome_title {{ font-size: {largest_px}px; font-weight: bold; }}
QLabel[role="title"] {{ font-size: {large_px}px; font-weight: bold; }}
QFrame#key_sheet QScrollArea > QWidget > QWidget {{ background: {surface}; }}
QLabel[role="key"] {{ background: {panel}; border: 1px solid {line}; border-radius: 4px; padding: 1px 6px; }}
QLabel[role="heading"] {{ font-weight: bold; }}
QLabel[role="map_name"] {{ background: {surface}; border: 1px solid {line}; border-radius: 4px; padding: 3px 8px;
    font-weight: bold; }}
QLabel[role="map_credit"] {{ background: {surface}; border: 1px solid {line}; border-radius: 4px; padding: 1px 6px;
    color: {muted}; font-size: 11px; }}
QLabel[role="muted"] {{ color: {muted}; }}
QLabel[tone="muted"] {{ color: {muted}; }}
QLabel[tone="missing"] {{ color: {error}; }}
QLabel[tone="below"] {{ color: {below}; font-weight: bold; }}
QLabel[tone="inside"] {{ color: {inside}; font-weight: bold; }}
QLabel[tone="above"] {{ color: {above}; font-weight: bold; }}
QLabel[role="figure"] {{ font-size: 16px; font-weight: bold; }}
QPushButton[role="figure"] {{ font-size: 16px; font-weight: bold; padding: 0; }}
QPushButton[link="true"][row="true"] {{ padding: 0; }}
QPushButton[link="true"]:hover {{ text-decoration: underline; }}
QPushButton[link="true"]:focus {{ border: none; text-decoration: underline; }}
QPushButton[link="true"][tone="missing"] {{ color: {error}; }}
QPushButton[link="true"][tone="above"] {{ color: {above}; }}
QFrame[vacant="true"] {{ border: 1px solid {error}; border-radius: 4px; }}
QFrame[vacant="false"] {{ border: 1px solid transparent; }}
QCheckBox::indicator, QListView::indicator, QTreeView::indicator, QGroupBox::indicator {{ width: 14px; height: 14px;
    border: 1px solid {muted}; border-radius: 3px; background: {surface}; }}
QCheckBox::indicator:checked, QListView::indicator:checked, QTreeView::indicator:checked,
QGroupBox::indicator:checked {{ background: {accent}; border-color: {accent}; image: url("{ticked}"); }}
QCheckBox::indicator:indeterminate, QTreeView::indicator:indeterminate {{ background: {selected};
    border: 3px solid {accent}; width: 10px; height: 10px; }}
QRadioButton::indicator {{ width: 14px; height: 14px; border: 1px solid {muted}; border-radius: 8px;
    background: {surface}; }}
QRadioButton::indicator:checked {{ width: 6px; height: 6px; border: 5px solid {accent}; }}
QCheckBox::indicator:hover, QRadioButton::indicator:hover {{ border-color: {accent}; }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ border-color: {line}; background: {panel}; }}
QToolButton#role_menu::menu-indicator {{ image: none; }}
QListWidget#records_types {{ background: {panel}; border: none; border-right: 1px solid {line}; padding: 6px 0; }}
QListWidget#records_types::item {{ padding: 0 8px; }}
QListWidget#records_types::item:selected {{ background: {selected}; color: {text}; }}
QTableView {{ border: none; background: {surface}; selection-background-color: {selected}; selection-color: {text}; }}
QTableView::item {{ padding: 0 6px; }}
QTableView#frozen_column {{ border-right: 1px solid {line}; }}
QTableView QHeaderView::section:vertical {{ padding: 0 8px; border-bottom: 1px solid {line}; }}
QTableCornerButton::section {{ background: {panel}; border: none; border-bottom: 1px solid {line}; }}
QPushButton[chip="true"] {{ border-radius: 9px; padding: 2px 10px; background: {selected}; border-color: {selected}; }}
QLineEdit#cell_editor {{ border: 2px solid {accent}; padding: 0 3px; background: {surface}; }}
QLineEdit#cell_editor[wrong="true"] {{ border-color: {error}; }}
QLabel#cell_hint {{ background: {surface}; color: {error}; border: 1px solid {error}; padding: 4px 8px; }}
QListWidget#cell_choices {{ background: {surface}; border: 1px solid {line}; }}
QListWidget#cell_choices::item {{ padding: 3px 8px; }}
QFrame#filter_popup {{ background: {surface}; border: 1px solid {line}; }}
QWidget#records_empty {{ background: {surface}; }}
QPushButton#search_field {{ text-align: left; color: {muted}; min-width: 250px; padding: 3px 10px; margin: 2px 8px; }}
QFrame#palette {{ background: {surface}; border: 1px solid {line}; border-radius: 6px; }}
QFrame#palette QLineEdit {{ border: none; border-bottom: 1px solid {line}; font-size: 15px; padding: 8px; }}
QFrame#palette QListWidget {{ border: none; background: {surface}; }}
QFrame#palette QListWidget::item {{ padding: 0 10px; }}
QFrame#palette QListWidget::item:selected {{ background: {selected}; color: {text}; }}
QProgressBar {{ border: 1px solid {line}; border-radius: 4px; background: {surface}; text-align: center;
    height: 16px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
QToolTip {{ background: {surface}; color: {text}; border: 1px solid {line}; padding: 3px; }}
"""


def apply_appearance(application: QApplication, dark: bool, percent: int = 0) -> None:
    """Give the whole program its font, its colours and its style; letters keep their size where `percent` is 0."""
    tokens = colours(dark)
    percent = percent or int(application.property(PERCENT) or 100)
    application.setProperty(PERCENT, percent)
    font = QFont()
    font.setFamilies(list(FONT_FAMILIES))
    font.setPixelSize(round(FONT_PX * percent / 100))
    application.setStyle("Fusion")
    application.setFont(font)
    application.setPalette(palette(tokens))
    for kind in ("QAbstractSpinBox", "QComboBox"):
        # The stub asks for bytes, which Qt refuses at run time; it takes the name as text.
        application.setPalette(_framed(palette(tokens), tokens), kind)  # type: ignore[arg-type]
    application.setStyleSheet(style_sheet(tokens, percent))


def grown(widget: QWidget, size_px: int) -> int:
    """Return a length made for letters of the usual size as it must be for those of a widget."""
    return round(size_px * max(1.0, widget.fontInfo().pixelSize() / FONT_PX))


def prefers_dark() -> bool:
    """Tell whether the desktop asks programs for dark windows."""
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def palette(tokens: Colours) -> QPalette:
    """Return the palette of the window."""
    made = QPalette()
    role = QPalette.ColorRole
    for roles, colour in (
        ((role.Window, role.AlternateBase, role.Button), panel(tokens)),
        ((role.Base, role.ToolTipBase), tokens.surface),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText), tokens.text),
        ((role.Highlight, role.Link), tokens.accent),
        ((role.HighlightedText,), tokens.surface),
        ((role.PlaceholderText,), tokens.muted),
        ((role.Mid, role.Midlight), tokens.line),
    ):
        for one in roles:
            made.setColor(one, QColor(colour))
    for one in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, one, QColor(faint(tokens)))
    return made


def _framed(made: QPalette, tokens: Colours) -> QPalette:
    """Return the palette of boxes with arrows, whose frame the style draws as a darker shade of their window."""
    if tokens is not LIGHT:
        made.setColor(QPalette.ColorRole.Window, QColor(tokens.line).lighter(FRAME_PERCENT))
    return made


def style_sheet(tokens: Colours, percent: int = 100) -> str:
    """Return the style sheet of the window, for letters of a size."""
    return SHEET.format(
        largest_px=round(26 * percent / 100),
        large_px=round(16 * percent / 100),
        row_px=round(26 * percent / 100),
        surface=tokens.surface,
        panel=panel(tokens),
        line=tokens.line,
        text=tokens.text,
        muted=tokens.muted,
        accent=tokens.accent,
        ticked=resource(f"icons/ticked-{'light' if tokens is LIGHT else 'dark'}.svg").as_posix(),
        on_accent=tokens.surface,
        below=tokens.below,
        inside=tokens.inside,
        above=tokens.above,
        error=tokens.error,
        selected=blended(tokens.surface, tokens.accent, SELECTED_SHARE),
        faint=faint(tokens),
        banner=blended(tokens.surface, tokens.above, 0.2),
    )


def panel(tokens: Colours) -> str:
    """Return the ground of menus, bars and headings."""
    return blended(tokens.surface, tokens.line, PANEL_SHARE)


def faint(tokens: Colours) -> str:
    """Return the colour of what cannot be used at present."""
    return blended(tokens.muted, tokens.surface, 0.4)


def blended(first: str, second: str, share: float) -> str:
    """Return the colour that lies a share of the way from the first to the second."""
    one, two = QColor(first), QColor(second)
    parts = ((one.red(), two.red()), (one.green(), two.green()), (one.blue(), two.blue()))
    return QColor(*(round(a + (b - a) * share) for a, b in parts)).name()


def tone_colour(tone: Tone, dark: bool) -> QColor:
    """Return the colour of a row's tone, for items that no style sheet reaches."""
    tokens = colours(dark)
    return QColor(
        {
            Tone.PLAIN: tokens.text,
            Tone.MUTED: tokens.muted,
            Tone.MISSING: tokens.error,
            Tone.BELOW: tokens.below,
            Tone.INSIDE: tokens.inside,
            Tone.ABOVE: tokens.above,
        }[tone]
    )
