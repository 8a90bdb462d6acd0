# SPDX-License-Identifier: MIT
"""How the window looks: font, palette and style sheet, all from the colours of the map."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from gridmgr.map.lettering import FONT_FAMILIES
from gridmgr.map.style import Colours, colours
from gridmgr.ui.cards import Tone

FONT_PX = 13
PANEL_SHARE = 0.22
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
QDockWidget::title {{ background: {panel}; padding: 7px 10px; border-bottom: 1px solid {line}; }}
QMainWindow::separator {{ background: {line}; width: 1px; height: 1px; }}
QMainWindow::separator:hover {{ background: {accent}; }}
QTreeView, QScrollArea, QTextBrowser {{ border: none; background: {surface}; }}
QTreeView::item {{ height: 26px; padding: 0 3px; }}
QHeaderView::section {{ background: {panel}; color: {muted}; border: none; border-bottom: 1px solid {line};
    padding: 5px 6px; }}
QPushButton {{ padding: 5px 14px; border: 1px solid {line}; border-radius: 4px; background: {surface}; }}
QPushButton:hover {{ border-color: {accent}; }}
QPushButton:focus {{ border: 2px solid {accent}; padding: 4px 13px; }}
QPushButton[primary="true"] {{ background: {accent}; color: {on_accent}; border-color: {accent}; }}
QPushButton[link="true"] {{ border: none; background: transparent; color: {accent}; text-align: left;
    padding: 4px 0; }}
QFrame#message_bar {{ background: {surface}; border-bottom: 1px solid {line}; }}
QFrame#message_bar[tone="error"] {{ border-left: 4px solid {error}; }}
QFrame#message_bar[tone="plain"] {{ border-left: 4px solid {accent}; }}
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
QWidget#welcome, QWidget#inspector_page {{ background: {surface}; }}
QLabel#welcome_title {{ font-size: 26px; font-weight: bold; }}
QLabel[role="title"] {{ font-size: 16px; font-weight: bold; }}
QLabel[role="heading"] {{ font-weight: bold; }}
QLabel[role="muted"] {{ color: {muted}; }}
QLabel[tone="muted"] {{ color: {muted}; }}
QLabel[tone="missing"] {{ color: {error}; }}
QLabel[tone="below"] {{ color: {below}; font-weight: bold; }}
QLabel[tone="inside"] {{ color: {inside}; font-weight: bold; }}
QLabel[tone="above"] {{ color: {above}; font-weight: bold; }}
QProgressBar {{ border: 1px solid {line}; border-radius: 4px; background: {surface}; text-align: center;
    height: 16px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
QToolTip {{ background: {surface}; color: {text}; border: 1px solid {line}; padding: 3px; }}
"""


def apply_appearance(application: QApplication, dark: bool) -> None:
    """Give the whole program its font, its colours and its style."""
    tokens = colours(dark)
    font = QFont()
    font.setFamilies(list(FONT_FAMILIES))
    font.setPixelSize(FONT_PX)
    application.setStyle("Fusion")
    application.setFont(font)
    application.setPalette(palette(tokens))
    application.setStyleSheet(style_sheet(tokens))


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


def style_sheet(tokens: Colours) -> str:
    """Return the style sheet of the window."""
    return SHEET.format(
        surface=tokens.surface,
        panel=panel(tokens),
        line=tokens.line,
        text=tokens.text,
        muted=tokens.muted,
        accent=tokens.accent,
        on_accent=tokens.surface,
        below=tokens.below,
        inside=tokens.inside,
        above=tokens.above,
        error=tokens.error,
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
