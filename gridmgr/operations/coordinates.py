# SPDX-License-Identifier: MIT
"""Coordinates typed by hand: metres of the district's own CRS, or degrees, in whatever way people write them."""

import re
import unicodedata

import numpy as np

from gridmgr.data.sources.crs import WGS84, transformer
from gridmgr.model.errors import InputError

Place = tuple[float, float]

NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
DEGREES = re.compile(
    r"(\d+(?:\.\d+)?)\s*[°度]\s*"
    r"(?:(\d+(?:\.\d+)?)\s*['′分]\s*)?"
    r"(?:(\d+(?:\.\d+)?)\s*(?:[\"秒]|['′]{2}))?"
)
NOT_UNDERSTOOD = (
    "没有看懂“{text}”。请输入东坐标和北坐标（米），例如 563668, 2907071；或经度和纬度，例如 117.6365, 26.2723。"
)


def read_place(text: str, epsg: int) -> Place:
    """Return the place (x east, y north; metres in the CRS `epsg`) that a text names.

    Two numbers up to 180 and 90 are longitude and latitude in degrees (CGCS2000; within a metre of WGS84), also with
    minutes and seconds; larger ones are metres, east before north. Grouping spaces and full-width signs are read.
    Raises InputError for anything else.
    """
    plain = unicodedata.normalize("NFKC", text).replace("、", ",").strip()
    numbers = _in_degrees(plain) or _numbers(plain)
    if len(numbers) != 2:
        raise InputError(NOT_UNDERSTOOD, text=text.strip())
    first, second = numbers
    if abs(first) <= 180 and abs(second) <= 90:
        x, y = transformer(WGS84, epsg)(np.array([[first, second]]))[0].tolist()
        return x, y
    return first, second


def _in_degrees(text: str) -> list[float]:
    """Read degrees with minutes and seconds; empty where there are none."""
    found = DEGREES.findall(text)
    return [float(d) + float(m or 0) / 60 + float(s or 0) / 3600 for d, m, s in found]


def _numbers(text: str) -> list[float]:
    """Read two numbers; a single space or comma inside them groups digits, so the clearest sign between them counts."""
    halves = re.split(r"[,;\t\n]|\s{2,}", text)
    halves = [half for half in halves if NUMBER.search(half)]
    if len(halves) == 2:
        joined = [half.replace(" ", "") for half in halves]
        return [float(match.group()) for half in joined if (match := NUMBER.search(half))]
    return [float(one) for one in NUMBER.findall(text)]
