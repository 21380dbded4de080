"""Originals in a corpus: what is kept, what a check reads of it, and what can be told later."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

import newssite
from muqabala.cli import main
from muqabala.read import read, read_all, read_corpus
from muqabala.records import Block, Document, Kind, Metadata, Span
from muqabala.sources import Added, Adder, Failed, Library, Outcome, State, Told, feed, fetch
from muqabala.sources.markdown import markdown
from muqabala.sources.media import for_reading, suffix_of

NOON = "2026-03-01T12:00:00Z"


@pytest.fixture
def site() -> Iterator[newssite.Site]:
    with newssite.running() as site:
        yield site


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "corpus")


def add(library: Library, what: object, *, overwrite: bool = False, **told: Any) -> list[Outcome]:
    """Add with a fetcher for which the site stands for the internet."""

    def fetcher() -> fetch.Fetcher:
        limits = fetch.Limits(pause=0.0)
        return fetch.Fetcher(limits, allow_private=True, resolver=newssite.here("news.example"))

    adder = Adder(library, fetcher, Told(**told), clock=lambda: NOON)
    return list(adder.add(str(what), overwrite=overwrite))


def added(library: Library, what: object, **told: Any) -> str:
    (outcome,) = add(library, what, **told)
    assert isinstance(outcome, Added), outcome
    return outcome.name


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["sources", *map(str, arguments)])


# What is kept ---------------------------------------------------------------------------------------------------------


def test_a_page_becomes_a_text_that_a_check_reads_with_what_is_known_of_it(
    library: Library, site: newssite.Site
) -> None:
    url = site.page("/story")
    name = added(library, url, outlet="Harbour Courier", date="2024-05-06", author="Sarah Milne")
    assert name == "harbour-courier-2024-05-06-harbour-bridge-reopens-after-two-years"
    (document,), skipped = read_corpus([library.folder])
    assert not skipped, "snapshots and records are hidden from a check"
    assert document.metadata == Metadata(
        title="Harbour bridge reopens after two years",
        outlet="Harbour Courier",
        author="Sarah Milne",
        date="2024-05-06",
        url=url,
        lang="en",
        kind=Kind.ORIGINAL,
    )
    texts = [block.span.of(document.text) for block in document.blocks]
    assert texts == [line.removeprefix("# ") for line in newssite.PAGE.strip().split("\n\n")]
    assert [block.headline for block in document.blocks] == [True, False, False]


def test_the_snapshot_is_what_the_server_sent_and_the_record_says_where_and_when(
    library: Library, site: newssite.Site
) -> None:
    site.redirect("/short", "/story")
    site.page("/story")
    name = added(library, site.url("/short"))
    record = library.one(name).record
    assert record is not None
    assert (library.hidden / record.snapshot).read_bytes() == newssite.PAGE.encode()
    assert (record.origin, record.url, record.fetched) == (site.url("/short"), site.url("/story"), NOON)
    assert f"snapshot: sha256:{record.snapshot_sha256}\n" in (library.folder / f"{name}.md").read_text("utf-8")


def test_a_file_needs_no_network(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "Bank rate.txt"
    path.write_text("The bank raised its main rate to 5.25 percent on Thursday, the third increase this year.\n")
    adder = Adder(library, lambda: pytest.fail("no network"), Told(url="https://www.bank.example/rate"))
    (outcome,) = adder.add(str(path))
    assert isinstance(outcome, Added)
    held = library.one(outcome.name)
    assert held.document.metadata.outlet == "bank.example"
    assert held.document.metadata.url == "https://www.bank.example/rate"
    assert held.record is not None
    assert held.record.origin == "Bank rate.txt", "the name of the file, not where it lay on this machine"


def test_the_same_page_again_changes_nothing_and_a_changed_page_is_told(library: Library, site: newssite.Site) -> None:
    url = site.page("/story")
    name = added(library, url)
    before = {path: path.read_bytes() for path in library.folder.rglob("*") if path.is_file()}
    assert add(library, url) == [Added(name, known=True)]
    assert {path: path.read_bytes() for path in library.folder.rglob("*") if path.is_file()} == before
    site.page("/story", newssite.PAGE.replace("48,000", "84,000"))
    (refused,) = add(library, url)
    assert isinstance(refused, Failed)
    assert "changed" in refused.reason
    assert "--replace" in refused.reason
    assert {path: path.read_bytes() for path in library.folder.rglob("*") if path.is_file()} == before
    assert add(library, url, overwrite=True) == [Added(name, replaced=True)]
    assert "84,000" in library.one(name).document.text
    assert len(list(library.hidden.iterdir())) == 2, "the older snapshot is gone"


def test_two_stories_of_one_title_get_two_names(library: Library, site: newssite.Site) -> None:
    first = added(library, site.page("/1"), outlet="Wire")
    second = added(library, site.page("/2", newssite.PAGE + "\nUpdated on Monday.\n"), outlet="Wire")
    assert (first, second) == ("wire-harbour-bridge-reopens-after-two-years", f"{first}-2")


def test_a_page_whose_encoding_only_the_server_names_is_read_in_it(library: Library, site: newssite.Site) -> None:
    words = "قالت وزيرة النقل يوم الأحد إن الجسر فتح من جديد بعد أعمال إصلاح استمرت عامين كاملين."
    headers = {"Content-Type": "text/plain; charset=windows-1256"}
    site.answers["/story"] = newssite.Answer(words.encode("cp1256"), headers=headers)
    held = library.one(added(library, site.url("/story")))
    assert held.document.blocks[-1].span.of(held.document.text) == words
    assert held.record is not None
    assert (library.hidden / held.record.snapshot).read_bytes() == words.encode("cp1256")


def test_arabic_titles_give_names_in_plain_letters(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "story.md"
    path.write_text("# إعادة فتح جسر المرفأ\n\nأعادت المدينة فتح الجسر يوم الأحد.\n", "utf-8")
    name = added(library, path)
    assert name.isascii()
    assert name != "story"


@pytest.mark.parametrize(
    ("media_type", "path", "data", "suffix"),
    [
        ("text/html", "/a.php", b"", ".html"),
        ("application/xhtml+xml", "/a", b"", ".html"),
        ("application/vnd.iptc.g2.newsitem+xml", "/a", b"", ".xml"),
        ("application/pdf", "/a", b"", ".pdf"),
        ("text/plain", "/a.md", b"", ".md"),
        ("text/plain", "/a.exe", b"", ".txt"),
        ("", "/a.docx", b"", ".docx"),
        ("application/octet-stream", "/a", b"%PDF-1.7", ".pdf"),
        ("", "/", b"<!DOCTYPE html><p>x", ".html"),
        ("", "/", b"<?xml version='1.0'?><rss/>", ".xml"),
        ("", "/a.%2e%2e", b"plain", ".txt"),
        ("image/png", "/a", b"", ".png"),
    ],
)
def test_the_reader_is_chosen_by_what_the_server_says_then_the_address_then_the_bytes(
    media_type: str, path: str, data: bytes, suffix: str
) -> None:
    assert suffix_of(media_type, f"https://x.example{path}", data) == suffix


def test_a_wrong_charset_is_not_believed() -> None:
    data = "naïve".encode()
    assert for_reading(data, ".html", "no-such-charset") == data
    assert for_reading(data, ".html", "ascii") == data
    assert for_reading(data, ".pdf", "cp1252") == data, "only texts have a charset"


def test_a_web_page_tells_of_itself_and_its_navigation_is_left_out(library: Library, site: newssite.Site) -> None:
    site.page("/2024/bridge?utm=x", HTML, "text/html; charset=utf-8")
    held = library.one(added(library, site.url("/2024/bridge?utm=x")))
    known = held.document.metadata
    assert (known.title, known.author, known.date) == ("Harbour bridge reopens", "Sarah Milne", "2024-05-06")
    assert known.outlet == "Harbour Courier"
    texts = [block.span.of(held.document.text) for block in held.document.blocks]
    assert texts == ["Harbour bridge reopens", *(line[3:-4] for line in HTML.splitlines() if line.startswith("<p>"))]


HTML = """<!DOCTYPE html><html lang="en"><head><title>Harbour bridge reopens</title>
<meta property="og:site_name" content="Harbour Courier"><meta name="author" content="Sarah Milne">
<meta property="article:published_time" content="2024-05-06T08:00:00Z"></head>
<body><nav>Home News Sport</nav><article><h1>Harbour bridge reopens</h1>
<p>The city of Port Ellin reopened the harbour bridge on Sunday after repairs that lasted two years.</p>
<p>About 48,000 cars crossed it every day before it was closed, the council said in a statement.</p>
<p>The repair cost 210 million crowns, twice the first estimate, and may end next March.</p>
</article><footer>All rights reserved</footer></body></html>
"""
WIRE = Path(__file__).parent / "wire"


def test_every_document_of_a_file_is_added_and_what_cannot_be_read_is_named(library: Library) -> None:
    outcomes = add(library, WIRE / "feed.rss")
    good = [outcome for outcome in outcomes if isinstance(outcome, Added)]
    bad = [outcome for outcome in outcomes if isinstance(outcome, Failed)]
    assert len(good) == 2
    assert ["gives no text" in outcome.reason for outcome in bad] == [True]
    assert {held.record.item for held in library.held() if held.record} == {"marsa-1", "https://marsa.example/a/2"}
    assert len(list(library.hidden.glob("*.rss"))) == 1, "one snapshot for both"
    assert [type(outcome) for outcome in add(library, WIRE / "feed.rss")] == [type(outcome) for outcome in outcomes]
    assert len(library.held()) == 2
    library.remove(good[0].name)
    assert [one.state for one in library.verify()] == [State.SOUND], "the other one still has its snapshot"


@pytest.mark.parametrize("name", ["page.ar.html", "page.ar.pdf", "story.ar.docx", "newsitem.ar.xml", "ninjs2.ar.json"])
def test_every_format_can_be_a_source(library: Library, name: str) -> None:
    """What a check reads of the copy is what it would have read of the original."""
    (original,) = read_all(WIRE / name).documents
    held = library.one(added(library, WIRE / name))
    assert held.record is not None
    assert held.record.warnings == original.warnings
    wanted = [written(block.span.of(original.text)) for block in original.blocks]
    assert [written(block.span.of(held.document.text)) for block in held.document.blocks] == wanted
    assert held.document.lang == original.lang


# Round trip -----------------------------------------------------------------------------------------------------------

LINES = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=40)
STRUCTURED = st.sampled_from(
    ["# ", "> ", "- ", "* ", "1. ", "12) ", "```", "---", "<p>", "<!-- ", "![x](y)", "[a]: http://b", "[^1]: ", "| a |"]
)
PARAGRAPHS = st.lists(st.builds("".join, st.lists(STRUCTURED | LINES, min_size=1, max_size=3)), min_size=1, max_size=6)


def written(words: str) -> str:
    return " ".join(words.split())


@given(PARAGRAPHS, st.booleans())
def test_every_paragraph_is_read_back_whole_whatever_it_begins_with(
    tmp_path_factory: pytest.TempPathFactory, paragraphs: list[str], headed: bool
) -> None:
    """Marks that Markdown would take for structure cost one backslash, never a word."""
    text, blocks = "", []
    for index, words in enumerate(paragraphs):
        if words.strip():
            blocks.append(Block(Span(len(text), len(text) + len(words)), headline=headed and index == 0))
            text += words + "\n\n"
    if not blocks:
        return
    title = None if blocks[0].headline else "A title: with “marks”"
    path = tmp_path_factory.getbasetemp() / "story.md"
    page = markdown(Document("x", text, tuple(blocks), "en"), Metadata(title=title, lang="en"), "0" * 64)
    path.write_text(page, encoding="utf-8", newline="\n")
    back = read(path)
    assert back.warnings == ()
    if title:
        assert back.metadata.title == title
    else:  # the headline is the title, without marks that Markdown does not show
        assert set(filter(str.isalnum, back.metadata.title or "")) <= set(blocks[0].span.of(text))
    got = [written(block.span.of(back.text)).replace("\\", "") for block in back.blocks]
    wanted = [written(block.span.of(text)).replace("\\", "") for block in blocks]
    assert got == ([title] if title else []) + wanted


# Feeds ----------------------------------------------------------------------------------------------------------------

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><link>{0}/</link>
<item><title>One</title><link>{0}/1</link></item><item><title>Two</title><guid>{0}/2</guid></item>
<item><title>Again</title><link> {0}/1 </link></item><item><title>No link</title></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><link href="/self" rel="self"/>
<entry><link rel="edit" href="/edit"/><link href="/1"/></entry>
<entry><link rel="alternate" href="/2"/></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<item><link>/1</link></item><item><link>/2</link></item></rdf:RDF>"""


