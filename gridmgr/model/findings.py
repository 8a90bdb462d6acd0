# SPDX-License-Identifier: MIT
"""What a check or an import has to say: results, never exceptions."""

from dataclasses import dataclass
from enum import StrEnum

from shapely.geometry.base import BaseGeometry


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one record, cell or place."""

    rule: str
    """Rule code such as G-03 or V-01."""
    severity: Severity
    record_type: str
    record_id: str
    message: str
    """A whole sentence in Chinese that says what to do; holds no personal data."""
    field: str = ""
    row: int | None = None
    """Row number in the source, counted as the office program counts it (1 is the first line)."""
    place: BaseGeometry | None = None
    """Where it is, in the metric CRS of the district."""
    others: tuple[str, ...] = ()
    """Ids of other records concerned, such as the second grid of an overlap."""
    accepted: str = ""
    """Why the office has accepted it; empty where it has not."""
