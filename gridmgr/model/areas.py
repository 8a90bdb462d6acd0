# SPDX-License-Identifier: MIT
"""The land: district, subdistrict, community, plan, grid and its history, estate, building, barrier, facility.

Field names and meanings follow docs/glossary.md; counts of households and persons and the grid of a building are
derived, never typed.
"""

from datetime import date

from shapely.geometry.base import BaseGeometry

from gridmgr.model.checks import area_code, phone_number
from gridmgr.model.fields import amount, choice, choices, day, extra, flag, link, shape, text, texts, whole
from gridmgr.model.records import Record, record


@record("district", "区县", shared=True)
class District(Record):
    """The district of the file, with the size rule that its grids obey."""

    code: str = text("区县代码", aliases="区划代码 行政区划代码", length=12, check=area_code, level=1)
    name: str = text("区县名称", aliases="名称", level=1)
    old_codes: tuple[str, ...] = texts("历史代码", level=1)
    programme: str = text("工作名称", default="社区网格化管理", level=1)
    start_year: int | None = whole("起始年份", low=1949, high=2100, level=1)
    min_households: int = whole("网格户数下限", default=300, low=1, level=1)
    max_households: int = whole("网格户数上限", default=500, low=1, level=1)
    household_basis: str = choice("户数口径", "household_basis", default="actual", level=1)
    floor_area_per_household_m2: float = amount("户均建筑面积（平方米）", default=120.0, low=1, level=1)
    storey_height_m: float = amount("层高（米）", default=3.0, low=1, level=1)
    grid_code_rule: str = text("网格编码规则", default="", level=1)
    geom: BaseGeometry | None = shape("边界", "MULTIPOLYGON", level=1)


@record("subdistrict", "街道（镇）", shared=True)
class Subdistrict(Record):
    """A subdistrict (街道) or town between district and community."""

    code: str = text("街道代码", aliases="镇街代码 乡镇代码 street_code", length=12, check=area_code, level=1)
    name: str = text("街道名称", aliases="街道 镇街 乡镇 street", level=1)
    old_codes: tuple[str, ...] = texts("历史代码", level=1)
    office_address: str = text("办事处地址", default="", level=1)
    phone: str = text("联系电话", default="", aliases="电话", digits=True, check=phone_number, level=1)
    geom: BaseGeometry | None = shape("边界", "MULTIPOLYGON", level=1)


@record("community", "社区", shared=True)
class Community(Record):
    """A community (社区); its grids cover it without gap or overlap. `community` repeats its code."""

    code: str = text(
        "社区代码", aliases="社区编码 统计用区划代码 区划代码 代码 编码", length=12, check=area_code, level=1
    )
    name: str = text("社区名称", aliases="社区 名称 简称 居委会 居委会名称 name", level=1)
    full_name: str = text("社区全称", default="", aliases="全称", level=1)
    subdistrict_code: str = text("所属街道代码", default="", aliases="街道代码 street_code", length=12, level=1)
    old_codes: tuple[str, ...] = texts("历史代码", level=1)
    urban_rural: str = choice("城乡分类", "urban_rural_class", aliases="城乡分类代码", level=1)
    pilot_batch: str = choice("试点批次", "community_pilot_batch", level=1)
    platform_launched_on: date | None = day("平台建成日期", level=1)
    office_address: str = text("居委会地址", default="", aliases="地址", level=1)
    phone: str = text("居委会电话", default="", aliases="联系电话 电话", digits=True, check=phone_number, level=1)
    households_known: int | None = whole("已知总户数", aliases="总户数 户数", low=0)
    source_key: str = text("来源标识", default="", system=True, level=1)
    geom: BaseGeometry | None = shape("边界", "MULTIPOLYGON", level=1)


@record("plan", "方案", shared=True)
class Plan(Record):
    """One way to divide the district into grids; exactly one plan is in force at a date.

    What is decided about it stays in its fields: who submitted, returned and approved it and when, and from when to
    when it was in force.
    """

    name: str = text("方案名称", aliases="方案", level=1)
    state: str = choice("方案状态", "plan_state", default="draft", level=1)
    effective_on: date | None = day("生效日期", level=1)
    made_on: date | None = day("编制日期", level=1)
    made_by: str = text("编制人", default="")
    parent_id: str = link("来源方案", "plan")
    submitted_on: date | None = day("送审日期", level=1)
    submitted_by: str = text("送审人", default="")
    returned_on: date | None = day("退回日期", level=1)
    returned_by: str = text("退回人", default="")
    return_comment: str = text("退回意见", default="")
    approved_on: date | None = day("批准日期", level=1)
    approved_by: str = text("批准人", default="")
    approval_reason: str = text("例外批准理由", default="")
    ended_on: date | None = day("终止日期", level=1)
    min_households: int = whole("户数下限", default=300, low=1, level=1)
    max_households: int = whole("户数上限", default=500, low=1, level=1)
    household_basis: str = choice("户数口径", "household_basis", default="actual", level=1)
    seed: int | None = whole("随机种子", level=1)
    remark: str = text("备注", default="")