@pytest.mark.parametrize("text", [RSS.format("http://x.example"), ATOM, RDF])
def test_a_feed_gives_the_pages_of_its_entries_in_order(text: str) -> None:
    assert feed.links(text.encode(), "http://x.example/feed") == ("http://x.example/1", "http://x.example/2")


@pytest.mark.parametrize("data", [b"", b"plain", b"<html><body/></html>", b"<newsItem/>", b"\x00\xff", b"<rss"])
def test_what_is_no_feed_is_none(data: bytes) -> None:
    assert feed.links(data, "http://x.example/") in (None, ())


def test_entities_in_a_feed_are_not_resolved(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("http://x.example/secret")
    text = f'<!DOCTYPE rss [<!ENTITY s SYSTEM "file://{tmp_path}/secret">]><rss><item><link>&s;</link></item></rss>'
    assert feed.links(text.encode(), "http://x.example/") == ()


def test_a_feed_with_addresses_that_are_none_gives_its_other_entries(library: Library, site: newssite.Site) -> None:
    site.page("/good")
    items = "".join(f"<item><link>{link}</link></item>" for link in ("http://[x/", "http://xn--/", "/good"))
    outcomes = add(library, site.page("/feed", f"<rss><channel>{items}</channel></rss>", "application/rss+xml"))
    assert [type(outcome) for outcome in outcomes] == [Failed, Failed, Added]


def test_a_document_may_name_an_address_that_is_none(library: Library, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"---\nurl: http://[x/\n---\n\n{newssite.PAGE}", "utf-8")
    assert added(library, page) == "harbour-bridge-reopens-after-two-years"


def test_every_entry_of_a_feed_is_added_and_one_that_fails_costs_itself(library: Library, site: newssite.Site) -> None:
    site.page("/1")
    site.page("/3", newssite.PAGE.replace("48,000", "9,000"))
    items = "".join(f"<item><link>/{n}</link></item>" for n in (1, 2, 3))
    feed_url = site.page("/feed", f"<rss><channel>{items}</channel></rss>", "application/rss+xml")
    outcomes = add(library, feed_url)
    assert [type(outcome) for outcome in outcomes] == [Added, Failed, Added]
    assert isinstance(outcomes[1], Failed)
    assert outcomes[1].what == site.url("/2")
    assert len(library.held()) == 2


# verify and remove ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("damage", "state", "words"),
    [
        ("nothing", State.SOUND, ""),
        ("text", State.CHANGED, "its text"),
        ("snapshot", State.CHANGED, "its snapshot"),
        ("no text", State.MISSING, "its text"),
        ("no snapshot", State.MISSING, "its snapshot"),
        ("record", State.DAMAGED, "cannot be used"),
    ],
)
def test_verify_tells_what_was_changed_or_is_missing(
    library: Library, site: newssite.Site, damage: str, state: State, words: str
) -> None:
    name = added(library, site.page("/story"))
    record = library.one(name).record
    assert record is not None
    text, snapshot = library.folder / f"{name}.md", library.hidden / record.snapshot
    damages: dict[str, Callable[[], object]] = {
        "nothing": lambda: None,
        "text": lambda: text.write_text(text.read_text("utf-8").replace("48,000", "50,000"), "utf-8"),
        "snapshot": lambda: snapshot.write_bytes(snapshot.read_bytes() + b" "),
        "no text": text.unlink,
        "no snapshot": snapshot.unlink,
        "record": lambda: (library.hidden / f"{name}.json").write_text("{", "utf-8"),
    }
    damages[damage]()
    (found,) = library.verify()
    assert (found.name, found.state) == (name, state)
    assert words in found.detail


