# SPDX-License-Identifier: MIT
"""The layers of the district's own map that can be chosen, and what a person chose last."""

from collections.abc import Mapping
from dataclasses import replace

from gridmgr.map.basemap.ranges import Range
from gridmgr.map.layers import USUAL_ORDER, Fill, Layers
from gridmgr.ui.memory import Memory

SWITCHES = (
    ("street_names", "道路和河流名称", ""),
    ("split_estates", "被分开的小区", ""),
    ("facilities", "设施", ""),
    ("facility_names", "设施名称", "facilities"),
    ("communities", "社区", ""),
    ("community_names", "社区名称", "communities"),
    ("grids", "网格", ""),
    ("grid_labels", "网格编号和户数", "grids"),
    ("grid_fill", "网格底色", "grids"),
    ("roads", "道路", ""),
    ("railways", "铁路", ""),
    ("crowd", "住户分布", ""),
    ("buildings", "建筑物", ""),
    ("building_labels", "楼号", "buildings"),
    ("waters", "水域", ""),
)
"""Layer, its name, and the layer without which it cannot be seen; the uppermost first as they usually lie."""
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
    # Railways went with the waters once.
    on["railways"] = memory.is_on("layer.railways", otherwise=on["waters"])
    known = [fill.value for fill in Fill]
    fill = memory.text("layer.fill", Fill.HUE)
    land, plan = (_share(memory.text(f"layer.{name}")) for name in ("land_opacity", "plan_opacity"))
    layers = replace(usual, fill=Fill(fill) if fill in known else Fill.HUE, land_opacity=land, plan_opacity=plan)
    layers = replace(layers, **on)  # type: ignore[arg-type]  # all are switches
    for name in NAMES:
        layers = layers.with_opacity(name, _share(memory.text(f"layer.opacity.{name}")))
    order = tuple(memory.text("layer.order").split())
    return layers.with_order(order) if sorted(order) == sorted(USUAL_ORDER) else layers


def keep_layers(memory: Memory, layers: Layers) -> None:
    """Remember a choice."""
    for name in NAMES:
        memory.switch(f"layer.{name}", getattr(layers, name))
        memory.keep_text(f"layer.opacity.{name}", str(round(100 * layers.opacity_of(name))))
    memory.keep_text("layer.order", " ".join(layers.order))
    memory.keep_text("layer.fill", layers.fill.value)
    memory.keep_text("layer.land_opacity", str(round(100 * layers.land_opacity)))
    memory.keep_text("layer.plan_opacity", str(round(100 * layers.plan_opacity)))


def moved_layer(layers: Layers, name: str, by: int) -> Layers:
    """Return the choice with a layer moved so many places down, up where negative; names stay above everything."""
    lowest_first = list(layers.stacked)
    if name not in lowest_first:
        return layers
    at = lowest_first.index(name)
    lowest_first.insert(min(max(at - by, 0), len(lowest_first) - 1), lowest_first.pop(at))
    return layers.with_order(tuple(lowest_first))


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
