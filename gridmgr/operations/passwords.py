# SPDX-License-Identifier: MIT
"""Passwords of servers, kept only by the desktop's own keyring; without one nothing is kept."""

import importlib
import importlib.util
from typing import Any

from gridmgr.operations.servers import ServerAddress

SERVICE = "gridmgr"


def can_keep() -> bool:
    """Tell whether this computer has a keyring that the program can use."""
    return _keyring() is not None


def kept_password(address: ServerAddress) -> str:
    """Return the password kept for a server, empty where there is none."""
    ring = _keyring()
    return (ring.get_password(SERVICE, address.url()) or "") if ring is not None else ""


def keep_password(address: ServerAddress, password: str) -> None:
    """Have the keyring keep a password; does nothing where there is no keyring."""
    ring = _keyring()
    if ring is not None:
        ring.set_password(SERVICE, address.url(), password)


def forget_password(address: ServerAddress) -> None:
    """Have the keyring forget a password, if it has one."""
    ring = _keyring()
    if ring is not None and ring.get_password(SERVICE, address.url()):
        ring.delete_password(SERVICE, address.url())


def _keyring() -> Any:  # Any: the package is optional and brings no types
    """Return the keyring package with a backend that really keeps, else None."""
    if importlib.util.find_spec("keyring") is None:
        return None
    ring = importlib.import_module("keyring")
    return ring if ring.get_keyring().priority > 0 else None
