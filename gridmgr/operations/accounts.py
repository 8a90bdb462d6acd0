# SPDX-License-Identifier: MIT
"""Who is at work: the account of this computer, as the journal names it."""

import getpass


def account_name() -> str:
    """Return the name under which the journal keeps what this person does."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # An account without a name (a container) is no reason to refuse work.
        return "未署名"
