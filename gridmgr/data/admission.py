# SPDX-License-Identifier: MIT
"""What is looked at before a file is opened, so that nothing in it is ever lost."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from gridmgr.data import backups, faults, locking
from gridmgr.data.failures import mapped
from gridmgr.data.guard import Clock, Guard, now
from gridmgr.data.local import begun, is_writable, local_engine
from gridmgr.data.locking import FileLock
from gridmgr.data.migrations import is_known, is_outdated
from gridmgr.data.network_paths import network_kind
from gridmgr.data.network_paths import refusal as network_refusal
from gridmgr.data.verification import repair, verify
from gridmgr.model.errors import BusyError, CorruptError, SchemaTooNewError, StoreError


def admit(path: Path, revision: str, read_only: bool, clock: Clock = now) -> Guard:
    """Return the guard of a file that is about to be opened; it is brought up to date, mended and backed up if need be.

    Where writing is wanted but not possible, `refusal` says why, and the file may still be read. Raises
    SchemaTooNewError, CorruptError, and StoreError when an upgrade is needed that did not succeed.
    """
    refusal = _refusal(path)
    guard = Guard(path, clock, refusal=None if read_only else refusal, tidy=refusal is None)
    if not is_known(revision):
        if not read_only:
            raise _too_new(path)
    elif not read_only and refusal is None:
        _take_over(guard, revision)
    elif is_outdated(revision):
        # Reading needs today's tables, too; where nothing keeps us from writing they are made, after a backup.
        if refusal is not None:
            raise _read_only_and_old(path)
        _upgrade(guard)
    return guard


def found(path: Path, clock: Clock = now) -> Guard:
    """Make an empty file and return its guard. Raises NetworkPathError, ReadOnlyError and what a disk can run into."""
    if kind := network_kind(path):
        raise network_refusal(path, kind)
    with mapped(str(path)):
        path.touch(exist_ok=False)
        return Guard(path, clock, FileLock(path, clock()), worth_keeping=False)


def _take_over(guard: Guard, revision: str) -> None:
    """Become the one who writes, and see to it that the file is sound."""
    path, left = guard.path, _left_behind(guard.path)
    try:
        if is_outdated(revision):
            _upgrade(guard)
        guard.lock = FileLock(path, guard.clock())
    except BusyError as busy:
        guard.refusal = busy
        return
    try:
        if left:
            _demand_sound(path)
        if left and left.by_us:
            guard.notices.append("上次没有正常关闭，数据已恢复到最后一次保存的状态。")
        _mend(guard)
        _back_up_when_due(guard)
    except BaseException:
        guard.lock.close()
        raise


def _upgrade(guard: Guard) -> None:
    """Bring a file of an older program up to date. Raises StoreError; then it is as it was."""
    from gridmgr.data.migrations.upgrading import upgrade_file

    upgrade_file(guard.path, guard.clock())
    guard.notices.append("数据已升级到本版本的格式，升级前的备份已保存。")


@dataclass(frozen=True, slots=True)
class _Left:
    """A file was not closed properly; `by_us` tells whether it was this program."""

    by_us: bool


def _left_behind(path: Path) -> _Left | None:
    """Return what a process that died left beside a file, None after a clean close."""
    by_us = locking.lock_file(path).exists() and locking.holder_of(path) is None
    logs = (path.with_name(path.name + ending) for ending in ("-wal", "-journal"))
    return _Left(by_us) if by_us or any(log.exists() and log.stat().st_size for log in logs) else None


def _demand_sound(path: Path) -> None:
    """Let SQLite recover the file and look through it. Raises CorruptError naming the newest good backup."""
    with mapped(str(path)), closing(sqlite3.connect(path.absolute().as_uri() + "?mode=rw", uri=True)) as connection:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise faults.corrupt(faults.Place(str(path)))


def _mend(guard: Guard) -> None:
    """Make triggers and indexes again that another program took away. Raises CorruptError where that is not enough."""
    engine = local_engine(guard.path, read_only=False)
    try:
        with begun(engine, writing=False) as connection:
            problems = verify(connection, deep=False)
        if lost := [problem for problem in problems if not problem.mendable]:
            raise faults.altered(faults.Place(str(guard.path)), lost[0].sentence)
        if problems:
            with begun(engine, writing=True) as connection:
                repair(connection)
            guard.notices.append("其他程序改动了文件的触发器或空间索引，已按数据重新建立。")
    finally:
        engine.dispose()


def _back_up_when_due(guard: Guard) -> None:
    """Back up once a day; a backup that cannot be made is said, and keeps nobody from working."""
    if backups.due(guard.path, guard.clock()):
        try:
            guard.back_up()
        except CorruptError:
            raise
        except StoreError as error:
            guard.notices.append(f"没有能做今天的备份。{error}")


def _refusal(path: Path) -> StoreError | None:
    """Return why a file may not be written where it lies, None when it may."""
    if kind := network_kind(path):
        return network_refusal(path, kind)
    if not is_writable(path):
        return faults.FORBIDDEN(faults.Place(str(path)))
    return None


def _too_new(path: Path) -> SchemaTooNewError:
    return SchemaTooNewError(
        "“{file}”是用更新版本的程序写的，请先升级本程序再修改。不升级也可以先以只读方式查看。", file=path.name
    )


def _read_only_and_old(path: Path) -> StoreError:
    return StoreError(
        "“{file}”是较早版本的格式，打开前需要升级，但现在不能写入。请把它复制到本机有写入权限的文件夹后再打开。",
        file=path.name,
    )
