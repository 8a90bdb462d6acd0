# SPDX-License-Identifier: MIT
"""Which Debian packages the program needs, and the one line that installs them."""

import shutil
import subprocess

from gridmgr.model.resources import resource


def wanted_packages(group: str) -> list[tuple[str, ...]]:
    """Return the packages of one group of resources/debian-packages.txt, each with the names it goes by."""
    lines = resource("debian-packages.txt").read_text("utf-8").splitlines()
    entries = [line.split() for line in lines if line and not line.startswith("#")]
    return [tuple(names.split("|")) for name, names in entries if name == group]


def install_line(*groups: str) -> str:
    """Return the command that installs the packages of these groups; empty where there is no apt-get."""
    if shutil.which("apt-get") is None:
        return ""
    names = [_available_name(names) for group in groups for names in wanted_packages(group)]
    return f"sudo apt-get install -y --no-install-recommends {' '.join(names)}"


def _available_name(names: tuple[str, ...]) -> str:
    """Pick the first name that this distribution knows, else the last one, which is the oldest."""
    return next((name for name in names[:-1] if _is_known(name)), names[-1])


def _is_known(name: str) -> bool:
    answer = subprocess.run(["apt-cache", "show", name], capture_output=True, check=False)
    return answer.returncode == 0 and bool(answer.stdout)
