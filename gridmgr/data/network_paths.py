# SPDX-License-Identifier: MIT
"""Is a file on a network drive, where SQLite's locks and its write-ahead log cannot be trusted?"""

import ctypes
import re
import sys
from collections.abc import Callable
from pathlib import Path, PurePath, PurePosixPath

from gridmgr.model.errors import NetworkPathError

_MOUNTS = Path("/proc/self/mounts")
_DRIVE_REMOTE = 4
"""What GetDriveTypeW answers for a mapped network drive (winbase.h)."""
_NETWORK_TYPE = re.compile(
    r"(fuse\.)?(9p|acfs|afs|beegfs|ceph|cifs|coda|davfs2?|gfs2|glusterfs|gpfs|gvfsd-fuse|juicefs|kio-fuse|lustre|ncpf?s?"
    r"|nfs4?|ocfs2|orangefs|prl_fs|rclone|s3fs|smb[23]?|smbfs|smbnetfs|sshfs|vboxsf|virtiofs|vmhgfs|vmhgfs-fuse)"
)
"""File systems of /proc/mounts that another machine (or the host of a virtual machine) writes to as well."""

DriveType = Callable[[str], int]


def network_kind(path: PurePath, mounts: str | None = None, drive_type: DriveType | None = None) -> str | None:
    """Return the kind of network drive a path lies on (`cifs`, `nfs4`, `UNC` …), or None for a local disk.

    `mounts` stands for the text of /proc/self/mounts and `drive_type` for Windows' GetDriveTypeW; both are asked of
    this machine when not given. A path that does not exist yet is judged by where it would be.
    """
    written = str(path)
    if re.match(r"[\\/]{2}[^\\/]", written) and not re.match(r"[\\/]{2}[?.][\\/](?!UNC)", written, re.IGNORECASE):
        return "UNC"
    drive_type = drive_type or _windows_drive_type()
    if drive_type is not None:
        return "DRIVE_REMOTE" if drive_type(path.drive + "\\") == _DRIVE_REMOTE else None
    if mounts is None:
        mounts = _MOUNTS.read_text("utf-8", "surrogateescape") if _MOUNTS.exists() else ""
        path = Path(path).resolve()
    kind = _file_system(PurePosixPath(path), mounts)
    return kind if _NETWORK_TYPE.fullmatch(kind) else None


def refusal(path: PurePath, kind: str) -> NetworkPathError:
    """Return the error that says why a file on a network drive is not written, and what to do instead."""
    return NetworkPathError(
        "“{file}”在网络位置（{kind}）上，直接在那里修改可能损坏数据，因此只能以只读方式打开。"
        "请把文件复制到本机磁盘上修改，改完再放回去；几个人要同时修改时，请改用共享服务器。",
        file=path.name,
        kind=kind,
    )


def _windows_drive_type() -> DriveType | None:
    """Return Windows' own question about drives, None on other systems."""
    if sys.platform == "win32":
        ask = ctypes.windll.kernel32.GetDriveTypeW
        return lambda root: int(ask(ctypes.c_wchar_p(root)))
    return None


def _file_system(path: PurePosixPath, mounts: str) -> str:
    """Return the file system type of the deepest mount above a path; a later mount hides an earlier one."""
    best, found = -1, ""
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        point = PurePosixPath(_unescaped(parts[1]))
        if path.is_relative_to(point) and len(point.parts) >= best:
            best, found = len(point.parts), parts[2]
    return found


def _unescaped(point: str) -> str:
    """Return a mount point as it is: the kernel writes space, tab, newline and backslash as octal numbers."""
    return re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), point)
