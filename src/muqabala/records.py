"""The values that cross module borders: frozen, slotted, and free of everything but the standard library.

Every offset is a half-open pair of Unicode code-point positions, absolute in the text of the document it names.
The vocabulary (verdicts, departure types, severities) is the one the reports, the page and the command line use.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

_UNSAFE = re.compile(r"[^\w.]+")
_LONGEST_STEM = 200
"""In bytes: disks take names of 255, and a number and a suffix come after the stem."""


def text_sha256(text: str) -> str:
    """The hash a text goes by, in hex. Text that no UTF-8 file can hold (half a surrogate pair) has one too."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def fitting(stem: str) -> str:
    """The stem as any disk takes it: a long one is cut, and ends with a hash that tells it from others cut alike."""
    data = stem.encode("utf-8", "surrogatepass")
    if len(data) <= _LONGEST_STEM:
        return stem
    return f"{data[: _LONGEST_STEM - 9].decode('utf-8', 'ignore')}-{text_sha256(stem)[:8]}"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of code points, `start <= end`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The words this span stands for."""
        return text[self.start : self.end]

    def overlap(self, other: Span) -> int:
        """How many code points two spans share."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def shift(self, by: int) -> Span:
        """The same stretch in a text where this one begins `by` code points later."""
        return Span(self.start + by, self.end + by)

    def join(self, other: Span) -> Span:
        """The smallest span that holds both."""
        return Span(min(self.start, other.start), max(self.end, other.end))


