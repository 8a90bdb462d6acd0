# SPDX-License-Identifier: MIT
"""How the window says numbers and states in words."""

from gridmgr.map.builders import band_states
from gridmgr.map.style import BandState
from gridmgr.model.bands import Band
from gridmgr.model.findings import Severity

SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
M2_PER_HECTARE = 10_000


def band_state(households: int, band: Band) -> BandState:
    """Return how a number of households lies to the size rule."""
    return band_states([households], band)[0]


def band_sentence(households: int, band: Band) -> str:
    """Say a number of households with its sign and how far it is off the size rule."""
    state = band_state(households, band)
    templates = {
        BandState.BELOW: "{sign} {households:,} 户，比下限少 {off} 户",
        BandState.INSIDE: "{sign} {households:,} 户，在 {low}–{high} 户之内",
        BandState.ABOVE: "{sign} {households:,} 户，比上限多 {off} 户",
    }
    off = abs(band.excess(households))
    return templates[state].format(sign=state.value, households=households, off=off, low=band.low, high=band.high)


def area_text(area_m2: float) -> str:
    """Say an area in hectares."""
    return f"{area_m2 / M2_PER_HECTARE:.2f} 公顷"


def spaced(value: float) -> str:
    """Write a coordinate in whole metres with the thousands set apart."""
    return f"{value:,.0f}".replace(",", "\u2009")


def off_band_text(below: int, above: int, grids: int) -> str:
    """Say with signs how many grids of a community or street are off the size rule."""
    if not grids:
        return ""
    counts = ((BandState.BELOW, below), (BandState.ABOVE, above))
    return " ".join(f"{state.value}{count}" for state, count in counts if count) or BandState.INSIDE.value


def crs_text(epsg: int | None, name: str) -> str:
    """Name a CRS as briefly as maps do: CGCS2000 / 117°E."""
    if epsg is None:
        return "坐标系未定"
    family, _, zone = name.partition(" / ")
    meridian = zone.rpartition("CM ")[2]
    return f"{family} / {meridian.removesuffix('E')}°E" if meridian.endswith("E") else name


def size_text(count: int) -> str:
    """Say the size of a file."""
    for unit, factor in (("GB", 1 << 30), ("MB", 1 << 20)):
        if count >= factor:
            return f"{count / factor:.1f} {unit}"
    return f"{max(1, round(count / 1024))} KB"
