# SPDX-License-Identifier: MIT
"""Errors that are shown to people: a Chinese sentence that says what to do next."""


class GridmgrError(Exception):
    """An error for people: a template in Chinese and the values that fill it.

    The template is kept apart from the values so that it can be translated where it is shown.
    Any other exception that reaches the user is a bug.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template, values)
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return self.template.format(**self.values)


class InputError(GridmgrError):
    """What was asked cannot be done with this input (a missing file, an unknown name, a wrong option)."""


class CancelledError(GridmgrError):
    """The person gave the work up; nothing was stored."""

    def __init__(self) -> None:
        super().__init__("已取消，没有改动任何数据。")


class StoreError(GridmgrError):
    """Base of everything that keeping data can run into."""


class ReadOnlyError(StoreError):
    """The file, its folder or the account allows no writing."""


class BusyError(StoreError):
    """Somebody else is writing; the message names the holder where it is known."""


class DiskFullError(StoreError):
    """No room left; nothing was half written."""


class CorruptError(StoreError):
    """The file is damaged; the message names the newest good backup where there is one."""


class SchemaTooNewError(StoreError):
    """The data were written by a newer program."""


class NotGridmgrFileError(StoreError):
    """The file is no gridmgr file (it may well be a layer to import)."""


class NetworkPathError(StoreError):
    """The file lies on a network drive, where writing is not safe."""


class ServerGoneError(StoreError):
    """The database server does not answer."""


class LockedError(StoreError):
    """A step would change what a lock holds. `record_id` names the grid or building; nothing was stored.

    `step` is the number of the step that could not be taken back, 0 where a new one was refused.
    """

    def __init__(self, template: str, lock: str, record_id: str, **values: object) -> None:
        super().__init__(template, **values)
        self.lock = lock
        self.record_id = record_id
        self.step = 0


class ConflictError(StoreError):
    """A record has moved on since it was read. `record_id` names it; nothing was stored."""

    def __init__(self, template: str, record_id: str, **values: object) -> None:
        super().__init__(template, **values)
        self.record_id = record_id
