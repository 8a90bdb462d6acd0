# SPDX-License-Identifier: MIT
"""The sentences for faults of disks, files and servers, each with what to do next."""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gridmgr.data import locking
from gridmgr.data.backup_folder import newest_good
from gridmgr.model.errors import (
    BusyError,
    ConflictError,
    CorruptError,
    DiskFullError,
    NetworkPathError,
    NotGridmgrFileError,
    ReadOnlyError,
    ServerGoneError,
    StoreError,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where it happened: the file or the server's address, and how much room was wanted (bytes, 0 unknown)."""

    location: str
    needed: int = 0

    @property
    def path(self) -> Path:
        """Return the file's path."""
        return Path(self.location)

    @property
    def name(self) -> str:
        """Return what people call it: a file's name, or a server's address without password."""
        return shown(self.location) if is_server(self.location) else self.path.name


Rule = Callable[[Place], StoreError]
"""Makes the error for a place; looks for a holder, free room or a backup only when it is called."""


def is_server(location: str) -> bool:
    """Tell whether a location is a server's address rather than a file's path."""
    return "://" in location


def shown(location: str) -> str:
    """Return a location as it may be shown and logged: without a password."""
    bare = re.sub(r"(?<=//)([^/@:]*):[^/]*@", r"\1@", location)
    return re.sub(r"(?i)([?&])(password|passfile|sslpassword)=[^&]*&?", r"\1", bare).rstrip("?&")


def _say(kind: type[StoreError], template: str) -> Rule:
    """Return the rule whose sentence needs only the name of the file or server."""
    return lambda place: kind(template, place=place.name)


def _say_conflict(template: str) -> Rule:
    """Return the rule for records that do not fit together; which record it is, the database does not tell."""
    return lambda place: ConflictError(template, record_id="", place=place.name)


def busy(place: Place) -> StoreError:
    """Name who has the file open."""
    return locking.busy(place.path)


def disk_full(place: Place) -> StoreError:
    """Say how much room there is, and how much was wanted where that is known."""
    try:
        free = _size(shutil.disk_usage(place.path.parent).free)
    except OSError:
        return DiskFullError("磁盘已满，没有写入新的内容，之前保存的内容完好。请腾出空间后重试。")
    if place.needed:
        template = (
            "磁盘空间不够：{folder} 还剩 {free}，需要 {needed}。"
            "没有写入新的内容，之前保存的内容完好。请腾出空间后重试。"
        )
        return DiskFullError(template, folder=place.path.parent, free=free, needed=_size(place.needed))
    template = "磁盘已满：{folder} 还剩 {free}。没有写入新的内容，之前保存的内容完好。请腾出空间后重试。"
    return DiskFullError(template, folder=place.path.parent, free=free)


def corrupt(place: Place) -> StoreError:
    """Name the newest good backup, which is what can be done next."""
    return altered(place, "")


def altered(place: Place, what: str) -> StoreError:
    """Say that a file is damaged, in `what` way where that is known (a sentence), and name the newest good backup."""
    backup = newest_good(place.path)
    if backup is None:
        return CorruptError(
            "“{place}”已损坏，并且没有可用的备份。{what}请不要再修改它，先把它复制一份，再用“导入”取出其中还能读的图层。",
            place=place.name,
            what=what,
        )
    return CorruptError(
        "“{place}”已损坏。{what}最近的完好备份是“{backup}”（{at:%Y-%m-%d %H:%M}），"
        "请从它恢复；损坏的文件会保留在旁边。",
        place=place.name,
        what=what,
        backup=backup.path.name,
        at=backup.at,
    )


def no_database(place: Place) -> StoreError:
    """Tell a damaged file of ours, which has backups, from a file that never was one."""
    if newest_good(place.path):
        return corrupt(place)
    return foreign(place)


def foreign(place: Place) -> StoreError:
    """Say that a file is none of ours and what it may be good for."""
    return NotGridmgrFileError(
        "“{place}”不是本程序的数据文件。若它是图层或表格，请用“导入”把内容读进来。", place=place.name
    )


def cannot_open(place: Place) -> StoreError:
    """SQLite gives one code for a missing file and for one that may not be opened."""
    return (FORBIDDEN if place.path.exists() else MISSING)(place)


def trouble(place: Place) -> StoreError:
    """SQLite calls a full disk an input/output error on some systems."""
    try:
        full = shutil.disk_usage(place.path.parent).free < _SCANT
    except OSError:
        full = False
    return disk_full(place) if full else DISK_FAULT(place)


_SCANT = 1 << 20
"""Below this many free bytes a failed write is put down to the full disk."""


def _size(count: int) -> str:
    """Return a number of bytes as people read it."""
    for unit, factor in (("GB", 1 << 30), ("MB", 1 << 20)):
        if count >= factor:
            return f"{count / factor:.1f} {unit}"
    return f"{count / 1024:.0f} KB"


FORBIDDEN = _say(
    ReadOnlyError, "“{place}”或它所在的文件夹不允许写入。可以查看，不能修改；要修改请另存到有权限的文件夹。"
)
MISSING = _say(StoreError, "找不到“{place}”。它可能已被移走或改名，请核对位置后重新打开。")
DISK_FAULT = _say(
    StoreError, "读写“{place}”时磁盘出错。没有保存这次改动，之前保存的内容完好。请检查磁盘或移动硬盘的连接后重试。"
)
NETWORK = _say(
    NetworkPathError, "“{place}”所在的网络位置断开了。没有保存这次改动。请恢复网络连接，或在本机副本上工作。"
)
TOO_LARGE = _say(
    DiskFullError,
    "“{place}”超过了这个磁盘所能存放的最大文件。没有保存这次改动，请把文件移到别的磁盘（例如 NTFS 格式）。",
)
NO_MEMORY = _say(StoreError, "内存不足，没有保存对“{place}”的这次改动，之前保存的内容完好。请关闭一些程序后重试。")
LINKED = _say_conflict(
    "有记录仍被“{place}”中的其他记录引用，或所引用的记录已不存在，本次没有改动任何数据。请先处理相连的记录。"
)
TWICE = _say_conflict("“{place}”里已有同一编号的记录，本次没有改动任何数据。请核对编号后重试。")
GONE = _say(
    ServerGoneError,
    "连不上服务器 {place}（可能关机、断网或地址有误）。没有保存这次改动，已保存的内容不受影响。请检查网络后重试。",
)
REFUSED = _say(StoreError, "服务器 {place} 不接受登录。请核对账号、口令和数据库名称，或请管理员开通。")
NOT_ALLOWED = _say(ReadOnlyError, "当前账号在 {place} 上没有这项修改的权限，没有保存任何改动。需要时请管理员开通。")
OTHERS_FIRST = _say(BusyError, "{place} 上的同一批数据正被别人修改。没有保存任何改动，请稍等片刻再试。")
CROWDED = _say(BusyError, "服务器 {place} 的连接已满。没有保存任何改动，请稍等片刻再试。")
SERVER_FULL = _say(
    DiskFullError, "服务器 {place} 的磁盘已满。没有保存这次改动，之前保存的内容完好。请管理员清理磁盘后重试。"
)
SERVER_DAMAGED = _say(CorruptError, "服务器 {place} 报告数据损坏。请停止修改，立即请管理员检查磁盘并从备份恢复。")
