# SPDX-License-Identifier: MIT
"""A district moves: from a file to a server, from a server to a file, or into another file."""

from dataclasses import replace
from pathlib import Path

from gridmgr.data.copying import copy_store
from gridmgr.data.opening import create_local, init_shared, is_url, open_store
from gridmgr.data.sql_store import SqlStore
from gridmgr.model.areas import District
from gridmgr.model.errors import InputError, NotGridmgrFileError
from gridmgr.model.progress import Progress


def copy_district(source: str, target: str, progress: Progress) -> int:
    """Copy everything to a new file or to a server without data and return how many records there are.

    A file that was begun and not finished does not stay. Raises InputError where the target exists or holds data.
    """
    with open_store(source, read_only=True) as old:
        if is_url(target):
            with _server(target) as new:
                return copy_store(old, new, progress)
        return _copy_to_file(old, Path(target), progress)


def _server(url: str) -> SqlStore:
    """Open a server's tables, made first where nobody did."""
    try:
        return open_store(url)
    except NotGridmgrFileError:
        init_shared(url)
        return open_store(url)


def _copy_to_file(old: SqlStore, path: Path, progress: Progress) -> int:
    """Copy into a new file; take it away again when that fails."""
    districts = old.find(District)
    if not districts:
        raise InputError("数据库里还没有区，没有可以复制的数据。")
    new = create_local(path, replace(districts[0], geom=None))
    try:
        with new:
            return copy_store(old, new, progress)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