def test_a_record_cannot_name_a_file_elsewhere(library: Library, site: newssite.Site) -> None:
    name = added(library, site.page("/story"))
    path = library.hidden / f"{name}.json"
    for key, value in (("snapshot", "../../etc/passwd"), ("name", "../x"), ("size", "large")):
        changed = json.loads(path.read_text("utf-8")) | {key: value}
        other = library.hidden / "other.json"
        other.write_text(json.dumps(changed), "utf-8")
        assert [one.state for one in library.verify(["other"])] == [State.DAMAGED]


def test_remove_takes_the_text_the_record_and_the_snapshot_unless_it_is_shared(
    library: Library, site: newssite.Site, tmp_path: Path
) -> None:
    name = added(library, site.page("/story"))
    kept = added(library, site.page("/other", "# Whale\n\nA whale was found on a beach in the north on Friday.\n"))
    library.remove(name)
    assert [held.name for held in library.held()] == [kept]
    assert [one.name for one in library.verify()] == [kept]
    assert len(list(library.hidden.iterdir())) == 2
    for wrong in (name, "../corpus/" + kept, ".sources", ""):
        with pytest.raises(Exception, match="no such source"):
            library.remove(wrong)


# The verb -------------------------------------------------------------------------------------------------------------


def test_the_verb_from_add_to_remove(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "story.md").write_text(newssite.PAGE, "utf-8")
    result = run("add", "story.md", "--outlet", "Harbour Courier", "--date", "2024-05-06")
    name = "harbour-courier-2024-05-06-harbour-bridge-reopens-after-two-years"
    assert (result.exit_code, result.stdout) == (0, f"added\t{name}\n")
    (tmp_path / "corpus" / "by-hand.txt").write_text("A whale was found dead on a beach in the north on Friday.\n")
    rows = [line.split("\t") for line in run("list").stdout.splitlines()]
    assert [(row[0], row[3]) for row in rows] == [("by-hand.txt", "by hand"), (name, "snapshot")]
    shown = run("show", name)
    assert shown.exit_code == 0
    assert "outlet: Harbour Courier" in shown.stdout
    assert "About 48,000 cars" in shown.stdout
    assert run("verify").stdout == f"sound\t{name}\n"
    assert run("remove", name).exit_code == 0
    nothing = run("verify")
    assert nothing.exit_code == 3, "nothing verified is not sound"
    assert "nothing to verify" in nothing.stderr


