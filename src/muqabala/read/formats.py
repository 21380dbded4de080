"""The formats that are read: the suffix chooses the reader, and the first bytes where one suffix serves several."""

from __future__ import annotations

from muqabala.read.archive import ArchiveReader
from muqabala.read.html import HtmlReader
from muqabala.read.iptc7901 import Iptc7901Reader, is_iptc7901
from muqabala.read.mail import MailReader
from muqabala.read.markdown import MarkdownReader
from muqabala.read.ninjs import NinjsReader
from muqabala.read.pdf import PdfReader
from muqabala.read.reader import Reader
from muqabala.read.text import TextReader
from muqabala.read.word import DocxReader
from muqabala.read.xmlfile import XmlReader

_MESSAGE = Iptc7901Reader()
_TEXT = TextReader()

READERS: tuple[Reader, ...] = (
    _TEXT,
    MarkdownReader(),
    HtmlReader(),
    DocxReader(),
    PdfReader(),
    XmlReader(),
    NinjsReader(),
    _MESSAGE,
    MailReader(),
    ArchiveReader(),
)


def choose(suffix: str, data: bytes) -> Reader | None:
    """The reader for a file with this suffix (lower case, with its full stop) that begins with these bytes.

    Agencies send IPTC 7901 messages as `.txt` too.
    """
    if suffix in _TEXT.suffixes and is_iptc7901(data):
        return _MESSAGE
    return next((reader for reader in READERS if suffix in reader.suffixes), None)
