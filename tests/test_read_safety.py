"""Hostile and damaged input: XML that reaches out or multiplies, deep nesting, and damage of every kind."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muqabala.errors import ReadError
from muqabala.read import read_all
from muqabala.read.markup import fragment, paragraphs
from muqabala.read.safexml import parse
from muqabala.records import Document
from mutating import mutated, repacked

WIRE = Path(__file__).parent / "wire"
RSS = (
    "<rss version='2.0'><channel><title>T</title><item><title>A</title><description>{}</description></item></channel>"
    "</rss>"
)
MULTIPLIED = "".join(
    f"<!ENTITY {name} '{f'&{other};' * 10}'>" for other, name in zip("abcdefgh", "bcdefghx", strict=True)
)


def from_text(folder: Path, content: str | bytes, name: str = "a.xml") -> str:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_all(path).documents[0].text


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.parametrize(
    "declaration",
    [
        "<!DOCTYPE rss [<!ENTITY x 'hidden words'>]>",
        "<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE rss [<!ENTITY x SYSTEM 'http://127.0.0.1:1/x'>]>",
        "<!DOCTYPE rss [<!ENTITY % p SYSTEM 'http://127.0.0.1:1/x.dtd'> %p; <!ENTITY x 'y'>]>",
        f"<!DOCTYPE rss [<!ENTITY a 'ha'>{MULTIPLIED}]>",
    ],
)
@pytest.mark.usefixtures("no_network")
def test_entities_are_refused_whatever_they_name(tmp_path: Path, declaration: str) -> None:
    start = time.process_time()
    with pytest.raises(ReadError, match=r"entities|no well-formed XML"):
        from_text(tmp_path, declaration + RSS.format("&x;"))
    assert time.process_time() - start < 2


@pytest.mark.usefixtures("no_network")
def test_a_document_type_that_names_its_dtd_is_not_fetched(tmp_path: Path) -> None:
    declaration = "<!DOCTYPE rss SYSTEM 'http://127.0.0.1:1/rss.dtd'>"
    assert "café" in from_text(tmp_path, declaration + RSS.format("A caf&eacute; by the sea."))


@pytest.mark.usefixtures("no_network")
def test_pages_and_mails_fetch_nothing(tmp_path: Path) -> None:
    page = (WIRE / "page.en.html").read_bytes().replace(b"<article>", b"<article><img src='http://127.0.0.1:1/x.png'>")
    assert "council" in from_text(tmp_path, page, "a.html")


def test_inclusions_are_left_alone(tmp_path: Path) -> None:
    body = "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file:///etc/passwd' parse='text'/>Words here."
    assert "root:" not in from_text(tmp_path, RSS.format(body))


def test_deep_nesting_is_read_or_refused_without_recursion() -> None:
    deep = "<div>" * 20_000 + "words"
    assert fragment(deep) in ([], ["words"])
    with pytest.raises(ReadError):
        parse(("<a>" * 20_000 + "</a>" * 20_000).encode(), "a.xml")
    within = parse(("<p>" * 200 + "words" + "</p>" * 200).encode(), "a.xml")
    assert list(paragraphs(within)) == ["words"]


def test_deep_json_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no JSON"):
        from_text(tmp_path, "[" * 100_000 + "a", "a.json")


def test_no_surrogate_or_control_character_comes_through(tmp_path: Path) -> None:
    text = from_text(
        tmp_path, '{"uri": "u", "headline": "A\\u0000B", "body_text": "One \\ud800 two \\u0007 three."}', "a.json"
    )
    assert text == "AB\n\nOne \ufffd two three."


@pytest.mark.parametrize(
    "unit", ["<p>", "<b>", "</p>", "&amp;", "&", "<!--", "<br/>", "x ", "<![CDATA[", "<p>a</p>", "<table>"]
)
@pytest.mark.parametrize("name", ["a.html", "a.json", "a.eml"])
def test_time_grows_with_the_file_not_with_its_square(tmp_path: Path, unit: str, name: str) -> None:
    body = unit * (120_000 // len(unit))
    made = {
        "a.html": f"<html><body><article><p>Some words.</p>{body}</article></body></html>",
        "a.json": '{"uri": "u", "body_xhtml": "<p>Some words.</p>' + body.replace('"', "") + '"}',
        "a.eml": f"Subject: a\nFrom: b\nContent-Type: text/html\n\n<p>Some words.</p>{body}",
    }
    start = time.process_time()
    with suppress(ReadError):
        from_text(tmp_path, made[name], name)
    assert time.process_time() - start < 8


SAMPLES = sorted(path for path in WIRE.iterdir() if path.suffix not in (".md", ".pdf"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
@settings(max_examples=12)
@given(seed=st.integers(0, 2**32))
def test_damaged_samples_give_articles_or_a_reason(
    path: Path, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chance, data = random.Random(seed), path.read_bytes()
    damaged = repacked(data, chance) if path.suffix == ".docx" else mutated(data, chance)
    target = tmp_path_factory.getbasetemp() / f"damaged{path.suffix}"
    target.write_bytes(damaged)
    with suppress(ReadError):
        check(read_all(target).documents)


def check(documents: Sequence[Document]) -> None:
    assert documents
    for document in documents:
        end = 0
        document.text.encode()
        assert document.blocks
        for block in document.blocks:
            words = block.span.of(document.text)
            assert end <= block.span.start < block.span.end <= len(document.text)
            assert words == words.strip()
            end = block.span.end


# What fuzzing found once.
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", b"<html><body><p.<>Some words in a page.</p></body></html>"),
        ("a.iptc", b"no start of a message"),
        ("a.eml", b"Subject: a\nFrom: x:y;z <a@b>, <\nTo: c\n\nWords.\n"),
        ("a.eml", b"Subject: a\nFrom: b\nContent-Type: text/plain; charset=nonsense; x*0*=%%\n\nWords.\n"),
        ("a.eml", b"Subject: =?utf-8?b?/////?=\nFrom: b\nDate: Thu, 99 Foo 99999\n\nWords.\n"),
    ],
)
def test_what_fuzzing_found_stays_mended(tmp_path: Path, name: str, data: bytes) -> None:
    with suppress(ReadError):
        assert from_text(tmp_path, data, name)
