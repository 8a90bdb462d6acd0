# SPDX-License-Identifier: MIT
"""The data dictionary, written from the declarations of the records."""

from collections.abc import Iterator

from gridmgr.model.catalogue import RECORD_TYPES
from gridmgr.model.codelists import standard_code_lists
from gridmgr.model.fields import Field, Kind
from gridmgr.model.records import Record, fields_of

_KINDS = {
    Kind.TEXT: "文本",
    Kind.WHOLE: "整数",
    Kind.NUMBER: "小数",
    Kind.DATE: "日期",
    Kind.FLAG: "是/否",
    Kind.CODE: "代码",
    Kind.CODES: "代码（多个）",
    Kind.TEXTS: "文本（多个）",
    Kind.LINK: "关联",
    Kind.SHAPE: "图形",
    Kind.EXTRA: "自定义",
}
LONG_LIST = 12
"""Code lists with more codes than this are printed at the end by their first codes only."""


def data_dictionary() -> str:
    """Return the whole page as Markdown: every record type, every field, every code list."""
    lines = [
        "# 数据字典",
        "",
        "本页由 `make docs` 根据 `gridmgr/model` 中的字段声明生成，请勿手改。",
        "L1 公开，L2 内部，L3 个人信息，L4 敏感个人信息；L3 及以上默认脱敏。“推算”由程序计算，不可填写。",
        "",
    ]
    for kind in RECORD_TYPES.values():
        lines += _table_of(kind)
    lines += ["## 代码表", ""]
    for name, entry in standard_code_lists().items():
        shown = "、".join(f"{i.code} {i.label}" for i in entry.items[:LONG_LIST])
        more = f" … 共 {len(entry.items)} 项" if len(entry.items) > LONG_LIST else ""
        lines.append(f"- **{entry.title}** `{name}`:{shown}{more}")
    return "\n".join(lines) + "\n"


def _table_of(kind: type[Record]) -> Iterator[str]:
    """Yield the section of one record type."""
    about = (kind.__doc__ or "").strip().splitlines()[0]
    yield from (f"## {kind.LABEL} `{kind.TYPE}`", "", about, "", "| 字段 | 名称 | 类型 | 可识别的表头 | 级别 | 说明 |")
    yield "| --- | --- | --- | --- | --- | --- |"
    for name, field in fields_of(kind).items():
        cells = (
            f"`{name}`",
            field.label,
            _KINDS[field.kind],
            "、".join(field.aliases),
            f"L{field.level}",
            _note(field),
        )
        yield f"| {' | '.join(cells)} |"
    yield ""


def _note(field: Field) -> str:
    """Return what else is to know about a field."""
    notes = [
        "必填" if field.required else "",
        "推算" if field.derived else "",
        "程序维护" if field.system else "",
        f"代码表 `{field.code_list}`" if field.code_list else "",
        f"指向 `{field.to}`" if field.to else "",
        f"最多 {field.length} 字" if field.length else "",
        f"{field.low or 0:g}–{field.high:g}" if field.high is not None else "",
        field.shape,
    ]
    return ",".join(n for n in notes if n)


if __name__ == "__main__":
    print(data_dictionary(), end="")
