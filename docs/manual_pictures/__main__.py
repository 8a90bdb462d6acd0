# SPDX-License-Identifier: MIT
"""Make the pictures of the manual and its chapter of keys: `python -m docs.manual_pictures [SAMPLE.gpkg] [NAME …]`."""

import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

MANUAL = Path(__file__).parents[1] / "manual"
SCREEN = {"screens": [{"name": "manual", "x": 0, "y": 0, "width": 1600, "height": 1000}]}


def main(arguments: list[str]) -> None:
    """Make everything; with names of scenes only those, with a file on a copy of it instead of a fresh sample."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        _prepare_surroundings(work)
        # Qt reads the surroundings when it is imported.
        from docs.manual_pictures.keys import write_keys
        from docs.manual_pictures.scenes import play

        write_keys(MANUAL)
        given = [Path(one) for one in arguments if one.endswith(".gpkg")]
        play(_sample(work, given), MANUAL / "pictures", [one for one in arguments if not one.endswith(".gpkg")])


def _prepare_surroundings(work: Path) -> None:
    """Show nothing on a screen, and keep drafts and settings away from those of the person who runs this."""
    (work / "screen.json").write_text(json.dumps(SCREEN), "utf-8")
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={work / 'screen.json'}"
    os.environ["XDG_DATA_HOME"] = str(work / "data")
    os.environ["XDG_STATE_HOME"] = str(work / "state")
    os.environ.pop("QT_SCALE_FACTOR", None)
    os.environ["TZ"] = "Asia/Shanghai"
    time.tzset()


def _sample(work: Path, given: list[Path]) -> Path:
    """Return a sample district of our own."""
    from gridmgr.model.progress import Silent
    from gridmgr.operations.demonstration import FILE_NAME, build_demonstration

    if not given:
        return build_demonstration(work, Silent()).path
    copied = work / FILE_NAME
    shutil.copy(given[0], copied)
    copied.chmod(0o644)
    return copied


if __name__ == "__main__":
    main(sys.argv[1:])
