"""PDF documents: the words of the text layer, line by line, in reading order.

A PDF holds no text but letters at places. Lines, columns and paragraphs are worked out from the gaps between them, and
right-to-left lines turned; where that leaves a doubt the document says so.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from muqabala.errors import ReadError
from muqabala.fold import folded
from muqabala.read.compose import compose, one_line
from muqabala.read.lines import ends_sentence
from muqabala.read.pagelayout import Line, columns, lines_of
from muqabala.read.reader import Extracted
from muqabala.read.visual import (
    are_mirrored,
    backwards,
    is_backwards,
    is_doubtful,
    is_leftward,
    is_mostly_leftward,
    logical,
    plain,
)
from muqabala.records import Metadata

if TYPE_CHECKING:
    from pdfplumber.pdf import PDF

MOST_PAGES = 500
_PARAGRAPH_GAP = 1.35
_FULL_LINE = 0.85
_SIZE_CHANGE = 0.15
_AROUND = 5
_PAGE_NUMBER = re.compile(r"\W*\d{1,4}\W*")
_BROKEN_WORD = re.compile(r"[a-zà-ÿ]-$")
_NO_TEXT = "it has no text layer: its pages are pictures"
_DOUBT = "The text of this PDF may run backwards in places; compare it with the page before you rely on it."
_TURNED = "The Arabic of this PDF stands on the page in reverse order; it was turned round."
_COLUMNS = "Some pages are set in columns; the order of their paragraphs was worked out from the gaps."


class PdfReader:
    """Reads `.pdf` files."""

    suffixes = (".pdf",)

    def read(self, data: bytes, path: str) -> tuple[Extracted, ...]:
        """The text of the pages. Raises `ReadError` for pictures without text, locked and damaged files."""
        if not data.lstrip().startswith(b"%PDF-") and b"%PDF-" not in data[:1024]:
            raise ReadError(path, "it is no PDF document, whatever its suffix says", "Fetch or export it again")
        pages, author = _pages(data, path)
        if not any(page.lines for page in pages):
            raise ReadError(path, _NO_TEXT, "Run it through text recognition, or find its text")
        paragraphs, warnings = _ordered(pages)
        words = " ".join(paragraphs)
        stated = author if author and folded(author) in folded(words[:2000]) else None
        return (compose(None, paragraphs, Metadata(author=stated), warnings=warnings, guess=True),)


@dataclass(frozen=True, slots=True)
class _Page:
    """The lines of a page in reading order, and whether it is set in columns."""

    lines: tuple[Line, ...]
    columns: bool


def _pages(data: bytes, path: str) -> tuple[list[_Page], str | None]:
    import pdfplumber

    for name in ("pdfminer", "pdfplumber"):  # their remarks name neither the file nor a way out
        logging.getLogger(name).setLevel(logging.ERROR)
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            if len(document.pages) > MOST_PAGES:
                raise ReadError(path, f"it has more than {MOST_PAGES} pages", "Give the pages that matter")
            return list(_laid_out(document)), one_line(_author(document))
    except ReadError:
        raise
    except Exception as error:  # pdfminer raises anything on damaged documents
        if "PDFPasswordIncorrect" in repr(error):
            raise ReadError(path, "it is locked with a password", "Save it without one") from error
        problem = f"it is damaged ({type(error).__name__})"
        raise ReadError(path, problem, "Open it in a PDF viewer and export it again") from error


def _author(document: PDF) -> str | None:
    author = (document.metadata or {}).get("Author")
    return author if isinstance(author, str) else None


def _laid_out(document: PDF) -> Iterator[_Page]:
    for page in document.pages:
        ordered, in_columns = columns(lines_of(page.chars))
        yield _Page(tuple(line for line in ordered if not _is_page_number(line, ordered)), in_columns)
        page.close()


def _is_page_number(line: Line, lines: Sequence[Line]) -> bool:
    return len(lines) > 1 and line in (lines[0], lines[-1]) and bool(_PAGE_NUMBER.fullmatch("".join(line.letters)))


def _ordered(pages: Sequence[_Page]) -> tuple[list[str], list[str]]:
    """The paragraphs in the order they are read, and the doubts about it."""
    lines = [line.letters for page in pages for line in page.lines]
    leftward = is_mostly_leftward("".join(letter for line in lines for letter in line))
    mirrored = are_mirrored(logical(line, leftward=leftward) for line in lines if is_leftward(line))
    turned = _paragraphs(pages, lambda line: logical(line.letters, leftward=leftward, mirrored=mirrored))
    warnings = list(_doubts(pages))
    share = backwards(" ".join(turned))
    if is_backwards(share):
        as_placed = _paragraphs(pages, lambda line: plain("".join(line.letters)))
        if not is_doubtful(backwards(" ".join(as_placed))):
            return as_placed, [*warnings, _TURNED]
    if is_doubtful(share):
        warnings.append(_DOUBT)
    return turned, warnings


def _doubts(pages: Sequence[_Page]) -> Iterator[str]:
    """What of the pages could not be read, or only by guessing."""
    empty = [str(number) for number, page in enumerate(pages, start=1) if not page.lines]
    if empty:
        yield f"Pages without a text layer were not read: {', '.join(empty)}."
    if any(page.columns for page in pages):
        yield _COLUMNS
    unknown = sum("\ufffd" in letter for page in pages for line in page.lines for letter in line.letters)
    if unknown:
        yield f"The PDF does not say what {unknown} of its letters are; they stand as \ufffd."


def _paragraphs(pages: Sequence[_Page], words: Callable[[Line], str]) -> list[str]:
    """The paragraphs of all pages, given how a line is read; one that the end of a page cuts is joined."""
    found: list[str] = []
    for page in pages:
        for number, run in enumerate(_runs(page.lines, words)):
            text = _joined([words(line) for line in run])
            if number == 0 and len(found) > 1 and len(run) > 1 and not ends_sentence(found[-1]):
                found[-1] = _joined([found[-1], text])
            else:
                found.append(text)
    return found


def _runs(lines: Sequence[Line], words: Callable[[Line], str]) -> Iterator[list[Line]]:
    """Lines that make a paragraph: a wider gap, another size of letters, a line that stops short ends one."""
    gaps = [below.top - above.top for above, below in pairwise(lines) if below.top > above.top]
    usual = median(gaps) if gaps else 0.0
    run: list[Line] = []
    for index, line in enumerate(lines):
        if run:
            parted = _parted(run[-1], line, usual) and not _goes_on(run[-1], line, words)
            short = run[-1].width < _FULL_LINE * _widest(lines, index - 1)
            if parted or (short and ends_sentence(words(run[-1]))):
                yield run
                run = []
        run.append(line)
    if run:
        yield run


def _parted(above: Line, below: Line, usual: float) -> bool:
    """Whether a gap, another size of letters or a new column stands between two lines."""
    gap = below.top - above.top
    return _other_size(above, below) or gap <= 0 or gap > _PARAGRAPH_GAP * usual


def _goes_on(above: Line, below: Line, words: Callable[[Line], str]) -> bool:
    """Whether a sentence runs over from the foot of one column to the head of the next."""
    return below.top < above.top and not _other_size(above, below) and not ends_sentence(words(above))


def _other_size(above: Line, below: Line) -> bool:
    return abs(above.size - below.size) > _SIZE_CHANGE * max(above.size, below.size)


def _widest(lines: Sequence[Line], index: int) -> float:
    """How wide the lines around one are, those of other sizes aside."""
    around = lines[max(0, index - _AROUND) : index + _AROUND]
    return max(line.width for line in around if not _other_size(line, lines[index]))


def _joined(lines: Sequence[str]) -> str:
    """Lines as one text; a word broken at the end of a line is made whole."""
    text = ""
    for line in lines:
        if _BROKEN_WORD.search(text) and line[:1].islower():
            text = text[:-1] + line
        else:
            text = f"{text} {line}" if text else line
    return text
