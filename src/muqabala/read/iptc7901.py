"""IPTC 7901, the text format of the agencies' wires: a header line, keywords, the text, and when it was sent.

A message runs from the control character SOH to EOT; STX and ETX stand around the text:

    SOH aaa0001 4 pol 171 optional words
    keywords STX
    Headline =
       Place (agency) - Text, each paragraph indented …
    ETX 231315 Jan 17 EOT
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from muqabala.errors import ReadError
from muqabala.read.compose import compose, one_line
from muqabala.read.decode import decode
from muqabala.read.lines import with_plain_ends
from muqabala.read.reader import Extracted, Part
from muqabala.read.text import paragraphs
from muqabala.read.wirefields import urgency
from muqabala.records import Metadata, Skip, Wire

_HEADER = re.compile(
    rb"[\x00\x16\x7f\s]*\x01\s*(?P<source>[A-Za-z]{1,5})(?P<number>\d{1,6})[ \t]+(?P<priority>\d)[ \t]+"
    rb"(?P<category>[A-Za-z]{1,4})[ \t]+(?P<words>\d{1,5})?(?P<optional>[^\r\n\x02]{0,200})"
)
_SENT = re.compile(r"\b(\d{2})(\d{2})(\d{2})\s*(?:[A-Z]{1,5}\s+)?([A-Za-zäéûô]{3,9})\.?\s+(\d{4}|\d{2})\b")
_MONTHS = (
    "jan",
    "feb fév",
    "mar mär",
    "apr avr",
    "may mai",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct okt",
    "nov",
    "dec dez déc",
)
_CENTURY = 70
_INDENT = re.compile(r"(?:\t| {2,})\S")
_FILLING = re.compile(rb"[\x00\x16\x7f]")
_STX, _ETX, _EOT = b"\x02", b"\x03", b"\x04"


def is_iptc7901(data: bytes) -> bool:
    """Whether the bytes begin as a message of this format does."""
    return _HEADER.match(data) is not None


class Iptc7901Reader:
    """Reads `.iptc`, `.7901` and `.anpa` files, and texts that begin as a message does."""

    suffixes = (".iptc", ".7901", ".anpa")

    def read(self, data: bytes, path: str) -> Iterator[Part]:
        """The messages of the file."""
        starts = [found.start() for found in re.finditer(rb"\x01", data)]
        messages = [data[start:end] for start, end in pairwise([*starts, len(data)])]
        if not any(map(is_iptc7901, messages)):
            problem = "it does not begin as an IPTC 7901 message does"
            raise ReadError(path, problem, "Fetch it again, or rename it to .txt if it is plain text")
        for place, message in enumerate(messages, start=1):
            header = _HEADER.match(message)
            name = (
                "" if len(messages) == 1 else (header["source"] + header["number"]).decode() if header else str(place)
            )
            if header is None:
                yield Skip(name, "its header is damaged. Have it sent again")
                continue
            try:
                yield _message(header, message, path, name)
            except ReadError as error:
                yield Skip(name, f"{error.problem}. {error.advice}")


def _message(header: re.Match[bytes], message: bytes, path: str, name: str) -> Extracted:
    """One message; `ReadError` when it carries no readable text."""
    keywords, opened, rest = message[header.end() :].partition(_STX)
    if not opened:
        raise ReadError(path, "the message is cut off before its text", "Have it sent again")
    body, closed, after = rest.partition(_ETX)
    decoded = decode(_FILLING.sub(b"", body.partition(_EOT)[0]), path)
    lines = list(_paragraphs(with_plain_ends(decoded.text)))
    headline = lines[0].rstrip(" =") if lines and lines[0].endswith("=") else None
    sent = _day(after.decode("latin-1"))
    source, number = header["source"].decode(), header["number"].decode()
    item = f"{source}{number}" + (f"/{sent}" if sent else "")
    wire = Wire(provider=source, item=item, urgency=urgency(header["priority"].decode()))
    warnings = (
        decoded.warnings if closed else (*decoded.warnings, "The message has no end mark; its end may be missing.")
    )
    title = headline or one_line(keywords.decode("latin-1") if keywords.isascii() else "")
    words = [headline, *lines[1:]] if headline else lines
    about = Metadata(title=title, outlet=source, date=sent, wire=wire)
    return compose(headline, words, about, warnings=warnings, name=name, guess=True)


def _paragraphs(text: str) -> Iterator[str]:
    """Paragraphs as the wires set them: indented, or after a line that ends with `=`; else as in plain text."""
    lines = text.splitlines()
    if not any(map(_INDENT.match, lines)):
        for span in paragraphs(text):
            head, mark, rest = span.of(text).partition("=\n")
            yield from (head + "=", rest) if mark and "\n" not in head else (span.of(text),)
        return
    held: list[str] = []
    for line in lines:
        if held and (not line.strip() or _INDENT.match(line) or held[-1].rstrip().endswith("=")):
            yield " ".join(part.strip() for part in held)
            held = []
        if line.strip():
            held.append(line)
    if held:
        yield " ".join(part.strip() for part in held)


def _day(after: str) -> str | None:
    """The day the message was sent, from the line after the text: `231315 Jan 17`."""
    found = _SENT.search(after)
    if found is None:
        return None
    month = next((at for at, names in enumerate(_MONTHS, start=1) if found[4][:3].lower() in names.split()), 0)
    year = int(found[5])
    if len(found[5]) == len("17"):
        year += 1900 if year >= _CENTURY else 2000
    try:
        return date(year, month, int(found[1])).isoformat()
    except ValueError:
        return None
