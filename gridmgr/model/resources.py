# SPDX-License-Identifier: MIT
"""Where the files that come with the program lie."""

from importlib.resources import files
from pathlib import Path


def resource(relative: str) -> Path:
    """Return the path of a bundled file, in an installed package as in a checkout.

    Raises FileNotFoundError for a file that does not come with the program.
    """
    package = Path(str(files("gridmgr")))
    for folder in (package / "resources", package.parent / "resources"):
        if (folder / relative).exists():
            return folder / relative
    raise FileNotFoundError(relative)
