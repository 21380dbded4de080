"""Files into documents: the suffix chooses the reader, the reader decides what is text.

A file may hold one article (`read`), or several (`read_all`: a feed, a package, a mail with attachments, an archive).
A file that cannot be read raises `ReadError`, which names the file, the problem and the way out. In a corpus, or among
the articles of one file, a bad one costs itself only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from muqabala.errors import ReadError
from muqabala.read.compose import one_line
from muqabala.read.contents import contents, unknown
from muqabala.read.folders import files, prefixed, printable
from muqabala.read.formats import READERS, choose
from muqabala.read.glued import glued_warning
from muqabala.read.language import detect
from muqabala.read.reader import NOT_CARRIED, Extracted, Member, Part, Reader
from muqabala.read.versions import LeftOut, canceled, in_force, rank, withdrawn
from muqabala.records import Document, Skip, Status

__all__ = [
    "LIMIT",
    "READERS",
    "Article",
    "Extracted",
    "LeftOut",
    "Member",
    "Part",
    "Reader",
    "Reading",
    "articles",
    "read",
    "read_all",
    "read_corpus",
]

LIMIT = 20_000_000
_NO_TEXT = "the file holds no text to check"
_LOOK = "Check that it is the file you meant"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file held: its articles, in the order of the file; what in it could not be read; and what was left out
    because another item of the file corrects, replaces or withdraws it, or its provider canceled it.
    """

    documents: tuple[Document, ...]
    skipped: tuple[Skip, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a file, to be checked: as it was read, or `problem` says why it could not be. `notes` tell of
    items of its file that were left out: those it stands for, and, with the first article, what was canceled.
    """

    document: Document
    problem: str | None = None
    notes: tuple[Skip, ...] = ()


def read(path: Path, *, id: str | None = None, limit: int = LIMIT) -> Document:  # noqa: A002 - the record's own name
    """Read a file that holds one article. `id` defaults to the file's name; `limit` is the largest size in bytes.

    A file without a suffix is read as plain text. Raises `ReadError` for a file that is missing, unreadable, empty,
    binary, oversized, in an unknown format or in an unknown encoding, and for one that holds several articles.
    """
    reading = read_all(path, id=id, limit=limit)
    if len(reading.documents) > 1 or reading.skipped:
        problem = f"the file holds {len(reading.documents) + len(reading.skipped)} articles, and one was expected"
        raise ReadError(printable(str(path)), problem, "Unpack it and name the article you mean")
    return reading.documents[0]


def read_all(path: Path, *, id: str | None = None, limit: int = LIMIT) -> Reading:  # noqa: A002
    """Read every article of a file: one for most formats, many for a feed, a package, a mail or an archive.

    `id` (by default the file's name) is the id of the one article of a file; where a file may hold several, each has
    `id`, `#` and its own name as id (`feed.xml#tag:example.org,2024:17`, `pack.zip#wire/a.txt`), that name as
    `Document.item`, and `Document.stem` to name files after. Raises `ReadError` as `read` does, and for a file of many
    when none of them can be read; otherwise each that cannot is named in `skipped`.
    """
    name = id or printable(path.name)
    shown = printable(str(path))
    data = _load(path, shown, limit)
    documents, skipped = _documents(name, contents(data, shown, suffix=path.suffix.lower() or ".txt", limit=limit))
    skipped = _still_missing(skipped, documents)
    if not documents:
        raise _nothing(shown, skipped)
    kept, replaced = in_force(documents)
    usable = tuple(document for document in kept if not withdrawn(document))
    if not usable:  # nothing but what was withdrawn: then that is what was asked for
        return Reading(kept, tuple(skipped), replaced)
    return Reading(usable, tuple(skipped), replaced + canceled(kept))


def articles(path: Path, *, id: str | None = None, limit: int = LIMIT) -> tuple[Article, ...]:  # noqa: A002
    """Every article of a file to check, those that cannot be read included: none is lost, so each gets its report.

    Ids as `read_all` gives them. A file that cannot be read at all counts as one article. Never raises.
    """
    name = id or printable(path.name)
    try:
        reading = read_all(path, id=name, limit=limit)
    except ReadError as error:
        return (Article(Document(name, "", (), "und"), str(error)),)
    notes: dict[str, list[Skip]] = defaultdict(list)
    for item in reading.left_out:
        notes[item.by or reading.documents[0].id].append(item.skip)
    good = (Article(document, notes=tuple(notes[document.id])) for document in reading.documents)
    return (*good, *(_unreadable(name, skip) for skip in reading.skipped))


def _unreadable(name: str, skip: Skip) -> Article:
    """The article that an unreadable item of a file would have been."""
    item = skip.path.removeprefix(name).removeprefix("#")
    return Article(Document(skip.path, "", (), "und", item=item), f"{skip.path}: {skip.reason}")


def read_corpus(folders: Sequence[Path], *, limit: int = LIMIT) -> tuple[tuple[Document, ...], tuple[Skip, ...]]:
    """Read every file under the folders that a reader serves, and say what was left out and why.

    Ids are POSIX paths relative to the folder, led by the folder's name when several are given, with `#` and its name
    for one of many articles of a file. Of the items of a provider only those in force are kept: none that was
    corrected, replaced, taken down or canceled. Hidden files and folders are passed over in silence. Both results are
    sorted. Raises `ReadError` only when a folder itself is missing.
    """
    documents: list[Document] = []
    skips: list[Skip] = []
    for prefix, folder in prefixed(folders):
        for path in files(folder, prefix, skips):
            name = prefix + printable(path.relative_to(folder).as_posix())
            try:
                found, skipped = _read_member(path, name, limit)
            except ReadError as error:
                skips.append(Skip(name, f"{error.problem}. {error.advice}"))
            else:
                documents += found
                skips += skipped
    skips = _still_missing(skips, documents)
    kept, replaced = in_force(sorted(documents, key=lambda found: found.id))
    skips += [item.skip for item in (*replaced, *canceled(kept))]
    return tuple(d for d in kept if not withdrawn(d)), tuple(sorted(skips, key=lambda skip: skip.path))


def _load(path: Path, shown: str, limit: int) -> bytes:
    """The file's bytes, at most `limit` of them."""
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError as error:
        raise ReadError(shown, "there is no such file", "Check the path for a spelling mistake") from error
    except IsADirectoryError as error:
        raise ReadError(shown, "this is a folder", "Name the files in it one by one") from error
    except PermissionError as error:
        raise ReadError(shown, "permission denied", "Make the file readable for your user") from error
    except (OSError, ValueError) as error:
        raise ReadError(shown, f"it cannot be opened ({error})", "Check the path and the disk") from error
    if len(data) > limit:
        problem = f"the file is larger than {limit / 1_000_000:g} MB"
        raise ReadError(shown, problem, "Split it, or raise the limit in the settings if it is really one text")
    return data


def _read_member(path: Path, name: str, limit: int) -> tuple[list[Document], list[Skip]]:
    """One file of a corpus. Nobody asked for it by name, so only regular files with a known suffix are read."""
    suffix = path.suffix.lower()
    if choose(suffix, b"") is None:
        raise unknown(suffix, name)
    if path.exists() and not path.is_file():
        raise ReadError(name, "this is not a regular file", "Put a copy of the text in the folder")
    documents, skipped = _documents(name, contents(_load(path, name, limit), name, suffix=suffix, limit=limit))
    if not documents and not skipped:
        raise _nothing(name, skipped)
    return documents, skipped


def _documents(name: str, parts: Iterator[Extracted | Skip]) -> tuple[list[Document], list[Skip]]:
    """Documents and skips with the ids they go by in the file `name`; no two are given the same stem."""
    documents: list[Document] = []
    skipped: list[Skip] = []
    found = list(parts)
    for part, item in zip(found, _items(name, found), strict=True):
        if isinstance(part, Skip):
            skipped.append(Skip(_id(name, item), part.reason))
        elif not part.blocks:
            skipped.append(Skip(_id(name, item), f"{_NO_TEXT}. {_LOOK}"))
        else:
            documents.append(_document(name, item, part))
    return documents, skipped


def _still_missing(skipped: list[Skip], documents: Sequence[Document]) -> list[Skip]:
    """The skips without those for items of a package that came with another file."""
    known = {d.metadata.wire.item for d in documents if d.metadata.wire and d.metadata.wire.item}
    ends = tuple(f"{mark}{item}" for item in known for mark in "#/")
    return [skip for skip in skipped if skip.reason != NOT_CARRIED or not skip.path.endswith(ends)]


def _items(name: str, parts: Sequence[Extracted | Skip]) -> list[str]:
    """What each part is called. Of several versions of one item the last goes by the item's own name."""
    taken: set[str] = set()
    numbers: dict[str, int] = {}
    by_version = sorted(range(len(parts)), key=lambda at: rank(_version(parts[at])), reverse=True)
    names = {at: _item(name, _own_name(parts[at]), taken, numbers) for at in by_version}
    return [names[at] for at in range(len(parts))]


def _own_name(part: Extracted | Skip) -> str:
    return part.path if isinstance(part, Skip) else part.name


def _version(part: Extracted | Skip) -> str:
    wire = None if isinstance(part, Skip) else part.metadata.wire
    return (wire and wire.version) or ""


def _item(name: str, item: str, taken: set[str], numbers: dict[str, int]) -> str:
    """The name of an item of a file, numbered from 2 when the report on another one would be named alike. `numbers`
    remembers how far each name was counted: thousands of items may have none.
    """
    unique = item
    while (stem := Document(_id(name, unique), "", (), "und", item=unique).stem.casefold()) in taken:
        numbers[item] = numbers.get(item, 1) + 1
        unique = f"{item or 'item'}-{numbers[item]}"
    taken.add(stem)
    return unique


def _id(name: str, item: str) -> str:
    return f"{name}#{item}" if item else name


def _document(name: str, item: str, extracted: Extracted) -> Document:
    words = "\n".join(block.span.of(extracted.text) for block in extracted.blocks)
    lang = detect(words, extracted.metadata.lang)
    glued = glued_warning(words) if lang == "ar" else None
    warnings = (*extracted.warnings, *_notices(extracted), *((glued,) if glued else ()))
    about = extracted.metadata
    about = about if about.title else replace(about, title=_headline(extracted))
    return Document(_id(name, item), extracted.text, extracted.blocks, lang, about, warnings, item)


def _headline(extracted: Extracted) -> str | None:
    """The headline as a title, for a text that nothing else gives one."""
    found = (one_line(block.span.of(extracted.text)) for block in extracted.blocks if block.headline)
    return next(found, None)


def _notices(extracted: Extracted) -> Iterator[str]:
    """What an editor must know before the item is used."""
    wire = extracted.metadata.wire
    if wire and wire.embargo:
        yield f"Under embargo until {wire.embargo}."
    if wire and wire.status is Status.WITHHELD:
        yield "Its provider withholds it: it is not to be published yet."
    if wire and wire.status is Status.CANCELED:
        yield "Its provider has canceled it: it is not to be used."


def _nothing(shown: str, skipped: Sequence[Skip]) -> ReadError:
    """No article came out of a file: why, where the reasons are known."""
    if not skipped:
        return ReadError(shown, _NO_TEXT, _LOOK)
    first = skipped[0]
    if len(skipped) == 1 and "#" not in first.path:
        problem, _, advice = first.reason.partition(". ")
        return ReadError(shown, problem, advice)
    problem = f"none of its {len(skipped)} articles can be read; the first, {first.path.partition('#')[2]}"
    return ReadError(shown, f"{problem}: {first.reason}", _LOOK)
