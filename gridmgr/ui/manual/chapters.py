# SPDX-License-Identifier: MIT
"""The chapters of the manual as they lie in a folder: Markdown files, in the order of their names."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gridmgr.model.resources import resource


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a chapter under one heading; the first one, above any heading but the title, has none."""

    heading: str
    text: str

    def has(self, words: Sequence[str]) -> bool:
        """Tell whether every word occurs, in capitals or not."""
        folded = f"{self.heading}\n{self.text}".casefold()
        return all(word.casefold() in folded for word in words)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One file of the manual."""

    path: Path
    text: str

    @property
    def title(self) -> str:
        """The first heading, else the name of the file."""
        for line in self.text.splitlines():
            if line.startswith("# "):
                return line.removeprefix("# ").strip()
        return self.path.stem

    @property
    def sections(self) -> list[Section]:
        """What stands above the first second-level heading, then a section for each of them."""
        found: list[tuple[str, list[str]]] = [("", [])]
        for line in self.text.splitlines():
            if line.startswith("## "):
                found.append((line.removeprefix("## ").strip(), []))
            else:
                found[-1][1].append(line)
        return [Section(heading, "\n".join(lines)) for heading, lines in found]


def read_chapters(folder: Path | None) -> list[Chapter]:
    """Return the chapters of a folder in the order of their file names; none without a folder."""
    if folder is None:
        return []
    return [Chapter(path, path.read_text("utf-8")) for path in sorted(folder.glob("*.md"))]


def manual_folder() -> Path | None:
    """Return where the manual lies, in an installed package as in a checkout; None where there is none."""
    try:
        return resource("manual")
    except FileNotFoundError:
        beside = resource("codelists.json").parent.parent / "docs" / "manual"
        return beside if beside.is_dir() else None
