"""Bytes into text: UTF-8 and UTF-16, and the older encodings of Arabic and of Western languages told apart.

No encoding but the Unicode ones announces itself. An older one is accepted only when the text it yields looks like
language: Arabic words made of Arabic letters only, in the shares Arabic has, or Latin words with a few accents.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from muqabala.errors import ReadError

_SAVE_AS_UTF8 = "Open it in the program it comes from and save it again as UTF-8"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The first bytes of common formats that are not text, from the `file` program's magic database.
_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP container (docx, odt, epub …)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"SQLite format 3", "a database"),
)
# Share of each letter in Arabic news, in percent, rounded; counted over the Arabic side of the Parallel Universal
# Dependencies treebank (CC BY-SA 3.0). Letters under half a percent are left out.
_ARABIC_SHARES = {
    **{"ا": 15.0, "ل": 11.9, "ي": 8.0, "م": 6.3, "ن": 5.9, "و": 5.7, "ت": 5.1, "ر": 5.0, "ة": 3.7, "ب": 3.7},
    **{"ع": 3.5, "د": 3.4, "ف": 3.0, "س": 2.8, "أ": 2.6, "ه": 2.6, "ك": 2.2, "ق": 2.1, "ح": 1.9, "ج": 1.4},
    **{"ش": 1.1, "ى": 1.0, "ط": 1.0, "خ": 0.9, "ص": 0.9, "إ": 0.9, "ض": 0.7, "ذ": 0.6, "ز": 0.6, "ث": 0.6},
}
_ARABIC_WORD = re.compile(r"[^\W\d_]*[\u0621-\u06ff][^\W\d_\u064b-\u0652]*(?:[\u064b-\u0652]+[^\W\d_]*)*")
_LATIN_WORD = re.compile(r"[^\W\d_]+")
# Signs that never stand inside or at the start of a Western word: their presence shows a wrong reading.
_WRONG_IN_LATIN = re.compile(r"(?<=[^\W\d_])[¡-§©¬®-³µ-¸¹¼-¿×÷†‡•][^\W\d_]|[\x80-\x9f]")
# ð ý þ in Windows-1252 are ğ ı ş in Windows-1254; every other letter is the same.
_TURKISH = re.compile("[ðýþÐÞ]")
_DAMAGED_SHARE = 0.2
_ARABIC_CLEAN = 0.9
_ARABIC_COMMON = 0.75
_LATIN_ACCENTS = 0.3
_SAMPLE = 200_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was in, and a warning where that encoding is a guess."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes, path: str) -> Decoded:
    """The text of a file's bytes: byte-order mark dropped, newlines and invisible marks untouched.

    Raises `ReadError` for empty, binary, damaged and undecodable bytes; `path` is used in the message only.
    """
    _refuse_binary(data, path)
    decoded = _by_mark(data, path) or _utf16(data, path) or _utf8(data, path) or _older(data, path)
    if not any(character.isalnum() for character in decoded.text):
        raise ReadError(path, "the file holds no words", "Check that the right text was saved")
    return decoded


def _refuse_binary(data: bytes, path: str) -> None:
    if not data.strip():
        raise ReadError(path, "the file is empty", "Check that the text was saved")
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise ReadError(path, f"this is {what}, whatever its suffix says", "Rename it, or save its text as UTF-8")


def _by_mark(data: bytes, path: str) -> Decoded | None:
    """The text after a byte-order mark, or None without one."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return Decoded(data[len(mark) :].decode(encoding), encoding)
            except UnicodeDecodeError as error:
                problem = f"it begins as {encoding.upper()} but byte {error.start + len(mark)} is damaged"
                raise ReadError(path, problem, _SAVE_AS_UTF8) from error
    return None


def _utf16(data: bytes, path: str) -> Decoded | None:
    """UTF-16 without a mark: it shows by NUL bytes, or by the control byte 6 that half of every Arabic letter is."""
    if b"\x00" not in data and 4 * data.count(b"\x06") < len(data):
        return None
    best: tuple[float, str, str] | None = None
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        sample = text[:_SAMPLE]
        # Read in the wrong byte order, letters become unassigned characters, symbols or a jumble of scripts, and no
        # space or line end is left.
        plain = sum(c.isspace() or c.isascii() or "\u0600" <= c <= "\u06ff" for c in sample) / len(sample)
        if best is None or plain > best[0]:
            best = (plain, encoding, text)
    if best is None or best[0] < _PLAIN_UTF16 or "\x00" in best[2]:
        raise ReadError(path, "this is a binary file", "Save its text as UTF-8 in a .txt file")
    return Decoded(best[2], best[1], (_guess_warning(best[1]),))


