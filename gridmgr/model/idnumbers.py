# SPDX-License-Identifier: MIT
"""Resident identity numbers (公民身份号码), after GB 11643-1999."""

import re
from dataclasses import dataclass
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_OLDEST = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class IdNumber:
    """What an identity number tells."""

    number: str
    """18 characters, upper case."""
    birth_date: date
    gender: str
    """Code of the list `gender`: 1 male, 2 female."""
    division: str
    """Six-digit code of the county of first registration; often of a county that exists no more."""
    was_old: bool
    """Whether it was given in the 15-digit form used until 2004 and completed here."""


def check_character(first17: str) -> str:
    """Return the 18th character that belongs to 17 digits (ISO 7064, MOD 11-2)."""
    total = sum(w * int(d) for w, d in zip(_WEIGHTS, first17, strict=True))
    return _CHECK_CHARACTERS[total % 11]


def parse_id_number(text: str, today: date | None = None) -> IdNumber | str:
    """Return what the number tells, or a sentence that says what is wrong with it.

    A 15-digit number is completed by the century 19 and its check character. The sentence holds no digit of the number.
    """
    number = text.upper()
    was_old = re.fullmatch(r"\d{15}", number) is not None
    if was_old:
        number = number[:6] + "19" + number[6:]
        number += check_character(number)
    if re.fullmatch(r"\d{17}[\dX]", number) is None:
        return f"身份证号应为 18 位（或 15 位旧号），现为 {len(text)} 位或含有其他字符。"
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "身份证号第 7 至 14 位不是有效的出生日期。"
    if born < _OLDEST or (today is not None and born > today):
        return "身份证号中的出生日期不在 1900 年至今天之间。"
    if number[17] != check_character(number[:17]):
        return "身份证号校验位不符，请核对是否录错数字。"
    gender = "1" if int(number[16]) % 2 else "2"
    return IdNumber(number, born, gender, number[:6], was_old)
