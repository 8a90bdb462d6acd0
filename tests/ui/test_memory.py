# SPDX-License-Identifier: MIT
from pathlib import Path

from gridmgr.ui.memory import MOST, Memory


def files(folder: Path, count: int) -> list[str]:
    paths = [folder / f"{number}.gpkg" for number in range(count)]
    for path in paths:
        path.touch()
    return [str(path) for path in paths]


def test_the_file_opened_last_comes_first_and_once(memory: Memory, tmp_path: Path):
    one, two = files(tmp_path, 2)

    for path in (one, two, one):
        memory.add_recent(path)

    assert memory.recent == [one, two]
    assert memory.folder == str(tmp_path)


def test_only_a_few_files_are_remembered(memory: Memory, tmp_path: Path):
    for path in files(tmp_path, MOST + 3):
        memory.add_recent(path)

    assert len(memory.recent) == MOST


def test_files_that_are_gone_are_not_offered(memory: Memory, tmp_path: Path):
    (path,) = files(tmp_path, 1)
    memory.add_recent(path)

    Path(path).unlink()

    assert memory.recent == []


def test_the_address_of_a_server_is_not_kept(memory: Memory):
    memory.add_recent("postgresql://clerk:secret@server/district")

    assert memory.recent == []
