# SPDX-License-Identifier: MIT
"""The people: household, resident, staff person and the appointments that give a grid its five (一格五员)."""

from datetime import date

from gridmgr.model.checks import phone_number
from gridmgr.model.fields import choice, choices, day, extra, flag, link, text, whole
from gridmgr.model.records import Record, record


@record("household", "住户")
class Household(Record):
    """People who live together behind one door."""

    household_no: str = text("户号", default="", aliases="户口号 户编号 户籍号", digits=True, length=40, level=3)
    kind: str = choice("户别", "household_register_kind", default="1")
    residence: str = choice("居住情况", "household_residence", default="1", aliases="户口口径 居住状态 口径")
    building_id: str = link(
        "所在楼幢", "building", firm=True, aliases="楼幢 楼栋 幢号 楼号 栋号 楼幢编码 楼栋编码", level=3
    )
    unit_no: str = text("单元号", default="", aliases="单元", digits=True, level=3)
    room_no: str = text("房号", default="", aliases="室号 房间号 门牌号 户室", digits=True, level=3)
    floor: int | None = whole("楼层", aliases="所在楼层 层", low=-5, high=200, level=3)
    address: str = text("住址", default="", aliases="地址 详细地址 家庭住址 居住地址 现住址", level=3)
    head_name: str = text("户主姓名", default="", aliases="户主", level=3)
    phone: str = text(
        "联系电话", default="", aliases="电话 手机 手机号 手机号码", digits=True, check=phone_number, level=3
    )
    persons_declared: int | None = whole("申报人数", aliases="人口数 家庭人口 人数", low=0, high=200, level=3)
    groups: tuple[str, ...] = choices("关怀对象", "special_group", aliases="户标签 特殊人群 人群类别", level=4)
    last_visit_on: date | None = day("最近走访日期", aliases="走访日期")
    remark: str = text("备注", default="", level=3)
    extra: dict[str, str] = extra()


@record("resident", "居民")
class Resident(Record):
    """One natural person, kept once; ledgers and role lists refer to the record."""

    name: str = text("姓名", aliases="居民姓名 人员姓名", length=64, level=3)
    initials: str = text("姓名首字母", default="", system=True, level=3)
    former_name: str = text("曾用名", default="", length=64, level=3)
    doc_type: str = choice("证件类型", "id_document_type", default="111", level=3)
    doc_no: str = text(
        "证件号码",
        default="",
        aliases="身份证号 身份证号码 公民身份号码 身份证 证件号 公民身份证号码",
        length=40,
        digits=True,
        level=4,
    )
    gender: str = choice("性别", "gender", level=3)
    birth_date: date | None = day("出生日期", aliases="出生年月 生日 出生", level=3)
    ethnic: str = choice("民族", "ethnic_group", level=4)
    education: str = choice("文化程度", "education", aliases="学历 文化", level=3)
    marital: str = choice("婚姻状况", "marital_status", aliases="婚姻", level=3)
    political: str = choice("政治面貌", "political_status", aliases="政治", level=3)
    hukou_division: str = text("户籍地区划", default="", digits=True, length=12, level=3)
    hukou_address: str = text("户籍地址", default="", aliases="户籍详址 户口所在地", level=3)
    hukou_category: str = choice("户口类别", "hukou_category", aliases="户口性质", level=3)
    population_type: str = choice("人口类型", "population_type", aliases="人员类别", level=3)
    residence_status: str = choice("人户状态", "residence_status", aliases="人户情况", level=3)
    household_id: str = link("所在户", "household", firm=True, aliases="户号 户编号", level=3)
    relation: str = choice("与户主关系", "relation_to_head", aliases="关系 家庭关系", level=3)
    phone: str = text(
        "手机", default="", aliases="联系电话 电话 手机号 手机号码", digits=True, check=phone_number, level=3
    )
    phone2: str = text("固定电话", default="", aliases="其他电话", digits=True, check=phone_number, level=3)
    occupation: str = text("职业", default="", level=3)
    employer: str = text("服务处所", default="", aliases="工作单位 单位", level=3)
    inflow_reason: str = choice("流入原因", "inflow_reason", level=3)
    inflow_on: date | None = day("流入日期", level=3)
    party_kind: str = choice("党员类别", "party_member_kind", level=3)
    party_since: date | None = day("入党时间", level=3)
    is_key_resident: bool = flag("居民骨干")
    groups: tuple[str, ...] = choices("关怀对象", "special_group", aliases="特殊人群 人群类别 人员标签", level=4)
    death_on: date | None = day("死亡日期", level=3)
    moved_out_on: date | None = day("迁出日期", level=3)
    moved_to: str = text("迁往地", default="", level=3)
    verify_status: str = choice("核实状态", "verify_status", default="0", level=2)
    origin: str = choice("数据来源", "data_origin", level=2)
    remark: str = text("备注", default="", level=3)
    extra: dict[str, str] = extra()


@record("staff", "工作人员")
class StaffPerson(Record):
    """A person who can hold a role in a grid."""

    name: str = text("姓名", aliases="人员姓名", length=64, level=2)
    initials: str = text("姓名首字母", default="", system=True, level=2)
    gender: str = choice("性别", "gender", level=2)
    phone: str = text(
        "联系电话", default="", aliases="电话 手机 手机号 手机号码", digits=True, check=phone_number, level=3
    )
    phone_public: bool = flag("电话可公开", level=2)
    unit: str = text("工作单位", default="", aliases="单位 所属单位", level=2)
    title: str = text("职务", default="", level=2)
    source: str = choice("人员来源", "role_source", aliases="来源", level=2)
    political: str = choice("政治面貌", "political_status", level=3)
    full_time: bool = flag("专职", aliases="是否专职", level=2)
    certificate_no: str = text("证件号", default="", aliases="工作证号 证号", digits=True, level=3)
    resident_id: str = link("居民档案", "resident", level=3)
    remark: str = text("备注", default="", level=2)
    extra: dict[str, str] = extra()


@record("appointment", "任职")
class Appointment(Record):
    """One person holding one role in one grid, from a day on."""

    grid_uid: str = text("网格标识", length=36, system=True, level=1)
    grid_code: str = text("网格编码", default="", derived=True, level=1)
    role: str = choice("岗位", "grid_role", aliases="角色 一格五员 网格岗位", level=1)
    staff_id: str = link("人员", "staff", required=True, aliases="姓名", level=2)
    source: str = choice("人员来源", "role_source", aliases="来源", level=2)
    duty_text: str = text("职责", default="", level=1)
    services: tuple[str, ...] = choices("服务项目", "service_item", aliases="负责项目 服务事项", level=1)
    from_on: date | None = day("任职起", aliases="任职日期 开始日期", level=1)
    to_on: date | None = day("任职止", aliases="离任日期 结束日期", level=1)
    is_main: bool = flag("主要负责人", default=True, level=1)
    remark: str = text("备注", default="", level=2)
