# SPDX-License-Identifier: MIT
"""The last touches to a PDF written by Qt: text that can be found, bookmarks, and nothing that changes from run to run.

Fonts with one glyph for several characters make Qt note the wrong one: ⽰ (U+2F70, a radical) for 示, so that a search
for 示范 finds nothing. All changes are appended to the file as an incremental update (ISO 32000-1, 7.5.6), which needs
no library and leaves what Qt wrote as it is.
"""

import re
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

_REFERENCE = rb"(\d+) 0 R"
_BLOCK = re.compile(rb"(?s)(begin(?:bfrange|bfchar))(.*?)(end(?:bfrange|bfchar))")
_HEX = re.compile(rb"<([0-9A-Fa-f]{4})>")
_RADICALS = ((0x2E80, 0x2FDF), (0xF900, 0xFAFF))
_MORE = str.maketrans(
    "⺁⺅⺉⺊⺎⺐⺒⺓⺔⺕⺖⺘⺙⺛⺜⺝⺞⺠⺡⺢⺣⺤⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺲⺶⺷⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲",
    "厂亻刂卜兀尢巳幺彑彐忄扌攵旡日月歺民氵氺灬爫丬牛犭王疋目示礻竹糹纟罒羊羊耂肀聿月臼艹艹艹虎衤覀西见角讠贝足车辶辶辶阝钅長镸长门阝雨青韦页风飞食飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀",
)
"""Supplementary radicals, which normalising does not turn into characters (EquivalentUnifiedIdeograph of Unicode)."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A line of the table of contents: title, depth (0 or 1) and page (from 0 on)."""

    title: str
    depth: int
    page: int


class Pdf:
    """The objects of a PDF with a plain cross-reference table, and those that are written anew."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.start = int(content[content.rindex(b"startxref") + 9 :].split()[0])
        self.offsets: dict[int, int] = {}
        self._read_table(self.start)
        self.count = max(self.offsets) + 1
        self.trailer = content[content.rindex(b"trailer") :]
        self.changed: dict[int, bytes] = {}

    def _read_table(self, start: int) -> None:
        """Take over a table of objects and those before it, of which the newer one counts."""
        end = self.content.index(b"trailer", start)
        lines = iter(self.content[start:end].split(b"\n")[1:])
        for head in lines:
            if len(head.split()) == 2:
                first, count = map(int, head.split())
                for number in range(first, first + count):
                    self.offsets.setdefault(number, int(next(lines)[:10]))
        earlier = re.search(rb"/Prev (\d+)", self.content[end : self.content.index(b"startxref", end)])
        if earlier:
            self._read_table(int(earlier[1]))

    def body(self, number: int) -> bytes:
        """Return an object from its beginning on."""
        begun = self.offsets[number]
        return self.content[begun : self.content.index(b"endobj", begun)].split(b"obj", 1)[1].strip()

    def data(self, number: int) -> bytes:
        """Return the unpacked data of a stream."""
        head, _, rest = self.body(number).partition(b"stream")
        raw = rest.lstrip(b"\r\n")
        # What follows the packed data (a line end, `endstream`) is left unused.
        return zlib.decompressobj().decompress(raw) if b"/FlateDecode" in head else raw.rpartition(b"endstream")[0]

    def replace(self, number: int, data: bytes) -> None:
        """Give a stream other data."""
        packed = zlib.compress(data, 9)
        head = b"<<\n/Length %d\n/Filter /FlateDecode\n>>" % len(packed)
        self.changed[number] = b"%s\nstream\n%s\nendstream" % (head, packed)

    @property
    def texts(self) -> list[int]:
        """The streams that map glyphs to text."""
        return sorted({int(n) for n in re.findall(rb"/ToUnicode\s+" + _REFERENCE, self.content)})

    def add(self, body: bytes) -> int:
        """Add an object; returns its number."""
        number = self.count
        self.count += 1
        self.changed[number] = body
        return number

    def entry(self, name: bytes) -> int:
        """Return the object that the trailer refers to."""
        return _number(re.search(rb"/" + name + rb"\s+" + _REFERENCE, self.trailer))

    def update(self) -> bytes:
        """Return the file with everything that was changed at its end."""
        parts, offsets = [self.content], {}
        length = len(self.content)
        for number, body in sorted(self.changed.items()):
            made = b"%d 0 obj\n%s\nendobj\n" % (number, body)
            offsets[number] = length
            parts.append(made)
            length += len(made)
        table = b"".join(b"%d 1\n%010d 00000 n \n" % (number, offset) for number, offset in offsets.items())
        trailer = b"trailer\n<<\n/Size %d\n/Info %d 0 R\n/Root %d 0 R\n/Prev %d\n>>\nstartxref\n%d\n%%%%EOF\n"
        ends = trailer % (self.count, self.entry(b"Info"), self.entry(b"Root"), self.start, length)
        return b"".join([*parts, b"xref\n", table, ends])


def finish_pdf(path: Path, title: str, day: date, bookmarks: Sequence[Bookmark]) -> None:
    """Make a PDF of Qt's searchable, give it bookmarks, and its title and a day in place of the time of writing."""
    pdf = Pdf(path.read_bytes())
    for number in pdf.texts:
        pdf.replace(number, _BLOCK.sub(_mended_block, pdf.data(number)))
    root = pdf.entry(b"Root")
    catalogue = re.sub(rb"/Metadata\s+" + _REFERENCE, b"", pdf.body(root))
    if bookmarks:
        outline = b"\n/Outlines %d 0 R\n/PageMode /UseOutlines\n>>" % _outline(pdf, catalogue, bookmarks)
        catalogue = catalogue[: catalogue.rindex(b">>")] + outline
    pdf.changed[root] = catalogue
    moment = f"D:{day:%Y%m%d}".encode()
    facts = (_text(title), _text("gridmgr"), moment, moment)
    pdf.changed[pdf.entry(b"Info")] = b"<<\n/Title %s\n/Creator %s\n/CreationDate (%s)\n/ModDate (%s)\n>>" % facts
    path.write_bytes(pdf.update())


