# SPDX-License-Identifier: MIT
"""Which characters the bytes of a foreign text stand for.

A strict reading that succeeds decides: UTF-8 first, then GB18030. The narrower GBK is never used, since it lacks
characters that stand in people's names.
"""

import codecs
from collections.abc import Iterable
from dataclasses import dataclass

from gridmgr.model.errors import InputError

UTF8 = "utf-8"
GB18030 = "gb18030"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHINESE = frozenset({"gbk", "gb2312", "cp936", "936", "ms936", "euc_cn", "ansi 936", "gb18030", "hz"})

_LANGUAGE_BYTES = {0x4D: GB18030, 0x4F: "cp950", 0x7A: GB18030, 0x78: "cp950", 0x13: "cp932", 0x7B: "cp932"}
"""Language driver bytes of dBASE headers that name an encoding for certain."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The encoding that was settled on, and a sentence where it is not the one that was named."""

    encoding: str
    complaint: str = ""


def named_encoding(name: str) -> str | None:
    """Return Python's name for an encoding named in a .cpg file or by a person; None for an unknown name."""
    folded = name.strip().lower().replace("-", "_")
    plain = folded.replace("_", "")
    if folded.replace("_", " ") in _CHINESE or plain in _CHINESE or plain == "cp936":
        return GB18030
    for candidate in (folded, f"cp{plain}"):
        try:
            return codecs.lookup(candidate).name
        except (LookupError, ValueError):
            continue
    return None


def asked_encoding(name: str | None) -> str | None:
    """Return Python's name for the encoding a person asked for. Raises InputError for an unknown name."""
    if name is None:
        return None
    found = named_encoding(name)
    if found is None:
        raise InputError("不认识编码“{name}”，可用 UTF-8 或 GB18030。", name=name)
    return found


def language_byte_encoding(byte: int) -> str | None:
    """Return the encoding that the language byte of a dBASE header names, if it names one."""
    return _LANGUAGE_BYTES.get(byte)


def settle(samples: Iterable[bytes], declared: Iterable[str], asked: str | None = None) -> Reading:
    """Return the encoding under which all samples can be read.

    What a person asked for comes first, then what the file declares, then UTF-8, then GB18030. A wrong wish is not
    obeyed: text that is certainly UTF-8 is never read as anything else.
    """
    parts = [s for s in samples if not s.isascii()]
    fits_utf8 = _fits(parts, UTF8)
    if asked is not None:
        if _fits(parts, asked) and not (fits_utf8 and parts and not _is_utf8(asked)):
            return Reading(asked)
        found = settle(parts, declared)
        return Reading(found.encoding, f"文件内容不符合指定的编码 {asked}，已按 {found.encoding} 读取，请核对文字。")
    for name in declared:
        if _fits(parts, name) and not (fits_utf8 and parts):
            return Reading(name)
    if fits_utf8:
        return Reading(UTF8)
    if _fits(parts, GB18030):
        return Reading(GB18030)
    return Reading(GB18030, "文件里有既不是 UTF-8 也不是 GB18030 的文字，相关行不予导入，请用 encoding 选项指定编码。")


def _is_utf8(name: str) -> bool:
    return name.replace("-", "_").startswith("utf_8")


def _fits(parts: Iterable[bytes], encoding: str) -> bool:
    """Tell whether all samples can be read strictly; a last character cut off by a field's width is forgiven."""
    return all(decoded(part, encoding)[1] for part in parts)


def decoded(raw: bytes, encoding: str) -> tuple[str, bool]:
    """Return bytes as text, and whether all of them could be read but for a character cut off at the end."""
    try:
        return raw.decode(encoding), True
    except UnicodeDecodeError as error:
        if error.end >= len(raw) - 1 and error.start >= len(raw) - 3:
            try:
                return raw[: error.start].decode(encoding), True
            except UnicodeDecodeError:
                pass
        return raw.decode(encoding, "replace"), False


def decode_text(data: bytes, asked: str | None = None) -> tuple[str, Reading]:
    """Return a whole text file as text, and how it was read. Raises InputError for an unknown wish."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, "replace"), Reading(name)
    reading = settle([data], (), asked_encoding(asked))
    return data.decode(reading.encoding, "replace"), reading
