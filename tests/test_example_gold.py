"""The hand-marked sets are sound: every mark stands where it says, and every kind of departure occurs."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from benches import FREE, OWN, ROOT
from muqabala.records import DepartureType, Span

EXAMPLE = ROOT / "tests" / "example"
ARTICLE_SIDE = set(DepartureType) - {DepartureType.OMITTED}

Gold = dict[str, Any]
Marked = tuple[Gold, str, Path]


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def _marked(gold: Path, articles: Path, suffix: str, corpus: Path) -> list[Marked]:
    records = [json.loads(line) for line in _read(gold).splitlines()]
    return [(record, _read(articles / (record["id"] + suffix)), corpus) for record in records]


def _example() -> Marked:
    (only,) = _marked(EXAMPLE / "gold.jsonl", EXAMPLE, ".md", ROOT / "corpus")
    return only


def _retold() -> list[Marked]:
    return _marked(OWN / "dev" / "gold.jsonl", OWN / "dev" / "articles", ".txt", OWN / "corpus")


def _free(part: str) -> list[Marked]:
    return _marked(FREE / part / "gold.jsonl", FREE / part / "articles", ".txt", FREE / "corpus")


ALL = [_example(), *_retold(), *_free("dev"), *_free("held")]
each_article = pytest.mark.parametrize(("gold", "article", "corpus"), ALL, ids=[marked[0]["id"] for marked in ALL])


def _retells(line: Gold, gold: Gold, corpus: Path) -> tuple[str, list[list[int]]]:
    """The document that a line retells and the spans of the sentences in it.

    `source` counts in the article's principal source; a line that draws on another document names it apart.
    """
    if "document" in line:
        assert line["source"] == []
        return _read(corpus / line["document"]), line["document_spans"]
    return _read(corpus / gold["source"]), line["source"]


def _types(records: list[Gold]) -> Counter[DepartureType]:
    return Counter(DepartureType(d["type"]) for gold in records for line in gold["lines"] for d in line["departures"])


def _words(span: list[int], text: str) -> str:
    found = Span(*span).of(text)
    assert len(found) == span[1] - span[0] > 0, f"{span} is empty or reaches beyond the text"
    return found


def _is_whole_sentence(span: list[int], text: str) -> bool:
    words, before, after = _words(span, text), text[: span[0]], text[span[1] :]
    starts = not before or before[-1].isspace()
    return words == words.strip() and starts and (not after or after[0].isspace())


@each_article
def test_lines_are_in_order_and_leave_no_word_of_the_article_out(gold: Gold, article: str, corpus: Path) -> None:
    body = article.index("\n---\n") + 5 if article.startswith("---\n") else 0
    for line in gold["lines"]:
        assert _words(line["span"], article) == line["text"]
        assert article[body : line["span"][0]].strip(" \n#") == ""
        body = line["span"][1]
    assert article[body:].strip() == ""


@each_article
def test_departures_stand_inside_their_line_and_quote_the_source(gold: Gold, article: str, corpus: Path) -> None:
    for line in gold["lines"]:
        source, spans = _retells(line, gold, corpus)
        retold = " ".join(_words(span, source) for span in spans)
        for departure in line["departures"]:
            start, end = departure["span"]
            assert line["span"][0] <= start < end <= line["span"][1]
            assert _words(departure["span"], article) == departure["text"]
            assert departure["source_says"] in retold
            assert departure["source_says"] or departure["type"] == DepartureType.ADDED
            assert departure["note"]


@each_article
def test_source_spans_are_whole_sentences_of_their_document(gold: Gold, article: str, corpus: Path) -> None:
    for line in gold["lines"]:
        source, spans = _retells(line, gold, corpus)
        assert all(_is_whole_sentence(span, source) for span in spans)


@each_article
def test_what_is_omitted_is_retold_by_no_line(gold: Gold, article: str, corpus: Path) -> None:
    source = _read(corpus / gold["source"])
    retold = [Span(*span) for line in gold["lines"] for span in line["source"]]
    for omitted in gold["omitted"]:
        assert _is_whole_sentence(omitted["span"], source)
        assert all(Span(*omitted["span"]).overlap(span) == 0 for span in retold)


@each_article
def test_every_source_sentence_is_either_retold_or_marked_as_omitted(gold: Gold, article: str, corpus: Path) -> None:
    source = _read(corpus / gold["source"])
    spans = [span for line in gold["lines"] for span in line["source"]]
    known = sorted({tuple(span) for span in spans} | {tuple(o["span"]) for o in gold["omitted"]})
    position = source.index("\n---\n") + 5 if source.startswith("---\n") else 0
    for start, end in known:
        assert source[position:start].strip() == ""
        position = end
    assert source[position:].strip() == ""


def test_the_example_shows_every_type_of_departure() -> None:
    gold, _, _ = _example()
    assert set(_types([gold])) == ARTICLE_SIDE
    assert {omitted["matters"] for omitted in gold["omitted"]} == {True, False}


def test_the_example_has_a_garbled_byline_an_invented_paragraph_and_a_line_without_a_fact() -> None:
    gold, article, _ = _example()
    lines = gold["lines"]
    garbled = [d["text"] for line in lines for d in line["departures"] if d["source_says"] == "Simon Tisdall"]
    assert len(garbled) == 1
    assert garbled[0] not in ("سايمون تيسدال", "تيم سيدال")
    invented = {line["text"] for line in lines if [d["text"] for d in line["departures"]] == [line["text"]]}
    assert " ".join(line["text"] for line in lines if line["text"] in invented) in article.split("\n\n")
    assert any(not line["source"] and "document" not in line and not line["departures"] for line in lines)


def test_every_document_of_the_project_corpus_says_that_it_is_a_digest() -> None:
    documents = sorted((ROOT / "corpus").iterdir())
    assert len(documents) >= 7
    assert all("kind: digest" in _read(path).split("\n---\n")[0].splitlines() for path in documents)


def test_retold_holds_every_type_about_equally_often_and_more_faithful_lines_than_bent_ones() -> None:
    bent = [gold for gold, _, _ in _retold() if gold["kind"] == "bent"]
    counts = _types(bent)
    assert set(counts) == ARTICLE_SIDE
    assert max(counts.values()) - min(counts.values()) <= 1
    lines = [line for gold in bent for line in gold["lines"]]
    assert 0.25 <= sum(bool(line["departures"]) for line in lines) / len(lines) <= 0.4


def test_retold_has_faithful_articles_and_sources_that_nobody_retells() -> None:
    records = [gold for gold, _, _ in _retold()]
    faithful = [gold for gold in records if gold["kind"] == "translation"]
    assert len(faithful) == 2
    assert not _types(faithful)
    files = {path.name for path in (OWN / "corpus").iterdir()}
    assert {gold["source"] for gold in records} < files
    assert {path.stem for path in (OWN / "dev" / "articles").iterdir()} == {gold["id"] for gold in records}


@pytest.mark.parametrize("part", ["dev", "held"])
def test_every_text_is_freely_retold_twice_once_faithfully(part: str) -> None:
    records = [gold for gold, _, _ in _free(part)]
    kinds = {
        gold["source"]: sorted(other["kind"] for other in records if other["source"] == gold["source"])
        for gold in records
    }
    assert all(found == ["bent", "translation"] for found in kinds.values())
    assert not _types([gold for gold in records if gold["kind"] == "translation"])
    assert set(_types(records)) == ARTICLE_SIDE
    assert sum(len(line["source"]) > 1 for gold in records for line in gold["lines"]) > 20, "sentences are merged"
