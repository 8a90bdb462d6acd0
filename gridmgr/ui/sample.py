# SPDX-License-Identifier: MIT
"""Where the sample district lies, and its making where it does not lie anywhere yet."""

from pathlib import Path
from tempfile import TemporaryDirectory

import platformdirs

from gridmgr.model.progress import Progress

BESIDE = Path("demo")
"""Where `make demo` puts it."""


def own_folder() -> Path:
    """Return where the window puts a sample that it makes."""
    return Path(platformdirs.user_data_dir("gridmgr", appauthor=False))


def find_or_make(progress: Progress, own: Path, beside: Path = BESIDE) -> str:
    """Return the path of the sample district, made first where there is none.

    It is made aside and put in place when it is whole, so that giving up leaves nothing. Raises CancelledError.
    """
    # The sample's makers are only needed here, and starting must stay quick.
    from gridmgr.operations.demonstration import FILE_NAME, build_demonstration

    for folder in (beside, own):
        if (folder / FILE_NAME).is_file():
            return str((folder / FILE_NAME).absolute())
    own.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=own) as aside:
        made = build_demonstration(Path(aside), progress)
        made.path.replace(own / FILE_NAME)
    return str(own / FILE_NAME)