class Severity(StrEnum):
    """How much a reader is misled. `info` is licensed editing: nobody need act on it."""

    INFO = "info"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for `info` up to 3 for `critical`."""
        return list(Severity).index(self)


class Basis(StrEnum):
    """What a finding rests on."""

    RULE = "rule"
    ALIGNMENT = "alignment"
    MODEL = "model"
    HUMAN = "human"


class Verdict(StrEnum):
    """What the sources say about a claim."""

    SUPPORTED = "supported"
    PARTIAL = "partial"
    CONTRADICTED = "contradicted"
    NOT_IN_SOURCE = "not_in_source"
    UNCHECKABLE = "uncheckable"
    REVIEW = "review"


class DepartureType(StrEnum):
    """How an article can leave its source. Codes: MQ1xx for `added`, MQ2xx for `number`, and so on (see CODES)."""

    ADDED = "added"
    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    QUOTE = "quote"
    ATTRIBUTION = "attribution"
    CERTAINTY = "certainty"
    POLARITY = "polarity"
    RELATION = "relation"
    QUALIFIER = "qualifier"
    STANCE = "stance"
    OMITTED = "omitted"
    MEANING = "meaning"


class Kind(StrEnum):
    """What a document is. A digest tells an original in other words: absence from it proves little."""

    ORIGINAL = "original"
    DIGEST = "digest"


class Status(StrEnum):
    """What a provider says may be done with an item: publish it, hold it back, or not use it any more."""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True)
class Wire:
    """What a provider says of an item on the wire; every field may be unknown.

    `item` is the provider's id, the same for all versions; a later `version` sorts after an earlier one by
    `read.versions.later`. `urgency` runs from 1 (most urgent) to 9. `embargo` is an ISO date and time. `corrects`,
    `supersedes` and `takes_down` hold the ids of other items that this one puts right, replaces or withdraws.
    """

    provider: str | None = None
    item: str | None = None
    version: str | None = None
    urgency: int | None = None
    embargo: str | None = None
    status: Status | None = None
    dateline: str | None = None
    corrects: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    takes_down: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says of itself; every field may be unknown.

    `date` is an ISO date, possibly partial (`2024`, `2024-06`, `2024-06-19`); `lang` a BCP-47 tag; `wire` what came
    with an item of an agency.
    """

    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    date: str | None = None
    url: str | None = None
    lang: str | None = None
    kind: Kind | None = None
    wire: Wire | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or headline of a document."""

    span: Span
    headline: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A text as a reader gave it. `blocks` are in reading order and do not overlap; `text` is what offsets refer to.

    `lang` is the language in use: declared in the metadata, else detected. `item` is set for one of several articles
    of a file; `id` is then the file's, `#` and the item's.
    """

    id: str
    text: str
    blocks: tuple[Block, ...]
    lang: str
    metadata: Metadata = Metadata()
    warnings: tuple[str, ...] = ()
    item: str = ""

    @property
    def stem(self) -> str:
        """What files about the document are named after: its file without the last suffix, and its item."""
        if not self.item:
            return fitting(PurePath(self.id).stem or "article")
        file = PurePath(self.id.removesuffix(f"#{self.item}")).stem
        return fitting(f"{file}.{_UNSAFE.sub('-', self.item).strip('-.') or 'item'}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document: its raw span, the block it stands in (an index), whether that is a headline."""

    span: Span
    block: int
    headline: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document together with what is needed to read it: `text` is the document's whole text."""

    document: str
    text: str
    span: Span
    lang: str
    date: str | None = None

    @property
    def words(self) -> str:
        """The stretch itself."""
        return self.span.of(self.text)

    @property
    def language(self) -> str:
        """The primary language of `lang`, a BCP-47 tag: `ar` of `ar-EG`."""
        return self.lang.split("-", 1)[0].lower()

    @property
    def place(self) -> SourceSpan:
        """Where the stretch stands."""
        return SourceSpan(self.document, self.span)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is said to say a claim: the span of the words that say so, and whether they cite a source outlet."""

    span: Span
    citation: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """The smallest stretch of an article that is judged on its own. Claims do not overlap.

    `uncheckable` holds the reason when there is nothing factual to check.
    """

    id: str
    span: Span
    block: int
    headline: bool = False
    attribution: Attribution | None = None
    uncheckable: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """What an article says it retells. `source` is the id of the document in the corpus, where one fits.

    `garbled_author` holds the author's name as the source spells it when the article's is beyond recognition.
    `candidates` counts the documents of the corpus that may be meant where it is not clear which one is.
    """

    span: Span
    outlet: str | None = None
    author: str | None = None
    author_span: Span | None = None
    source: str | None = None
    garbled_author: str | None = None
    candidates: int = 0


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """A stretch of a source document."""

    id: str
    span: Span


@dataclass(frozen=True, slots=True)
class Fact:
    """Something exact that a passage states: a number, a date, a name.

    `value` is the comparable form (its grammar belongs to the kind); `amount` the number where there is one;
    `unit` what is counted or measured; `approximate` is set by words such as "about" or «نحو».
    """

    kind: DepartureType
    document: str
    span: Span
    text: str
    value: str
    amount: float | None = None
    unit: str = ""
    approximate: bool = False

    @property
    def place(self) -> SourceSpan:
        """Where the fact is stated."""
        return SourceSpan(self.document, self.span)


class Relation(StrEnum):
    """How a fact of the claim stands to the facts of the evidence."""

    SAME = "same"
    CONVERTED = "converted"
    CHANGED = "changed"
    UNSUPPORTED = "unsupported"
    DROPPED = "dropped"

    @property
    def departs(self) -> bool:
        """Whether the claim says what the evidence does not."""
        return self in (Relation.CHANGED, Relation.UNSUPPORTED)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One fact set against the other side, with its place on both.

    `article` is None only for `dropped`; `source` only for `unsupported`. `code` and `params` make the message;
    `confidence` (0 to 1) is how sure the rule is that a fact-checker would agree.
    """

    kind: DepartureType
    relation: Relation
    article: Span | None
    source: SourceSpan | None
    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    severity: Severity = Severity.INFO
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text half way through the model, as it came: `states` of shape (t, d) in float16, the prompt's and the closing
    tokens among them; `words` tells for each token which word of the encoding it belongs to, -1 for none.
    """

    states: NDArray[np.float16]
    words: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Encoding:
    """One text through the model, in float32, centred and normalised.

    `vector` has shape (d,). `words` are spans absolute in the document; `layers[k]` has shape (len(words), d): the
    vectors of those words at the k-th chosen layer, lowest first. `tokens` are what the cross-reader goes on from; they
    are not centred.
    """

    vector: Matrix
    words: tuple[Span, ...]
    layers: tuple[Matrix, ...]
    tokens: Tokens | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A source sentence that a claim can be held against; `score` is 0 to 1, the best first in a list."""

    source: str
    span: Span
    score: float


@dataclass(frozen=True, slots=True)
class WordPair:
    """Two words that say the same on the two sides; `score` is their cosine."""

    article: Span
    source: SourceSpan
    score: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of words without a counterpart on the other side; `score` is the weakest smoothed match in it.

    `source` names the document when the stretch stands in a source; None means the article.
    """

    span: Span
    score: float
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Alignment:
    """A claim's words against its evidence: the pairs, what stays uncovered on both sides, and the judge's features.

    `pairs` are words that choose each other; `links` give every word of the claim its likeliest counterpart, whatever
    the score. `features` are named numbers, the same names for every claim.
    """

    pairs: tuple[WordPair, ...]
    links: tuple[WordPair, ...]
    added: tuple[Stretch, ...]
    dropped: tuple[Stretch, ...]
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Departure:
    """A place where the article leaves its source, with the evidence on both sides."""

    id: str
    type: DepartureType
    span: Span
    severity: Severity
    confidence: float
    basis: Basis
    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    source: SourceSpan | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A claim with its verdict. `reason` is set for `review` and `uncheckable`.

    `departure_score` is the probability (0 to 1) that a fact-checker would object to the claim.
    """

    claim: Claim
    verdict: Verdict
    departure_score: float
    departures: tuple[Departure, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    pairs: tuple[WordPair, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Omission:
    """A source sentence that no claim retells; `score` (0 to 1) is how sure that is."""

    id: str
    source: str
    span: Span
    severity: Severity
    score: float
    code: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """A document that the article was held against; `covered` is the share of its sentences that some claim retells."""

    document: Document
    principal: bool
    covered: float


@dataclass(frozen=True, slots=True)
class Skip:
    """Something that was asked for and could not be done, or was done under doubt."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Signature:
    """All that the figures of a report depend on, so that two runs can be compared."""

    version: str
    model: str
    model_sha256: str
    judge: str
    settings: Mapping[str, float | int | str | bool]
    corpus_sha256: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything known about one article, in the order of the text."""

    signature: Signature
    article: Document
    citations: tuple[Citation, ...]
    sources: tuple[Source, ...]
    judgements: tuple[Judgement, ...]
    omissions: tuple[Omission, ...]
    skipped: tuple[Skip, ...] = ()
