# SPDX-License-Identifier: MIT
"""Opens a page in headless Chromium with the network shut and tells what is there and what it asked for."""

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--hide-scrollbars",
    "--window-size=1366,768",
    "--virtual-time-budget=8000",
    "--enable-logging=stderr",
)


@dataclass(frozen=True)
class Opened:
    """A page as the browser had it after its scripts ran."""

    dom: str
    complaints: list[str]
    """What it wrote to the console."""
    asked: list[str]
    """Every address it asked for that is neither the file nor inside it."""


def open_page(page: Path, folder: Path) -> Opened:
    """Open a page; no name can be looked up. Raises FileNotFoundError where there is no Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise FileNotFoundError("没有 Chromium：packaging/setup.sh test 会安装它。")
    log = folder / "network.json"
    places = (f"--user-data-dir={folder / 'profile'}", f"--log-net-log={log}")
    shut = ("--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9")
    done = subprocess.run(
        [program, *SWITCHES, *places, *shut, "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=120
    )
    complaints = re.findall(r"CONSOLE[:(]\d+\)?\] (.*)", done.stderr)
    return Opened(done.stdout, complaints, _asked(log))


def _asked(log: Path) -> list[str]:
    """Return the addresses that the page asked for; the browser's own errands have no origin."""
    told = [event.get("params") for event in json.loads(log.read_text("utf-8"))["events"]]
    asked = [p for p in told if isinstance(p, dict) and p.get("initiator", "not an origin") != "not an origin"]
    return sorted({p["url"] for p in asked if not p["url"].startswith("data:")})
