"""ninjs 1 to 3, the IPTC's JSON for news: one item, a list of items, or an item with texts as associations.

Generation 1 has `headline` and `body_text`, 2 has lists of `headlines` and `bodies`, 3 the same with camel-case names.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from muqabala.errors import ReadError
from muqabala.read.compose import compose
from muqabala.read.decode import decode
from muqabala.read.markup import fragment
from muqabala.read.reader import NOT_CARRIED, Part
from muqabala.read.text import paragraphs
from muqabala.read.wirefields import byline, day, field, language, local, moment, status, urgency
from muqabala.records import Metadata, Skip, Status, Wire

_MARKS = ("uri", "headline", "headlines", "bodies", "body_text", "body_xhtml", "versioncreated", "standard", "type")
_LISTS = ("items", "_items", "newsitems")
_TEXTS = ("", "text", "composite")
_NO_TEXT = "it carries no text of its own. Fetch the text that it refers to"
_NO_NEWS = "Give the file of a news item in the IPTC's ninjs format"


class NinjsReader:
    """Reads `.json` and `.ninjs` files."""

    suffixes = (".json", ".ninjs")

    def read(self, data: bytes, path: str) -> Iterator[Part]:
        """The items of the file, in their order."""
        try:
            value = json.loads(decode(data, path).text)
        except (ValueError, RecursionError) as error:
            raise ReadError(path, f"it is no JSON ({error})", "Fetch the file again") from error
        items = _items(value)
        brought = [text for item in items if item is value for text in _associated(_keys(item))]
        if brought and not _stands_by_itself(_keys(value)):
            items = []
        if not any(_is_news(item) for item in (*items, *brought)):
            raise ReadError(path, "it is JSON, but no news item", _NO_NEWS)
        alone = not brought and items == [value]
        for number, item in enumerate((*items, *brought), start=1):
            keys = _keys(item)
            missing = _NO_TEXT if number <= len(items) else NOT_CARRIED
            if part := _item(keys, "" if alone else _text(keys, "uri") or str(number), missing):
                yield part


def _items(value: object) -> Sequence[object]:
    """The items of a file: it is one, or holds a list."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and not _is_news(value):
        lists = (value[key] for key in value if str(key).lower() in _LISTS and isinstance(value[key], list))
        return next(lists, [])
    return [value]


def _associated(item: Mapping[str, object]) -> list[object]:
    """The texts that an item brings along, of which a package is made; not its pictures."""
    found = item.get("associations")
    parts = list(found.values()) if isinstance(found, dict) else found if isinstance(found, list) else []
    return [part for part in parts if _is_text(_keys(part))]


def _is_text(item: Mapping[str, object]) -> bool:
    """Whether an item is a text, here or elsewhere; one without a type that has a headline may be, or is a picture."""
    if kind := local(_text(item, "type")):
        return kind in _TEXTS or bool(_body(item))
    return bool(_body(item)) or (bool(_headline(item)) and "renditions" not in item)


def _stands_by_itself(item: Mapping[str, object]) -> bool:
    """Whether an item says something apart from the texts it brings along: words of its own, or that it is canceled."""
    return bool(_body(item)) or status(_text(item, "pubstatus")) is Status.CANCELED


def _is_news(value: object) -> bool:
    return isinstance(value, dict) and any(mark in _keys(value) for mark in _MARKS)


def _keys(value: object) -> Mapping[str, object]:
    """An object with its names in lower case: generation 3 writes `versionCreated` what the others write without."""
    return {str(key).lower(): part for key, part in value.items()} if isinstance(value, dict) else {}


def _item(item: Mapping[str, object], name: str, missing: str) -> Part | None:
    """The article of an item; where it has no text, `missing` says why, and there is none of a picture beside texts."""
    about = _metadata(item)
    words = _body(item)
    if not words and about.title and about.wire and about.wire.status is Status.CANCELED:
        words = [about.title]  # it withdraws others, and must not be lost
    kind = local(_text(item, "type"))
    if not words and name and kind not in _TEXTS:
        return None
    if not words:
        return Skip(name, missing if missing == NOT_CARRIED else f"{kind or 'item without text'}: {missing}")
    return compose(about.title, words, about, warnings=_other_bodies(item), name=name)


