"""E-mail: the message's own text, and the files attached to it."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from typing import TypeVar

from muqabala.errors import ReadError
from muqabala.read.compose import compose, one_line
from muqabala.read.decode import Decoded, as_declared, decode
from muqabala.read.lines import with_plain_ends
from muqabala.read.markup import fragment
from muqabala.read.reader import Extracted, Member, Part
from muqabala.read.text import TextReader, paragraphs
from muqabala.read.wirefields import day, language
from muqabala.records import Metadata, Wire

Answer = TypeVar("Answer")

_SIGNATURE = "\n-- \n"
_NOT_TEXT = ("image", "audio", "video", "font")
_SEALS = ("application/pkcs7-signature", "application/pgp-signature", "text/calendar", "application/pgp-encrypted")
_ID_LIMIT = 200


class MailReader:
    """Reads `.eml` files."""

    suffixes = (".eml",)

    def read(self, data: bytes, path: str) -> Iterator[Part]:
        """The message, when it has words of its own, and its attachments."""
        try:
            message = message_from_bytes(data, policy=policy.default)
        except Exception as error:  # the parser gives way to broken mails in many ways
            raise ReadError(path, f"it is no readable e-mail ({error})", "Save the mail again") from error
        told = isinstance(message, EmailMessage) and any(_header(message, key) for key in ("from", "date", "subject"))
        if not isinstance(message, EmailMessage) or not told:
            raise ReadError(path, "it is no e-mail: it has no sender, date or subject", "Save the mail again as .eml")
        members, passed = _attached(message)
        own = _own(message, path, passed)
        if own.blocks or not members:
            yield own
        yield from members


def _own(message: EmailMessage, path: str, passed: list[str]) -> Extracted:
    """The message's text, without the sender's signature."""
    parts = _asked(lambda: _text_parts(message)) or []
    words: list[str] = []
    warnings: list[str] = []
    for part in parts:
        try:
            decoded = _decoded(part, path)
        except ReadError as error:
            if len(parts) == 1:
                raise
            warnings.append(f"A part of the mail was left out: {error.problem}.")
        else:
            words += fragment(decoded.text) if _kind(part) == "text/html" else _plain(decoded.text, part)
            warnings += (warning for warning in decoded.warnings if warning not in warnings)
    if passed:
        warnings.append(f"Attachments that hold no text were passed over: {', '.join(passed)}.")
    title = _header(message, "subject")
    return compose(title if words else None, words, _metadata(message, title), warnings=warnings)


def _plain(text: str, part: Message) -> list[str]:
    """The paragraphs of a plain part up to the signature. Flowed lines that end with a space go on (RFC 3676)."""
    text = ("\n" + with_plain_ends(text)).partition(_SIGNATURE)[0]
    if _asked(lambda: part.get_param("format")) == "flowed":
        delsp = str(_asked(lambda: part.get_param("delsp"))).lower()
        text = text.replace(" \n", "" if delsp == "yes" else " ")
    return [span.of(text) for span in paragraphs(text)]


def _metadata(message: EmailMessage, title: str | None) -> Metadata:
    sender = _header(message, "from") or ""
    provider = one_line(sender.partition("<")[0].strip(' "')) or one_line(sender.strip("<> "))
    replaced = (_header(message, key) for key in ("supersedes", "obsoletes"))
    wire = Wire(provider=provider, item=_identity(_header(message, "message-id")))
    older = tuple(filter(None, map(_identity, replaced)))
    return Metadata(
        title=title,
        outlet=provider,
        date=day(_header(message, "date")),
        lang=language((_header(message, "content-language") or "").partition(",")[0]),
        wire=Wire(wire.provider, wire.item, supersedes=older),
    )


def _identity(value: str | None) -> str | None:
    return (value or "").strip("<> ")[:_ID_LIMIT] or None


def _header(message: EmailMessage, name: str) -> str | None:
    """A header on one line; None when it is missing or broken beyond reading."""
    return one_line(_asked(lambda: str(message[name] or "")))


def _asked(question: Callable[[], Answer]) -> Answer | None:
    """What the standard library says of a mail; None where it stumbles: it raises anything on broken headers."""
    try:
        return question()
    except Exception:
        return None


def _text_parts(part: Message) -> list[Message]:
    """The parts with the message's words: several where pictures stand between them, of alternatives the plain one."""
    if not _kind(part).startswith("multipart/"):
        words = _kind(part) in ("text/plain", "text/html") and not _is_attached(part) and _payload(part).strip()
        return [part] if words else []
    found = [texts for child in _inner(part) if (texts := _text_parts(child))]
    if _kind(part) == "multipart/alternative":
        return min(found, key=lambda texts: _kind(texts[0]) != "text/plain", default=[])
    return [text for texts in found for text in texts]