def plain(text: str) -> str:
    """Return a text with radicals and compatibility forms replaced by the characters that people type."""
    return "".join(_plain(character) for character in text)


def _plain(character: str) -> str:
    if not any(low <= ord(character) <= high for low, high in _RADICALS):
        return character
    return unicodedata.normalize("NFKC", character.translate(_MORE))


def _number(match: re.Match[bytes] | None) -> int:
    if match is None:
        raise ValueError("this is not a PDF of Qt's")
    return int(match[1])


def _mended_block(match: re.Match[bytes]) -> bytes:
    """Mend the targets of one block: the last number of each line, or those in brackets."""
    lines = []
    for line in match[2].split(b"\n"):
        bracket = line.find(b"[")
        place = bracket if bracket >= 0 else line.rfind(b"<")
        lines.append(line[:place] + _HEX.sub(_mended_code, line[place:]) if place >= 0 else line)
    return match[1] + b"\n".join(lines) + match[3]


def _mended_code(match: re.Match[bytes]) -> bytes:
    code = int(match[1], 16)
    if 0xD800 <= code <= 0xDFFF:
        return match[0]
    return b"<" + _plain(chr(code)).encode("utf-16-be").hex().upper().encode() + b">"


def _text(text: str) -> bytes:
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"


def _pages(pdf: Pdf, catalogue: bytes) -> list[int]:
    """Return the object of each page in their order."""

    def under(number: int) -> list[int]:
        kids = re.search(rb"(?s)/Kids\s*\[(.*?)\]", pdf.body(number))
        if kids is None:
            return [number]
        return [page for kid in re.findall(_REFERENCE, kids[1]) for page in under(int(kid))]

    return under(_number(re.search(rb"/Pages\s+" + _REFERENCE, catalogue)))


def _outline(pdf: Pdf, catalogue: bytes, bookmarks: Sequence[Bookmark]) -> int:
    """Add the table of contents; returns its root."""
    pages = _pages(pdf, catalogue)
    root = pdf.add(b"")
    numbers = [pdf.add(b"") for _ in bookmarks]
    parents: list[int] = []
    above = root
    for number, mark in zip(numbers, bookmarks, strict=True):
        parents.append(above if mark.depth else root)
        above = above if mark.depth else number
    children: dict[int, list[int]] = {}
    for number, parent in zip(numbers, parents, strict=True):
        children.setdefault(parent, []).append(number)
    for number, parent, mark in zip(numbers, parents, bookmarks, strict=True):
        own = children[parent]
        place = own.index(number)
        links = [b"/Title %s\n/Parent %d 0 R\n/Dest [%d 0 R /Fit]" % (_text(mark.title), parent, pages[mark.page])]
        links += [b"/Prev %d 0 R" % own[place - 1]] if place else []
        links += [b"/Next %d 0 R" % own[place + 1]] if place + 1 < len(own) else []
        links += [_ends(children[number], -1)] if number in children else []
        pdf.changed[number] = b"<<\n" + b"\n".join(links) + b"\n>>"
    pdf.changed[root] = b"<<\n/Type /Outlines\n" + _ends(children[root], 1) + b"\n>>"
    return root


def _ends(children: Sequence[int], sign: int) -> bytes:
    """Name the first and last of some lines; a negative count means that they are folded."""
    return b"/First %d 0 R\n/Last %d 0 R\n/Count %d" % (children[0], children[-1], sign * len(children))
