"""Bytes into text: UTF-8 and UTF-16, and the older encodings of Arabic and of Western languages told apart.

No encoding but the Unicode ones announces itself. An older one is accepted only when the text it yields looks like
language: Arabic words made of Arabic letters only, in the shares Arabic has, or Latin words with a few accents.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from muqabala.errors import ReadError

_SAVE_AS_UTF8 = "Open it in the program it comes from and save it again as UTF-8"
_BINARY = ("this is a binary file", "Save its text as UTF-8 in a .txt file")
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
# Share of each letter among Arabic letters, in percent: counted over the Arabic side of the Parallel Universal
# Dependencies treebank, 1,000 sentences (CC BY-SA 3.0). Letters under half a percent are left out.
_ARABIC_SHARES = {
    **{"ا": 14.6, "ل": 11.2, "ي": 8.2, "م": 6.2, "ن": 5.9, "و": 5.1, "ر": 4.9, "ت": 4.8, "ب": 3.6, "ع": 3.0},
    **{"ة": 3.0, "د": 3.0, "س": 2.5, "ك": 2.5, "ف": 2.4, "أ": 2.3, "ه": 2.2, "ق": 2.1, "ح": 1.7, "ج": 1.4},
    **{"ش": 1.0, "ط": 0.9, "ص": 0.9, "ى": 0.9, "خ": 0.9, "إ": 0.8, "ث": 0.7, "ز": 0.6, "ذ": 0.6, "غ": 0.6, "ض": 0.6},
}
_ARABIC_LETTER = re.compile("[\u0621-\u06ff]")
_WORD = re.compile(r"[^\W\d_]+")
_C1_CONTROL = re.compile("[\x80-\x9f]")
# What shows a wrong reading: signs before a letter of the same word, capitals within small letters, C1 controls.
_WRONG_IN_LATIN = re.compile(
    r"(?<=[^\W\d_])[¡-§©¬®-³µ-¸¹¼-¿×÷†‡•][^\W\d_]|(?<=[a-zà-ÿ])[ŽŠŒŸÀ-ÖØ-Þ](?=[a-zà-ÿ])|[\x80-\x9f]"
)
# ð ý þ in Windows-1252 are ğ ı ş in Windows-1254; every other letter is the same.
_TURKISH = re.compile("[ðýþÐÝÞ]")
_LINE_CONTROLS = frozenset("\t\n\r\f\v")
# UTF-8 with this share of broken characters, or less, is damaged UTF-8 rather than another encoding.
_DAMAGED_SHARE = 0.5
# Wire copy may hold a control character here and there; one in this many is too many for text.
_CONTROL_SHARE = 20
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
# Below this many bytes the statistics of charset-normalizer are guesswork.
_ENOUGH_BYTES = 100
_CLEAN = 0.9
_ARABIC_PLAUSIBLE = 4.0
_LATIN_ACCENTS = 0.3
_SAMPLE = 200_000
_NAMES = {
    "cp1256": "Windows-1256 (Arabic)",
    "iso8859_6": "ISO-8859-6 (Arabic)",
    "cp1252": "Windows-1252 (Western)",
    "cp1254": "Windows-1254 (Turkish)",
    "utf-16-le": "UTF-16, little-endian",
    "utf-16-be": "UTF-16, big-endian",
}


# What C1 controls stand for where Windows-1252 was read as Latin-1, which has nothing printable there.
C1_AS_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}


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
    if _CONTROL_SHARE * len(_CONTROLS.findall(decoded.text)) > len(decoded.text):
        raise ReadError(path, *_BINARY)
    if not any(character.isalnum() for character in decoded.text):
        raise ReadError(path, "the file holds no words", "Check that the right text was saved")
    return decoded


def as_declared(data: bytes, encoding: str) -> str:
    """The text in the encoding that it names; what is called Latin-1 is Windows-1252, as in browsers.

    Raises LookupError, UnicodeError or ValueError where there is no such encoding or it does not fit.
    """
    text = data.decode(encoding)
    return text.translate(C1_AS_WINDOWS) if codecs.lookup(encoding).name == "iso8859-1" else text


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
    readings = [(encoding, _readable(data, encoding)) for encoding in ("utf-16-le", "utf-16-be")]
    texts = {encoding: text for encoding, text in readings if text is not None}
    if not texts:
        raise ReadError(path, *_BINARY)
    # In the right byte order the upper halves name a few scripts; in the wrong one they are the letters themselves.
    encoding = min(texts, key=lambda name: len({ord(character) >> 8 for character in texts[name][:_SAMPLE]}))
    return Decoded(texts[encoding], encoding, (_guess_warning(encoding),))


def _readable(data: bytes, encoding: str) -> str | None:
    """The text, or None when the reading fails or holds control or unassigned characters, as binary data does."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    kinds = (unicodedata.category(character) for character in text[:_SAMPLE] if character not in _LINE_CONTROLS)
    return None if any(kind in {"Cc", "Cn", "Co"} for kind in kinds) else text


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
    encoding = _arabic(data) or _western(data) or _by_statistics(data)
    if encoding is None:
        raise ReadError(path, "its character encoding could not be told", _SAVE_AS_UTF8)
    return Decoded(data.decode(encoding), encoding, (_guess_warning(encoding),))