def _decoded(part: Message, path: str) -> Decoded:
    """A part's words, in the encoding it names where that fits."""
    data = _payload(part)
    try:
        return Decoded(as_declared(data, _asked(lambda: str(part.get_content_charset() or "")) or "ascii"), "")
    except (LookupError, UnicodeError, ValueError):
        return decode(data, path)


def _attached(message: EmailMessage) -> tuple[list[Member], list[str]]:
    """The attachments that may hold texts, and the names of the others."""
    members, passed = [], []
    for number, part in enumerate(_parts(message), start=1):
        forwarded = _kind(part) == "message/rfc822"
        if not (forwarded or _is_attached(part)) or _kind(part) in _SEALS:
            continue
        name = _name(part, number)
        if _kind(part).partition("/")[0] in _NOT_TEXT:
            passed.append(name)
        else:
            members.append(Member(name, lambda limit, part=part, name=name: _load(part, name, limit)))  # type: ignore[misc]
    return members, passed


def _parts(message: Message) -> Iterator[Message]:
    """The parts of a message, in their order; those of a forwarded message are its own."""
    held: list[Message] = [message]
    while held:
        part = held.pop()
        if _kind(part).startswith("multipart/") and isinstance(part.get_payload(), list):
            held += reversed(_inner(part))
        else:
            yield part


def _inner(part: Message) -> list[Message]:
    inner = part.get_payload()
    return [child for child in inner if isinstance(child, Message)] if isinstance(inner, list) else []


def _kind(part: Message) -> str:
    return _asked(part.get_content_type) or "application/octet-stream"


def _is_attached(part: Message) -> bool:
    return _asked(part.get_content_disposition) == "attachment" or bool(_asked(part.get_filename))


def _name(part: Message, number: int) -> str:
    name = _asked(part.get_filename)
    if _kind(part) == "message/rfc822":
        return name if name and name.lower().endswith(".eml") else f"{name or f'message-{number}'}.eml"
    return name or f"attachment-{number}{mimetypes.guess_extension(_kind(part)) or ''}"


def _payload(part: Message) -> bytes:
    """A part's bytes, decoded from what they travelled in."""
    data = _asked(lambda: part.get_payload(decode=True))
    return data if isinstance(data, bytes) else b""


def _in_utf8(part: Message, name: str) -> bytes:
    """An attachment's bytes; those of plain text are recoded, for only the mail says what encoding they are in."""
    data, charset = _payload(part), _asked(part.get_content_charset)
    if not charset or _kind(part) != "text/plain" or not name.lower().endswith(TextReader.suffixes):
        return data
    return _asked(lambda: as_declared(data, charset).encode()) or data


def _load(part: Message, name: str, limit: int) -> bytes:
    inner = part.get_payload()
    try:
        forwarded = inner[0] if isinstance(inner, list) and inner else None
        data = forwarded.as_bytes() if isinstance(forwarded, Message) else _in_utf8(part, name)
    except Exception as error:  # a forwarded message may be as broken as any
        raise ReadError(name, f"it is damaged in the mail ({error})", "Save the attachment from the mail") from error
    if len(data) > limit:
        raise ReadError(name, f"it is larger than {limit / 1_000_000:g} MB", "Save the attachment from the mail")
    return data
