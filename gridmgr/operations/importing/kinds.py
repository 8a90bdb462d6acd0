# SPDX-License-Identifier: MIT
"""What a layer or table is probably a list of, told by its shapes, its headings and its name."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from gridmgr.data.sources import SourceLayer
from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.folding import fold_label
from gridmgr.model.headings import heading_keys
from gridmgr.model.records import fields_to_fill
from gridmgr.operations.importing.columns import headings_for, map_columns
from gridmgr.operations.importing.options import KINDS

EXPLAINED: Mapping[str, str] = {
    "community": "社区的边界或名册，每行一个社区；网格都划在社区里面。",
    "estate": "小区、院落的范围或名册，每行一个小区；划分时尽量不拆开。",
    "building": "楼幢的轮廓、位置或清单，每行一幢楼；带层数或户数最好。",
    "barrier": "道路、河流、铁路，每行一段；网格的边界沿着它们走。",
    "grid": "已经划好的网格，每行一个（或几块合成一个）；导入为一个草案方案。",
    "household": "住户清单，每行一户；按楼幢和房号对应。",
    "resident": "居民花名册，每行一人；同一身份证号只保留一条。",
    "staff": "网格人员名册，每行一人；写明网格编码和岗位的会登记任职。",
    "facility": "公共设施、单位，每行一处。",
    "subdistrict": "街道、乡镇的名册，每行一个。",
}
"""One line on each kind of record that can be imported."""

_SHAPED: Mapping[str, frozenset[str]] = {
    "Polygon": frozenset({"community", "estate", "building", "barrier", "grid", "subdistrict", "facility"}),
    "LineString": frozenset({"barrier"}),
    "Point": frozenset({"building", "facility"}),
}
"""Kinds that a layer of some geometry may hold; lines that close may be areas, but hardly anybody draws them so."""

_NAMES: Mapping[str, tuple[str, ...]] = {
    "community": ("社区", "居委", "communit", "boundary", "边界", "村"),
    "estate": ("小区", "院落", "estate", "landuse", "compound"),
    "building": ("楼", "建筑", "房屋", "building", "house", "footprint", "bldg"),
    "barrier": ("路", "街巷", "道", "河", "水系", "铁", "road", "street", "water", "river", "rail", "line"),
    "grid": ("网格", "grid", "block", "ward", "tract", "zone", "片区"),
    "household": ("住户", "户籍", "household", "家庭"),
    "resident": ("居民", "人口", "花名册", "人员信息", "resident", "person"),
    "staff": ("网格员", "工作人员", "干部", "一格五员", "staff"),
    "facility": ("设施", "poi", "单位", "facilit", "场所"),
    "subdistrict": ("街道", "乡镇", "镇街", "subdistrict", "streets"),
}
"""Words in the name of a layer or file that speak for a kind."""

_NAME_WEIGHT, _FIRST_FIELD_WEIGHT = 2.0, 1.0
_PEOPLE = ("household", "resident", "staff")


def guess_kind(layer: SourceLayer, file_name: str = "") -> str:
    """Return the kind of record that a layer most likely holds, "" where nothing speaks for any."""
    scores = {kind: _score(kind, layer, file_name) for kind in _possible(layer)}
    best = max(scores, key=lambda kind: scores[kind], default="")
    return best if best and scores[best] > 0 else ""


def _possible(layer: SourceLayer) -> list[str]:
    """Return the kinds that may come with such geometry, in their usual order."""
    if layer.geometry is None:
        return [kind for kind in KINDS if kind not in ("barrier", "grid")]
    plain = layer.geometry.removeprefix("Multi")
    allowed = _SHAPED.get(plain, frozenset(KINDS) - frozenset(_PEOPLE))
    # A table with coordinates may list people as well as places.
    more = frozenset(_PEOPLE) if layer.header_row else frozenset()
    return [kind for kind in KINDS if kind in allowed | more]


def _score(kind: str, layer: SourceLayer, file_name: str) -> float:
    """Say how much speaks for a kind: headings that few kinds have count more than those of many."""
    known, common = headings_for(RECORD_TYPES[kind]), _how_common()
    found = {key for column in layer.columns for key in heading_keys(column) if key in known}
    score = sum(1.0 / common[key] ** 2 for key in found)
    first = next(iter(f for f in fields_to_fill(RECORD_TYPES[kind]).values() if f.name not in ("community",)), None)
    if first and found & {fold_label(heading) for heading in (first.label, *first.aliases)}:
        score += _FIRST_FIELD_WEIGHT / max(common[key] for key in found)
    score += _NAME_WEIGHT * _speaks(kind, layer.name) or _NAME_WEIGHT / 2 * _speaks(kind, file_name)
    # Lines and areas of a map without telling headings are streets and buildings more often than not.
    usual = {"LineString": "barrier", "Polygon": "building", "Point": "facility"}
    return score + (0.3 if usual.get((layer.geometry or "").removeprefix("Multi")) == kind else 0.0)


def _speaks(kind: str, name: str) -> bool:
    """Tell whether a name holds a word for a kind and none of a kind with a longer word at the same place."""
    folded = name.casefold()
    hits = {k: max((len(w) for w in words if w in folded), default=0) for k, words in _NAMES.items()}
    return hits[kind] > 0 and hits[kind] == max(hits.values())


@cache
def _how_common() -> Mapping[str, int]:
    """Return in how many kinds a heading may stand."""
    return Counter(heading for kind in KINDS for heading in headings_for(RECORD_TYPES[kind]))


def fits(kind: str, columns: Iterable[str]) -> int:
    """Return how many columns fill something in records of a kind."""
    found = map_columns(tuple(columns), RECORD_TYPES[kind], {})
    return len(found.fields) + len(found.related)