def _arabic(data: bytes) -> str | None:
    """The Arabic encoding that gives the more plausible text, where one does."""
    scores = {encoding: _arabic_plausibility(data, encoding) for encoding in ("cp1256", "iso8859_6")}
    best = max(scores, key=lambda encoding: scores[encoding])
    return best if scores[best] >= _ARABIC_PLAUSIBLE else None


def _arabic_plausibility(data: bytes, encoding: str) -> float:
    """The mean share in Arabic of the letters read, in percent: 6 to 7 for Arabic, 5 to 6 for Persian and Urdu; 0 when
    words mix scripts.
    """
    try:
        text = data.decode(encoding)[:_SAMPLE]
    except UnicodeDecodeError:
        return 0.0
    words = [word for word in _WORD.findall(text) if _ARABIC_LETTER.search(word)]
    clean = [word for word in words if all(character > "\u05ff" for character in word)]
    foreign = sum(not character.isascii() and character.isalpha() and character < "\u0600" for character in text)
    letters = "".join(clean)
    if not letters or len(clean) < _CLEAN * len(words) or len(letters) < foreign or _C1_CONTROL.search(text):
        return 0.0
    return sum(_ARABIC_SHARES.get(letter, 0.0) for letter in letters) / len(letters)


def _western(data: bytes) -> str | None:
    """Windows-1252 (or its Turkish sister 1254) when that gives Latin words with few accents."""
    try:
        text = data.decode("cp1252")[:_SAMPLE]
    except UnicodeDecodeError:
        return None
    words = _WORD.findall(text)
    letters = sum(map(len, words))
    accents = sum(not character.isascii() for word in words for character in word)
    if not letters or accents > _LATIN_ACCENTS * letters or _WRONG_IN_LATIN.search(text):
        return None
    return "cp1254" if len(_TURKISH.findall(text)) * 3 > accents else "cp1252"


def _by_statistics(data: bytes) -> str | None:
    """What charset-normalizer makes of the bytes, for the encodings of other scripts."""
    if len(data) < _ENOUGH_BYTES:
        return None
    from charset_normalizer import from_bytes

    match = from_bytes(data[:_SAMPLE], cp_exclusion=["cp1252", "utf_7"]).best()
    if match is None:
        return None
    try:
        data.decode(match.encoding)
    except UnicodeDecodeError:
        return None
    return match.encoding


def _guess_warning(encoding: str) -> str:
    return f"The file does not say how its characters are encoded; it was read as {_NAMES.get(encoding, encoding)}."
