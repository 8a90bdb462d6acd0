# SPDX-License-Identifier: MIT
"""Checks of single values that record fields name; each returns a sentence or None."""

import re

_PHONE = re.compile(r"1[3-9]\d{9}|(0\d{2,3}-?)?[2-9]\d{6,7}(-\d{1,6})?|400\d?-?\d{3}-?\d{3,4}|1\d{2,4}|9\d{4,7}")


def phone_number(value: str) -> str | None:
    """Accept mobile, landline, 400 and short service numbers; several may stand side by side (V-05)."""
    for part in re.split(r"[/、;,;,\s]+", value.strip()):
        if part and not _PHONE.fullmatch(part):
            return "电话号码的位数或格式不对，手机号应为 11 位，座机请写成“区号-号码”。"
    return None


def area_code(value: str) -> str | None:
    """Accept division codes of 6, 9 or 12 digits."""
    if re.fullmatch(r"\d{6}|\d{9}|\d{12}", value):
        return None
    return "区划代码应为 6、9 或 12 位数字。"