MICRO = "3"
"""Kind of the micro-grids (微网格) that lie inside grids: they divide no community, so their land is not counted."""


@record("grid", "网格")
class Grid(Record):
    """A part of a community looked after by five people (一格五员), in one plan. `grid_uid` stays across plans."""

    plan_id: str = link("方案标识", "plan", required=True, firm=True, system=True)
    plan: str = text("方案", default="", derived=True, level=1)
    grid_uid: str = text("网格标识", default="", system=True, length=36, level=1)
    code: str = text("网格编码", aliases="编码 网格代码", length=20, level=1)
    name: str = text("网格名称", default="", aliases="名称 网格", level=1)
    kind: str = choice("网格类型", "grid_kind", default="1", level=1)
    households: int = whole("户数", default=0, derived=True, level=1)
    persons: int = whole("人数", default=0, derived=True)
    buildings: int = whole("楼幢数", default=0, derived=True, level=1)
    area_m2: float = amount("面积（平方米）", default=0.0, derived=True, level=1)
    households_declared: int | None = whole("申报户数", aliases="上报户数", low=0)
    duty_text: str = text("网格职责", default="", aliases="职责", level=1)
    boundary_text: str = text("四至描述", default="", aliases="四至 网格范围", level=1)
    colour: str = text("颜色", default="", level=1)
    accepted_reason: str = text("例外说明", default="", level=1)
    border_locked: bool = flag("边界锁定", level=1)
    roster_locked: bool = flag("人员锁定", level=1)
    source_key: str = text("来源标识", default="", system=True, level=1)
    geom: BaseGeometry | None = shape("网格边界", "MULTIPOLYGON", level=1)


@record("grid_lineage", "网格沿革")
class GridLineage(Record):
    """One line of the history of grids, kept for ever: which grid came from which, and which code was given to it.

    Plan and grids are named by their lasting identifiers and by what they were called then, because a plan may be
    removed later. `old_…` is empty for a new grid, `new_…` for one that was dissolved.
    """

    plan_id: str = link("方案标识", "plan", system=True, level=1)
    plan_name: str = text("方案名称", default="", level=1)
    kind: str = choice("变动类型", "lineage_kind", default="new", level=1)
    changed_on: date | None = day("变动日期", level=1)
    old_uid: str = text("原网格标识", default="", system=True, length=36, level=1)
    old_code: str = text("原网格编码", default="", length=20, level=1)
    old_name: str = text("原网格名称", default="", level=1)
    new_uid: str = text("现网格标识", default="", system=True, length=36, level=1)
    new_code: str = text("现网格编码", default="", length=20, level=1)
    new_name: str = text("现网格名称", default="", level=1)
    households: int = whole("涉及户数", default=0, low=0)
    document: str = text("依据文件", default="", level=1)


@record("land_link", "连通认定")
class LandLink(Record):
    """Why two pieces of a community count as connected although they do not touch, or touch across a barrier."""

    kind: str = choice("认定类型", "land_link_kind", default="accepted", level=1)
    reason: str = text("认定理由", default="", level=1)
    source_key: str = text("来源标识", default="", system=True, level=1)
    geom: BaseGeometry | None = shape("连接线", "MULTILINESTRING", level=1)


@record("estate", "小区")
class Estate(Record):
    """A residential compound (小区), kept whole by default when grids are drawn."""

    name: str = text("小区名称", aliases="小区 名称 name", level=1)
    kind: str = choice("小区类型", "estate_kind", level=1)
    property_company: str = text("物业公司", default="", aliases="物业", level=1)
    property_phone: str = text("物业电话", default="", digits=True, check=phone_number)
    built_year: int | None = whole("建成年份", aliases="建成年代", low=1000, high=2100, level=1)
    gated: bool = flag("封闭管理", aliases="是否封闭", level=1)
    keep_whole: bool = flag("划分时保持完整", default=True, level=1)
    source_key: str = text("来源标识", default="", system=True, level=1)
    geom: BaseGeometry | None = shape("范围", "MULTIPOLYGON", level=1)