_PLAIN_UTF16 = 0.1


def _utf8(data: bytes, path: str) -> Decoded | None:
    """Strict UTF-8; None when the bytes are in another encoding; an error when they are UTF-8 with damage."""
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", errors="replace")
        bad = text.count("\ufffd")
        good = sum(not character.isascii() for character in text) - bad
        if bad > _DAMAGED_SHARE * good:
            return None
        line = data.count(b"\n", 0, error.start) + 1
        problem = f"it is UTF-8 with damage: byte {error.start}, in line {line}, belongs to no character"
        raise ReadError(path, problem, "Remove the damaged character, or fetch the file again") from error


def _older(data: bytes, path: str) -> Decoded:
    """One of the encodings from before Unicode, chosen by how plausible a text it gives."""
    for encoding in _candidates(data):
        text = data.decode(encoding)
        return Decoded(text, encoding, (_guess_warning(encoding),))
    raise ReadError(path, "its character encoding could not be told", _SAVE_AS_UTF8)


def _candidates(data: bytes) -> list[str]:
    """The plausible encodings, best first; none when nothing reads as language."""
    arabic = {encoding: _arabic_plausibility(data, encoding) for encoding in ("cp1256", "iso8859_6")}
    best = max(arabic, key=lambda encoding: arabic[encoding])
    if arabic[best] > 0:
        return [best]
    western = _western(data)
    return [western] if western else _by_statistics(data)


def _arabic_plausibility(data: bytes, encoding: str) -> float:
    """0 when the reading is no Arabic; else the share of its letters that are common in Arabic, clean words counted."""
    try:
        text = data.decode(encoding)[:_SAMPLE]
    except UnicodeDecodeError:
        return 0.0
    words = _ARABIC_WORD.findall(text)
    clean = [word for word in words if all(character > "\u05ff" for character in word)]
    letters = Counter(character for word in clean for character in word if character.isalpha())
    foreign = sum(not character.isascii() and character.isalpha() and character < "\u0600" for character in text)
    total = letters.total()
    if not total or len(clean) < _ARABIC_CLEAN * len(words) or total < foreign:
        return 0.0
    common = sum(count for letter, count in letters.items() if _ARABIC_SHARES.get(letter, 0) >= 2)
    return common / total if common >= _ARABIC_COMMON * total / 1.2 else 0.0


def _western(data: bytes) -> str | None:
    """Windows-1252 (or its Turkish sister 1254) when that gives Latin words with few accents."""
    try:
        text = data.decode("cp1252")[:_SAMPLE]
    except UnicodeDecodeError:
        return None
    words = _LATIN_WORD.findall(text)
    letters = sum(map(len, words))
    accents = sum(not character.isascii() for word in words for character in word)
    if not letters or accents > _LATIN_ACCENTS * letters or _WRONG_IN_LATIN.search(text):
        return None
    return "cp1254" if len(_TURKISH.findall(text)) * 3 > accents else "cp1252"


def _by_statistics(data: bytes) -> list[str]:
    """What charset-normalizer makes of the bytes, for the encodings of other scripts."""
    from charset_normalizer import from_bytes

    match = from_bytes(data[:_SAMPLE], cp_exclusion=["cp1252", "utf_7"]).best()
    if match is None or match.could_be_from_charset == []:
        return []
    try:
        data.decode(match.encoding)
    except UnicodeDecodeError:
        return []
    return [match.encoding]


def _guess_warning(encoding: str) -> str:
    return f"The file does not say how its characters are encoded; it was read as {_NAMES.get(encoding, encoding)}."


_NAMES = {
    "cp1256": "Windows-1256 (Arabic)",
    "iso8859_6": "ISO-8859-6 (Arabic)",
    "cp1252": "Windows-1252 (Western)",
    "cp1254": "Windows-1254 (Turkish)",
    "utf-16-le": "UTF-16, little-endian",
    "utf-16-be": "UTF-16, big-endian",
}
