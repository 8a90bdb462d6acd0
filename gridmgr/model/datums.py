# SPDX-License-Identifier: MIT
"""Shifted coordinates: GCJ-02 and BD-09, in which Chinese map services give out places, to WGS84 and back.

The formulae are the ones in public use; the way back is found by iteration to better than 1e-9 degrees. WGS84 and
CGCS2000 differ by centimetres and are taken as one here.
"""

from collections.abc import Callable
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Degrees = NDArray[np.float64]
"""Shape (n, 2): longitude and latitude."""


class Datum(StrEnum):
    """The shifted datums."""

    GCJ02 = "GCJ-02"
    BD09 = "BD-09"


_SEMI_MAJOR_M = 6378245.0
_ECCENTRICITY2 = 0.00669342162296594323
_BD_PI = np.pi * 3000.0 / 180.0
_STEPS = 30


def shifted(lonlat: Degrees, datum: Datum) -> Degrees:
    """Return WGS84 longitudes and latitudes (n, 2) as the shifted datum shows them; outside China unchanged."""
    gcj = _to_gcj02(lonlat)
    return gcj if datum is Datum.GCJ02 else _to_bd09(gcj)


def unshifted(lonlat: Degrees, datum: Datum) -> Degrees:
    """Return the WGS84 longitudes and latitudes (n, 2) of places given in a shifted datum, to better than 1e-7°."""
    gcj = lonlat if datum is Datum.GCJ02 else _solved(lonlat, _to_bd09)
    return _solved(gcj, _to_gcj02)


def _solved(wanted: Degrees, forward: Callable[[Degrees], Degrees]) -> Degrees:
    """Find the places that `forward` moves to the wanted ones; the shift changes so slowly that it converges."""
    guess = np.array(wanted, dtype=np.float64)
    for _ in range(_STEPS):
        miss = wanted - forward(guess)
        guess = guess + miss
        if not np.any(np.abs(miss) > 1e-11):
            break
    return guess


def _to_bd09(gcj: Degrees) -> Degrees:
    """Turn GCJ-02 into BD-09."""
    x, y = gcj[:, 0], gcj[:, 1]
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _BD_PI)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _BD_PI)
    return np.column_stack((radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006))


def _to_gcj02(wgs: Degrees) -> Degrees:
    """Turn WGS84 into GCJ-02."""
    longitude, latitude = wgs[:, 0], wgs[:, 1]
    x, y = longitude - 105.0, latitude - 35.0
    radians = np.radians(latitude)
    magic = 1 - _ECCENTRICITY2 * np.sin(radians) ** 2
    north = _latitude_shift_m(x, y) * 180.0 / (_SEMI_MAJOR_M * (1 - _ECCENTRICITY2) / magic**1.5 * np.pi)
    east = _longitude_shift_m(x, y) * 180.0 / (_SEMI_MAJOR_M / np.sqrt(magic) * np.cos(radians) * np.pi)
    inside = (longitude >= 72.004) & (longitude <= 137.8347) & (latitude >= 0.8293) & (latitude <= 55.8271)
    return np.column_stack(
        (np.where(inside, longitude + east, longitude), np.where(inside, latitude + north, latitude))
    )


def _latitude_shift_m(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the shift northward in metres."""
    return (
        -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
        + _waves(x, (6.0, 20.0), (2.0, 20.0)) + _waves(y, (1.0, 20.0), (1 / 3, 40.0))
        + _waves(y, (1 / 12, 160.0), (1 / 30, 320.0))
    )  # fmt: skip


def _longitude_shift_m(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the shift eastward in metres."""
    return (
        300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
        + _waves(x, (6.0, 20.0), (2.0, 20.0)) + _waves(x, (1.0, 20.0), (1 / 3, 40.0))
        + _waves(x, (1 / 12, 150.0), (1 / 30, 300.0))
    )  # fmt: skip


def _waves(t: NDArray[np.float64], first: tuple[float, float], second: tuple[float, float]) -> NDArray[np.float64]:
    """Return two thirds of the sum of two sine waves, each (half periods per degree, height)."""
    return (first[1] * np.sin(first[0] * t * np.pi) + second[1] * np.sin(second[0] * t * np.pi)) * 2.0 / 3.0
