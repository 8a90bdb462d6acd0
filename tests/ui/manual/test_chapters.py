# SPDX-License-Identifier: MIT
"""The manual tells the truth: what it names exists in the program."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from docs.manual_pictures.keys import FILE, keys_chapter
from gridmgr.ui.actions import ACTIONS, MENUS
from gridmgr.ui.manual.chapters import Chapter, manual_folder, read_chapters
from gridmgr.ui.manual.pressing import FITTING, OF_WORKSPACE

ROOT = Path(__file__).parents[3]
CHAPTERS = read_chapters(manual_folder())
NAMES = [chapter.path.name for chapter in CHAPTERS]
MENU_WORDS = {menu.split("(")[0]: menu for menu in MENUS}
MADE_ELSEWHERE = {("视图", "面板"), ("文件", "最近使用")}
EXAMPLES = {"江滨", "检查", "文件", "编辑", "视图", "规划", "数据", "打印", "工具", "帮助"}
"""Quoted, and no words of the window: what is typed, and names of menus in headings."""
MOST_BYTES = 200_000


def every(pattern: str) -> list[tuple[str, str]]:
    return [(chapter.path.name, found) for chapter in CHAPTERS for found in re.findall(pattern, chapter.text)]


@cache
def words_of_the_program() -> str:
    """Return every text in the sources and the code lists, an entry a line; what is put in later is left out."""
    texts = [(ROOT / "resources" / "codelists.json").read_text("utf-8")]
    for path in sorted((ROOT / "gridmgr").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        texts += [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return "\n".join(texts)


def test_there_is_a_chapter_for_every_task():
    titles = [chapter.title for chapter in CHAPTERS]

    assert len(titles) == 13
    assert len(set(titles)) == 13
    assert titles[0] == "开始使用"


@pytest.mark.parametrize("chapter", CHAPTERS, ids=NAMES)
def test_links_lead_to_a_chapter_and_a_heading_that_exist(chapter: Chapter):
    known = {other.path.name: [section.heading for section in other.sections] for other in CHAPTERS}

    for target in re.findall(r"(?<!!)\[[^\]]+\]\(([^)]+)\)", chapter.text):
        name, _, heading = target.partition("#")
        assert name in known
        assert not heading or heading in known[name]


def test_every_picture_is_there_small_and_shown():
    shown = {name for _, name in every(r"!\[[^\]]+\]\(pictures/([^)]+)\)")}
    folder = manual_folder()
    assert folder is not None

    kept = {path.name for path in (folder / "pictures").iterdir()}

    assert shown == kept
    for name in shown:
        path = folder / "pictures" / name
        assert path.stat().st_size <= MOST_BYTES
        assert 50 < QImage(str(path)).width() <= 1366


def test_every_picture_is_made_by_a_scene():
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "docs" / "manual_pictures").glob("*_scenes.py"))
    folder = manual_folder()
    assert folder is not None

    made = set(re.findall(r'keep(?:_with)?\("([a-z-]+)"', sources))

    assert made == {path.stem for path in (folder / "pictures").iterdir()}


def test_every_menu_entry_that_is_named_exists_with_its_key():
    known = {(action.menu, action.text): action.shortcut for action in ACTIONS}

    for name, menu, text, _, key in every_menu_path():
        if (menu, text) in MADE_ELSEWHERE:
            continue
        assert (MENU_WORDS[menu], text) in known, (name, menu, text)
        assert not key or key == known[MENU_WORDS[menu], text], (name, text)


def every_menu_path() -> list[tuple[str, str, str, str, str]]:
    pattern = r"“([^“”→]+) → ([^“”→]+)”(（(Ctrl\+[^）]+|F\d+)）)?"
    return [(c.path.name, *found) for c in CHAPTERS for found in re.findall(pattern, c.text)]


def test_every_word_of_the_window_that_is_quoted_stands_in_the_program():
    words = words_of_the_program()
    quoted = {text for _, text in every(r"“([^“”]+)”") if " → " not in text}

    strange = sorted(text for text in quoted - EXAMPLES if text not in words)

    assert strange == []


def test_the_chapter_of_keys_is_as_the_program_makes_it():
    folder = manual_folder()
    assert folder is not None

    assert (folder / FILE).read_text("utf-8") == keys_chapter(), "run: make manual"


def test_keys_in_the_text_belong_to_something():
    shown = (manual_folder() / FILE).read_text("utf-8")

    lost = {key for _, key in every(r"(Ctrl\+(?:Shift\+)?(?:[A-Z0-9;,=/-](?![a-z])|Enter))") if key not in shown}

    assert lost == set()


def test_f1_only_names_chapters_and_widgets_that_exist():
    words = set(words_of_the_program().splitlines())

    assert {*FITTING.values(), *OF_WORKSPACE.values()} <= set(NAMES)
    # Docks are named where they are added, question boxes where they are asked.
    assert [name for name in FITTING if name not in words] == []


def test_the_manual_is_shipped_with_the_program():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

    shipped = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]

    assert shipped["docs/manual"] == "gridmgr/resources/manual"