def _other_bodies(item: Mapping[str, object]) -> tuple[str, ...]:
    """A note on bodies that were not read. Two of one role but of different types are forms of one text."""
    bodies = [body for body in map(_keys, _list(item, "bodies")) if _text(body, "value")]
    roles, kinds = ({_text(body, key) for body in bodies} for key in ("role", "contenttype"))
    forms = len(roles) <= 1 and len(kinds) == len(bodies)
    return () if forms else (f"The item holds {len(bodies)} bodies; only one of them was read.",)


def _body(item: Mapping[str, object]) -> list[str]:
    """The paragraphs of the main body, else of the first; or of a marked-up one no shorter: it has paragraphs."""
    bodies = sorted(map(_keys, _list(item, "bodies")), key=lambda body: local(_text(body, "role")) != "main")
    texts = [(_text(body, "value", raw=True), _text(body, "contenttype") or "") for body in bodies]
    texts += [(_text(item, "body_xhtml", raw=True), "xhtml"), (_text(item, "body_text", raw=True), "")]
    found = [(_paragraphs(text, kind), _is_markup(text, kind)) for text, kind in texts if text]
    found = [(words, marked) for words, marked in found if words]
    if not found:
        return []
    first, _ = found[0]
    return next((words for words, marked in found if marked and _length(words) >= _length(first)), first)


def _paragraphs(text: str, kind: str) -> list[str]:
    return fragment(text) if _is_markup(text, kind) else [span.of(text) for span in paragraphs(text)]


def _length(words: Sequence[str]) -> int:
    return sum(len(paragraph.split()) for paragraph in words)


def _is_markup(text: str, kind: str) -> bool:
    return "html" in kind or (not kind and "</p>" in text.lower())


def _metadata(item: Mapping[str, object]) -> Metadata:
    provider = _provider(item)
    dates = (_text(item, key) for key in ("versioncreated", "contentcreated", "firstcreated"))
    return Metadata(
        title=_headline(item),
        outlet=provider,
        author=byline(_text(item, "byline") or _text(item, "by")),
        date=next(filter(None, map(day, dates)), None),
        url=next((url for url in (_text(item, "uri"),) if url and url.lower().startswith("http")), None),
        lang=language(_text(item, "language")),
        wire=_wire(item, provider),
    )


def _wire(item: Mapping[str, object], provider: str | None) -> Wire:
    state = status(_text(item, "pubstatus"))
    signals = {local(_text(_keys(signal), "uri") or _text(_keys(signal), "code")) for signal in _list(item, "signals")}
    older = tuple(filter(None, (_reference(part) for part in (*_list(item, "replacing"), *_list(item, "replaces")))))
    correction, canceled = "correction" in signals, state is Status.CANCELED
    return Wire(
        provider=provider,
        item=_text(item, "uri"),
        version=_version(item),
        urgency=urgency(item.get("urgency")),
        embargo=moment(_text(item, "embargoed")),
        status=state,
        dateline=_text(item, "dateline") or _text(item, "located"),
        corrects=older if correction and not canceled else (),
        supersedes=older if not correction and not canceled else (),
        takes_down=older if canceled else (),
    )


def _version(item: Mapping[str, object]) -> str | None:
    value = item.get("version")
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else field(value)


def _headline(item: Mapping[str, object]) -> str | None:
    """The main headline."""
    headlines = [_keys(headline) for headline in _list(item, "headlines")]
    main = sorted(headlines, key=lambda headline: local(_text(headline, "role")) != "main")
    found = next(filter(None, (_text(headline, "value") for headline in main)), None) or _text(item, "headline")
    return found or _text(item, "title")


def _provider(item: Mapping[str, object]) -> str | None:
    """Who provides the item: a named source of that role, else who holds the rights."""
    sources = (_keys(source) for source in (*_list(item, "infosources"), *_list(item, "infosource")))
    named = (_text(source, "name") for source in sources if local(_text(source, "role")) in ("", "provider"))
    return next(filter(None, named), None) or _text(item, "copyrightholder")


def _reference(value: object) -> str | None:
    return _text(_keys(value), "uri") if isinstance(value, dict) else field(value)


def _list(item: Mapping[str, object], key: str) -> list[object]:
    value = item.get(key)
    return value if isinstance(value, list) else [value] if isinstance(value, dict | str) else []


def _text(item: Mapping[str, object], key: str, *, raw: bool = False) -> str | None:
    """A text field: on one line, or with `raw` as it stands."""
    value = item.get(key)
    return value if raw and isinstance(value, str) else field(value)
