"""A day of wire copy: many small files in every format, some of them damaged, the same for the same seed."""

from __future__ import annotations

import io
import json
import random
import zipfile
from dataclasses import dataclass
from email.message import EmailMessage
from html import escape
from pathlib import Path

from pdfs import Drawn, pdf


@dataclass(frozen=True, slots=True)
class Sent:
    """A file of the mix: its name, and the article's words when it is sound."""

    name: str
    words: str | None


def write(folder: Path, files: int, damaged: float, seed: int = 1) -> list[Sent]:
    """Write the files; a share `damaged` of them, spread over the formats, cannot be read."""
    chance = random.Random(seed)
    bad = set(chance.sample(range(files), round(files * damaged)))
    makers = list(_MAKERS.items())
    sent = []
    for number in range(files):
        suffix, make = makers[number % len(makers)]
        words = _words(number)
        data = make(number, words)
        if number in bad:
            data = _spoilt(data, suffix, chance)
        name = f"{number:04}{suffix}"
        (folder / name).write_bytes(data)
        sent.append(Sent(name, None if number in bad else words))
    return sent


_STRUCTURED = (".xml", ".json", ".nitf", ".zip", ".docx", ".rss")


def _words(number: int) -> str:
    if number % 2:
        return f"The council of Marsa Nur moved {number} dockers to the southern quay on Wednesday."
    return f"نقل مجلس مدينة مرسى نور {number} عاملا إلى الرصيف الجنوبي يوم الأربعاء."


def _spoilt(data: bytes, suffix: str, chance: random.Random) -> bytes:
    """Bytes that hold no article: empty, noise, or cut off before the text."""
    way = chance.randrange(3)
    if way == 0:
        return b""
    if way == 1:
        return bytes(chance.randrange(256) for _ in range(600))
    return (
        data[: len(data) // 3]
        if suffix in (".xml", ".json", ".nitf", ".zip", ".docx", ".rss")
        else b"\x00\x01\x02" * 90
    )


def _newsml(number: int, words: str) -> bytes:
    return f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:mix:{number}" version="1">
<itemMeta><itemClass qcode="ninat:text"/><provider literal="Mix"/><pubStatus qcode="stat:usable"/></itemMeta>
<contentMeta><headline>Item {number}</headline></contentMeta><contentSet><inlineXML contenttype="application/xhtml+xml">
<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{escape(words)}</p></body></html></inlineXML></contentSet>
</newsItem>""".encode()


def _nitf(number: int, words: str) -> bytes:
    return f"""<nitf><head><docdata><doc-id regsrc="MIX" id-string="n{number}"/></docdata></head><body><body.head>
<hedline><hl1>Item {number}</hl1></hedline></body.head><body.content><p>{escape(words)}</p></body.content></body>
</nitf>""".encode()


def _ninjs(number: int, words: str) -> bytes:
    return json.dumps({"uri": f"u:{number}", "headline": f"Item {number}", "body_text": words}).encode()


def _rss(number: int, words: str) -> bytes:
    return f"""<rss version="2.0"><channel><title>Mix</title><item><guid>{number}</guid><title>Item {number}</title>
<description>{escape(words)}</description></item></channel></rss>""".encode()


def _iptc(number: int, words: str) -> bytes:
    return f"\x01mix{number:04} 4 pol 12\r\n\x02Item {number} =\r\n   {words}\r\n\x03191405 Jun 24\x04".encode()


def _mail(number: int, words: str) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"] = f"Item {number}", "desk@mix.example"
    message.set_content(words + "\n")
    return message.as_bytes()


def _html(number: int, words: str) -> bytes:
    return f"""<html><head><meta charset="utf-8"><title>Item {number}</title></head><body><article>
<h1>Item {number}</h1><p>{escape(words)}</p><p>{escape(words)}</p></article></body></html>""".encode()


def _text(_: int, words: str) -> bytes:
    return words.encode("cp1256") if words[0] > "\u0600" else words.encode()


def _zip(number: int, words: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(f"wire/{number}.json"), _ninjs(number, words))
    return out.getvalue()


def _docx(number: int, words: str) -> bytes:
    import docx

    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph(f"Item {number}")
    document.add_paragraph(words)
    document.save(out)
    return out.getvalue()


def _pdf(_: int, words: str) -> bytes:
    from bidi import get_display

    line = str(get_display(words, base_dir="R")) if words[0] > "\u0600" else words
    return pdf([Drawn(line, size=7)])


_MAKERS = {
    ".xml": _newsml,
    ".nitf": _nitf,
    ".json": _ninjs,
    ".rss": _rss,
    ".iptc": _iptc,
    ".eml": _mail,
    ".html": _html,
    ".txt": _text,
    ".md": lambda _, words: words.encode(),
    ".zip": _zip,
    ".docx": _docx,
    ".pdf": _pdf,
}