def test_one_that_fails_does_not_keep_the_others_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "story.md").write_text(newssite.PAGE, "utf-8")
    result = run("add", "gone.md", "http://127.0.0.1:9/", "story.md")
    assert result.exit_code == 3
    assert "gone.md: there is no such file" in result.stderr
    assert "a private address" in result.stderr
    assert "--allow-private" in result.stderr
    assert result.stdout.startswith("added\t")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("add", "story.md", "--date", "yesterday"), 2),
        (("add", "story.md", "--kind", "rumour"), 2),
        (("show", "nothing"), 3),
        (("remove", "nothing"), 3),
        (("verify", "nothing"), 3),
        (("list", "--in", "missing"), 3),
    ],
)
def test_wrong_use_is_told_apart_from_what_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], status: int
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "story.md").write_text(newssite.PAGE, "utf-8")
    assert run(*arguments).exit_code == status


def test_a_changed_source_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "story.md").write_text(newssite.PAGE, "utf-8")
    name = run("add", "story.md").stdout.split("\t")[1].strip()
    text = tmp_path / "corpus" / f"{name}.md"
    text.write_text(text.read_text("utf-8") + "One more sentence.\n", "utf-8")
    result = run("verify")
    assert result.exit_code == 1
    assert result.stdout.startswith(f"changed\t{name}\t")
