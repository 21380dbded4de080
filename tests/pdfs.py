"""PDF documents of a few lines, written by hand: letters stand exactly where a test puts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Own def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end"""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Letters drawn from left to right, beginning at a place counted from the lower left corner, in points."""

    letters: str
    left: float = 60.0
    base: float = 780.0
    size: float = 12.0


def pdf(*pages: Sequence[Drawn], author: str = "") -> bytes:
    """A document of these pages, uncompressed; every letter is half as wide as its size."""
    first = 6
    kids = " ".join(f"{first + 2 * at} 0 R" for at in range(len(pages)))
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        b"<</Type/Font/Subtype/Type0/BaseFont/Own/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Own/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/DW 500>>",
        _stream(_TO_UNICODE),
    ]
    for at, lines in enumerate(pages):
        content = f"{first + 2 * at + 1} 0 R"
        parts.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents "
            + content.encode()
            + b">>"
        )
        parts.append(_stream(b"\n".join(map(_shown, lines))))
    return _file(parts, author)


def _shown(line: Drawn) -> bytes:
    codes = line.letters.encode("utf-16-be").hex()
    return f"BT /F {line.size} Tf 1 0 0 1 {line.left} {line.base} Tm <{codes}> Tj ET".encode()


def _stream(data: bytes) -> bytes:
    return b"<</Length %d>>stream\n%s\nendstream" % (len(data), data)


def _file(parts: list[bytes], author: str) -> bytes:
    parts = [*parts, b"<</Author<FEFF" + author.encode("utf-16-be").hex().encode() + b">>>"]
    out, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return out + b"trailer<</Size %d/Root 1 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, size - 1, start)