@record("building", "楼幢")
class Building(Record):
    """A building: a footprint, or a point where no footprint is known."""

    code: str = text("楼幢编码", default="", aliases="楼栋编码 楼栋代码 建筑编码", length=20, level=1)
    name: str = text("楼幢名称", default="", aliases="楼栋名称 建筑名称 名称 name", level=1)
    number: str = text("幢号", default="", aliases="楼号 栋号 楼栋号 楼栋 楼幢", level=1)
    street: str = text("街路巷", default="", aliases="道路 街道名 路名 street", level=1)
    house_number: str = text("门牌号", default="", aliases="门牌 housenumber", level=1)
    address: str = text("地址", default="", aliases="详细地址 标准地址 坐落", level=2)
    estate_id: str = link("小区", "estate", firm=True, aliases="小区名称 院落 所属小区")
    use: str = choice("建筑物用途", "building_use", aliases="用途 房屋用途", level=1)
    floors_up: int | None = whole(
        "地上层数", aliases="层数 楼层数 总层数 floors storeys levels", low=0, high=200, level=1
    )
    floors_down: int | None = whole("地下层数", low=0, high=20, level=1)
    height_m: float | None = amount("高度（米）", aliases="高度 建筑高度 height", low=0, high=1000, level=1)
    units: int | None = whole("单元数", low=0, high=100, level=1)
    dwellings: int | None = whole("住房套数", aliases="套数 房屋套数", low=0, high=20000, level=1)
    has_lift: bool = flag("有电梯", aliases="电梯", level=1)
    built_year: int | None = whole("建成年份", aliases="建成年代", low=1000, high=2100, level=1)
    floor_area_m2: float | None = amount("建筑面积（平方米）", aliases="建筑面积 总建筑面积", low=0, level=1)
    households_declared: int | None = whole("申报户数", aliases="户数 总户数 households", low=0, high=20000)
    households_estimated: int | None = whole("估算户数", aliases="估计户数 households_est", low=0, high=20000)
    households: int = whole("采用户数", default=0, derived=True, level=1)
    households_source: str = choice("户数来源", "households_source", derived=True, level=1)
    persons: int = whole("人数", default=0, derived=True)
    grid_code: str = text("所在网格编码", default="", derived=True, level=1)
    grid_locked: bool = flag("归属锁定", level=1)
    head_name: str = text("楼栋长", default="", aliases="楼院长 楼长", level=3)
    source_key: str = text("来源标识", default="", system=True, level=1)
    remark: str = text("备注", default="", level=2)
    extra: dict[str, str] = extra()
    geom: BaseGeometry | None = shape("轮廓", "GEOMETRY", level=1)


@record("barrier", "分隔线")
class Barrier(Record):
    """A road, river or railway (a line, or the area of a water body) that grids follow rather than cross."""

    kind: str = choice("类别", "barrier_kind", default="road", level=1)
    road_class: str = text("等级", default="", aliases="道路等级 分类 class highway fclass railway waterway", level=1)
    name: str = text("名称", default="", aliases="路名 道路名称 name", level=1)
    bridge: bool = flag("桥梁", level=1)
    tunnel: bool = flag("隧道", level=1)
    width_m: float | None = amount("宽度（米）", aliases="宽度 width", low=0, high=2000, level=1)
    source_key: str = text("来源标识", default="", system=True, level=1)
    geom: BaseGeometry | None = shape("线位", "GEOMETRY", level=1)


@record("facility", "设施")
class Facility(Record):
    """A facility or service resource that residents use."""

    name: str = text("设施名称", aliases="名称 name", level=1)
    facility_type: str = choice("设施类型", "facility_type", aliases="类型 类别 类 kind type", level=1)
    grid_code: str = text("所在网格编码", default="", derived=True, level=1)
    address: str = text("地址", default="", aliases="详细地址", level=1)
    area_m2: float | None = amount("面积（平方米）", aliases="面积", low=0, level=1)
    opened_on: date | None = day("启用日期", aliases="开放日期 建成日期", level=1)
    hours: str = text("开放时间", default="", level=1)
    manager: str = text("负责人", default="", aliases="管理员 联系人", level=2)
    phone: str = text("联系电话", default="", aliases="电话", digits=True, check=phone_number, level=1)
    funding_10k: float | None = amount("投入（万元）", aliases="投入 投资", low=0, level=1)
    unified: tuple[str, ...] = choices("四统一", "four_unified", level=1)
    is_public: bool = flag("可公开", default=True, aliases="是否公开", level=1)
    state: str = choice("使用状态", "facility_state", default="1", level=1)
    source_key: str = text("来源标识", default="", system=True, level=1)
    remark: str = text("备注", default="", level=1)
    extra: dict[str, str] = extra()
    geom: BaseGeometry | None = shape("位置", "POINT", level=1)
