# SPDX-License-Identifier: MIT
"""The layers of the district's own map that can be chosen, and what a person chose last."""

from collections.abc import Mapping

from gridmgr.map.basemap.tile_layer import Range
from gridmgr.map.layers import Fill, Layers
from gridmgr.ui.memory import Memory

SWITCHES = (
    ("communities", "社区", ""),
    ("grids", "网格", ""),
    ("grid_labels", "网格编号和户数", "grids"),
    ("split_estates", "被分开的小区", ""),
    ("buildings", "建筑物", ""),
    ("building_labels", "楼号", "buildings"),
    ("crowd", "住户分布", ""),
    ("facilities", "设施", ""),
    ("roads", "道路", ""),
    ("waters", "水域和铁路", ""),
    ("street_names", "道路和河流名称", ""),
)
"""Layer, its name, and the layer without which it cannot be seen."""
FILLS = (
    (Fill.HUE, "按网格着色"),
    (Fill.BALANCE, "按达标着色"),
    (Fill.SPECIAL, "按关怀对象着色"),
    (Fill.VISITS, "按走访着色"),
    (Fill.VACANCIES, "按空岗着色"),
    (Fill.PILOT, "按试点批次着色"),
    (Fill.NONE, "不着色"),
)
NAMES = tuple(name for name, _, _ in SWITCHES)


def kept_layers(memory: Memory) -> Layers:
    """Return the choice that a person made last."""
    usual = Layers()
    on = {name: memory.is_on(f"layer.{name}", otherwise=getattr(usual, name)) for name in NAMES}
    known = [fill.value for fill in Fill]
    fill = memory.text("layer.fill", Fill.HUE)
    land, plan = (_share(memory.text(f"layer.{name}")) for name in ("land_opacity", "plan_opacity"))
    return Layers(**on, fill=Fill(fill) if fill in known else Fill.HUE, land_opacity=land, plan_opacity=plan)


def keep_layers(memory: Memory, layers: Layers) -> None:
    """Remember a choice."""
    for name in NAMES:
        memory.switch(f"layer.{name}", getattr(layers, name))
    memory.keep_text("layer.fill", layers.fill.value)
    memory.keep_text("layer.land_opacity", str(round(100 * layers.land_opacity)))
    memory.keep_text("layer.plan_opacity", str(round(100 * layers.plan_opacity)))


def kept_ranges(memory: Memory) -> dict[str, Range]:
    """Return the scales at which a person wants each layer."""
    return {name: _range(memory.text(f"layer.scales.{name}")) for name in NAMES}


def keep_range(memory: Memory, name: str, scales: Range) -> None:
    """Remember the scales at which a layer is shown."""
    memory.keep_text(f"layer.scales.{name}", f"{scales.finest:.0f}-{scales.coarsest:.0f}")


def shown_at(layers: Layers, ranges: Mapping[str, Range], denominator: float) -> dict[str, bool]:
    """Return which layers are shown at the scale 1:denominator."""
    return {name: getattr(layers, name) and ranges[name].has(denominator) for name in NAMES}


def _share(per_cent: str) -> float:
    return min(int(per_cent), 100) / 100 if per_cent.isdigit() else 1.0


def _range(text: str) -> Range:
    finest, _, coarsest = text.partition("-")
    return Range(float(finest), float(coarsest)) if finest.isdigit() and coarsest.isdigit() else Range()
