"""Reading what agencies and desks send: a sample of every format, what it says and what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from muqabala.errors import ReadError
from muqabala.read import Reading, read, read_all
from muqabala.read.formats import choose
from muqabala.records import Document, Status, Wire

WIRE = Path(__file__).parent / "wire"


def texts(document: Document) -> list[str]:
    return [block.span.of(document.text) for block in document.blocks]


def headlines(document: Document) -> list[str]:
    return [block.span.of(document.text) for block in document.blocks if block.headline]


def wire(document: Document) -> Wire:
    assert document.metadata.wire is not None
    return document.metadata.wire


def from_text(folder: Path, name: str, content: str | bytes) -> Reading:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_all(path)


# --- what stands in the text, word for word and in order ---------------------------------------------------------

PARAGRAPHS = {
    "newsitem.en.xml": [
        "Council approves 48 million plan for Marsa Nur harbour",
        "Work on the northern quay starts in September",
        "The council of Marsa Nur on Wednesday approved a plan to rebuild the harbour for 48 million dollars.",
        "“The northern quay will close for seven months,” said Salim Haddad, who heads the port authority.",
        "Jobs",
        "About 350 dockers will be moved to the southern quay.",
    ],
    "newsitem.ar.xml": [
        "مجلس مرسى نور يقر خطة لإعادة بناء الميناء",
        "أقر مجلس مدينة مرسى نور يوم الأربعاء خطة لإعادة بناء الميناء بكلفة 48 مليون دولار.",
        "وقال سليم حداد رئيس هيئة الميناء: «سيُغلق الرصيف الشمالي سبعة أشهر».",
        "ينتقل نحو 350 عاملًا إلى الرصيف الجنوبي.",
    ],
    "nitf.en.xml": [
        "Harbour café to close for rebuilding",
        "The café on the northern quay closes on 1 July, its owner, Jürgen Weiss, said.",
        "He expects to lose 12 of his 30 tables.",
        '"We will come back," Weiss said.',
    ],
    "ninjs1.en.json": [
        "Harbour plan passes by two votes",
        "The council passed the harbour plan by 14 votes to 12.",
        "The opposition called for a second reading.",
    ],
    "ninjs2.ar.json": [
        "نقل 350 عامل ميناء إلى الرصيف الجنوبي",
        "قالت هيئة الميناء يوم الخميس إنها ستنقل 350 عاملًا إلى الرصيف الجنوبي.",
        "ويبدأ النقل في أول سبتمبر.",
    ],
    "ninjs3.en.json": [
        "Dockers weigh a strike",
        "Dockers vote next week on a strike.",
        "The union expects 200 members to take part.",
    ],
    "message.en.iptc": [
        "Council approves harbour plan",
        "Marsa Nur (CWA) - The council of Marsa Nur on Wednesday approved a plan to rebuild the harbour for 48 million "
        "dollars.",
        "The northern quay will close for seven months, said Salim Haddad, who heads the port authority.",
    ],
    "message.ar.txt": [
        "مجلس مرسى نور يقر خطة الميناء",
        "مرسى نور (و م) - أقر مجلس مدينة مرسى نور يوم الأربعاء خطة لإعادة بناء الميناء بكلفة 48 مليون دولار.",
        "وقال سليم حداد رئيس هيئة الميناء إن الرصيف الشمالي سيغلق سبعة أشهر.",
    ],
    "page.ar.html": [
        "مجلس مرسى نور يقر خطة لإعادة بناء الميناء",
        "أقر مجلس مدينة مرسى نور يوم الأربعاء خطة لإعادة بناء الميناء بكلفة 48 مليون دولار، بعد نقاش استمر ست ساعات.",
        "وقال سليم حداد رئيس هيئة الميناء: «سيُغلق الرصيف الشمالي سبعة أشهر، ثم يُفتح أمام السفن الكبيرة».",
        "نقل العمال",
        "وينتقل نحو 350 عاملًا إلى الرصيف الجنوبي في أول سبتمبر، بحسب الهيئة.",
        "وتعارض نقابة العمال الخطة، وتقول إنها لم تُستشر.",
    ],
    "page.en.html": [
        "Council approves harbour plan",
        "The council of Marsa Nur on Wednesday approved a plan to rebuild the harbour for 48 million dollars after a "
        "debate of six hours.",
        "The café on the northern quay will close for seven months, said Salim Haddad, who heads the port authority.",
        "“We were not asked,” a spokesman for the dockers’ union said.",
        "About 350 dockers will be moved to the southern quay in September.",
    ],
    "story.ar.docx": [
        "مجلس مرسى نور يقر خطة الميناء",
        "سارة العلي",
        "أقر مجلس مدينة مرسى نور يوم الأربعاء خطة لإعادة بناء الميناء بكلفة 48 مليون دولار.",
        "وقال سليم حداد إن الرصيف الشمالي سيغلق سبعة أشهر.",
        "خانة",
        "أخرى",
        "وينتقل نحو 350 عاملًا إلى الرصيف الجنوبي.",
    ],
    "story.en.docx": [
        "Council approves harbour plan",
        "The council of Marsa Nur on Wednesday approved a plan to rebuild the harbour for 48 million dollars.",
        "The northern quay will close for seven months.",
    ],
}


@pytest.mark.parametrize("name", PARAGRAPHS)
def test_the_paragraphs_come_out_in_order_with_the_headline_marked(name: str) -> None:
    document = read(WIRE / name)
    assert texts(document) == PARAGRAPHS[name]
    assert headlines(document) == PARAGRAPHS[name][:1]
    assert document.text == "\n\n".join(PARAGRAPHS[name])
    assert document.lang == ("ar" if ".ar." in name else "en")


# --- what is said of it ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "outlet", "author", "date", "url"),
    [
        ("newsitem.en.xml", "Coastal Wire", "Ruth Hadley", "2024-06-19", None),
        ("newsitem.ar.xml", "وكالة المرسى", "سارة العلي", "2024-06-19", None),
        ("nitf.en.xml", "The Ledger", "Ali Nasser", "2024-06-19", "https://ledger.example/harbour"),
        ("ninjs1.en.json", "Quayside", "Mona Idris", "2024-06-19", "http://quayside.example/items/2117"),
        ("ninjs2.ar.json", "وكالة المرسى", "سارة العلي", "2024-06-20", None),
        ("ninjs3.en.json", "Field Notes", "Ivo Petrov", "2024-06-21", "https://fieldnotes.example/n/101"),
        ("message.en.iptc", "cwa", None, "2024-06-19", None),
        ("page.ar.html", "صحيفة المرسى", "سارة العلي", "2024-06-19", "https://marsa.example/a/1"),
        ("page.en.html", "The Ledger", "Ali Nasser", "2024-06-19", None),
        ("story.ar.docx", None, "سارة العلي", None, None),
        ("story.en.docx", None, None, None, None),
    ],
)
def test_outlet_author_date_and_address(
    name: str, outlet: str | None, author: str | None, date: str | None, url: str | None
) -> None:
    found = read(WIRE / name).metadata
    assert (found.outlet, found.author, found.date, found.url) == (outlet, author, date, url)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "newsitem.en.xml",
            Wire(
                provider="Coastal Wire",
                item="urn:newsml:coastalwire.example:20240619:harbour-plan",
                version="2",
                urgency=3,
                embargo="2024-06-19T18:00:00+03:00",
                status=Status.USABLE,
                dateline="MARSA NUR, June 19 (Coastal Wire)",
                corrects=("urn:newsml:coastalwire.example:20240619:harbour-flash",),
            ),
        ),
        (
            "nitf.en.xml",
            Wire(
                provider="LEDGER",
                item="ledger-0433",
                version="3",
                urgency=2,
                embargo="2024-06-19T18:00:00+03:00",
                status=Status.WITHHELD,
                dateline="Marsa Nur, June 19",
                corrects=("ledger-0418",),
            ),
        ),
        (
            "ninjs1.en.json",
            Wire(
                provider="Quayside",
                item="http://quayside.example/items/2117",
                version="2",
                urgency=3,
                embargo="2024-06-19T15:00:00+00:00",
                status=Status.USABLE,
                dateline="Marsa Nur",
            ),
        ),
        (
            "ninjs3.en.json",
            Wire(
                provider="Field Notes",
                item="https://fieldnotes.example/n/101",
                version="1",
                urgency=5,
                status=Status.USABLE,
                dateline="Marsa Nur",
                corrects=("https://fieldnotes.example/n/93",),
            ),
        ),
        ("message.en.iptc", Wire(provider="cwa", item="cwa0062/2024-06-19", urgency=3)),
        (
            "mail.ar.eml",
            Wire(
                provider="Coastal Wire desk",
                item="harbour-2@coastalwire.example",
                supersedes=("harbour-1@coastalwire.example",),
            ),
        ),
    ],
)
def test_wire_facts(name: str, expected: Wire) -> None:
    assert wire(read_all(WIRE / name).documents[0]) == expected


def test_an_editor_is_told_of_embargo_and_status() -> None:
    warnings = read(WIRE / "nitf.en.xml").warnings
    assert warnings[0] == "Under embargo until 2024-06-19T18:00:00+03:00."
    assert "withholds" in warnings[1]


def test_a_guessed_encoding_and_tracked_changes_are_told() -> None:
    assert any("Windows-1256" in warning for warning in read(WIRE / "message.ar.txt").warnings)
    assert any("tracked changes" in warning for warning in read(WIRE / "story.ar.docx").warnings)


# --- several articles in a file ----------------------------------------------------------------------------------


def test_a_package_gives_its_texts_in_its_order() -> None:
    reading = read_all(WIRE / "newsmessage.xml")
    start = "newsmessage.xml#urn:newsml:coastalwire.example:20240620:"
    assert [document.id for document in reading.documents] == [f"{start}ferry", f"{start}fish"]
    assert texts(reading.documents[0])[1].endswith("opens on Saturday.")
    assert [(skip.path, "does not carry it" in skip.reason) for skip in reading.skipped] == [
        (f"{start}elsewhere", True)
    ]
    assert [(out.skip.path, out.skip.reason, out.by) for out in reading.left_out] == [
        (f"{start}ferry-2", f"replaced by version 2 of the same item, {start}ferry", f"{start}ferry")
    ]


def test_an_rss_feed_gives_an_article_an_item() -> None:
    reading = read_all(WIRE / "feed.rss")
    whole, short = reading.documents
    assert texts(whole) == [
        "الميناء يغلق رصيفه الشمالي & يفتح الجنوبي",
        "يُغلق الرصيف الشمالي في أول سبتمبر.",
        "وتستمر الأعمال سبعة أشهر.",
    ]
    assert (whole.id, whole.item, whole.stem) == ("feed.rss#marsa-1", "marsa-1", "feed.marsa-1")
    assert (whole.metadata.author, whole.metadata.date, whole.metadata.outlet) == (
        "سارة العلي",
        "2024-06-19",
        "صحيفة المرسى",
    )
    assert (short.metadata.author, short.metadata.date) == ("عمر منصور", "2024-06-20")
    assert any("summary" in warning for warning in short.warnings)
    assert [skip.path for skip in reading.skipped] == ["feed.rss#marsa-3"]


def test_an_atom_feed_keeps_the_last_version_and_drops_what_it_deletes() -> None:
    reading = read_all(WIRE / "feed.atom")
    assert [texts(document)[0] for document in reading.documents] == ["Quay closes and reopens", "Fog on the coast"]
    assert texts(reading.documents[0])[1:] == ["The quay closes in September.", "It reopens in April."]
    assert reading.documents[0].metadata.author == "Lena Orr"
    assert reading.documents[1].metadata.author == "Gazette desk"
    assert any(out.skip.reason == "its provider has canceled it" for out in reading.left_out)


def test_a_mail_gives_its_own_text_and_its_attachments() -> None:
    mail, attached = read_all(WIRE / "mail.ar.eml").documents
    assert texts(mail) == [
        "خطة لإعادة بناء ميناء مرسى نور",
        "أقر مجلس مدينة مرسى نور يوم الأربعاء خطة لإعادة بناء الميناء بكلفة 48 مليون دولار.",
        "وقال سليم حداد إن الرصيف الشمالي سيغلق سبعة أشهر.",
    ]
    assert mail.warnings == ("Attachments that hold no text were passed over: quay.png.",)
    assert (attached.id, attached.lang) == ("mail.ar.eml#council.txt", "en")


def test_read_refuses_a_file_of_several_articles_and_says_what_to_do() -> None:
    with pytest.raises(ReadError, match="holds 3 articles, and one was expected"):
        read(WIRE / "feed.rss")


# --- forms that samples do not show ------------------------------------------------------------------------------


def rss(item: str) -> str:
    return f"<rss version='2.0'><channel><title>T</title>{item}</channel></rss>"


RDF = """<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>
<channel><title>T</title></channel><item><title>B</title><description>Plain words.</description></item></rdf:RDF>"""
ENTRY = """<entry xmlns='http://www.w3.org/2005/Atom'><id>x</id><title>C</title>
<content>First.\n\nSecond.</content></entry>"""
PACK = """{"uri": "pack", "type": "composite",
"associations": {"main": {"uri": "u:1", "headline": "I", "body_text": "Text."}}}"""
TABLE_MAIL = """Subject: N\nFrom: a@b.example\nContent-Type: text/html\n
<p>View in browser</p><table><tr><td><p>Ten people were killed.</p></td><td>Five were hurt.</td></tr></table>"""
MESSAGE = "\x01abc123 4 pol 12\n\x02One paragraph.\n\nTwo paragraphs.\n\x03010203 Jan 24\x04"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        (
            "a.xml",
            rss("<item><title>A</title><description>One.&lt;br/&gt;&lt;br/&gt;Two.</description></item>"),
            ["A", "One.", "Two."],
        ),
        ("a.xml", RDF, ["B", "Plain words."]),
        ("a.xml", ENTRY, ["C", "First.", "Second."]),
        ("a.json", '[{"uri": "u:1", "headline": "E", "body_text": "One.\\n\\nTwo."}]', ["E", "One.", "Two."]),
        ("a.json", '{"items": [{"uri": "u:1", "body_xhtml": "<p>F</p><p>G &amp; H</p>"}]}', ["F", "G & H"]),
        ("a.json", PACK, ["I", "Text."]),
        ("a.eml", "Subject: J\nFrom: a@b.example\n\nWords of mail.\n-- \nA. Sender\n", ["J", "Words of mail."]),
        ("a.eml", "Subject: K\nFrom: a@b.example\nContent-Type: text/html\n\n<p>L</p><p>M</p>", ["K", "L", "M"]),
        ("a.eml", TABLE_MAIL, ["N", "View in browser", "Ten people were killed.", "Five were hurt."]),
        ("a.txt", MESSAGE, ["One paragraph.", "Two paragraphs."]),
    ],
)
def test_other_forms(tmp_path: Path, name: str, content: str, expected: list[str]) -> None:
    (document,) = from_text(tmp_path, name, content).documents
    assert texts(document) == expected


QUOTED = b"The mayor said \x93we will rebuild\x94 \x96 it\x92s final\x85"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", b"<html><head><meta charset='iso-8859-1'></head><body><p>%b</p></body></html>"),
        ("a.eml", b"Subject: a\nFrom: b\nContent-Type: text/plain; charset=iso-8859-1\n\n%b\n"),
        ("a.eml", b"Subject: a\nFrom: b\nContent-Type: text/html; charset=latin1\n\n<p>%b</p>\n"),
        (
            "a.xml",
            b"<?xml version='1.0' encoding='iso-8859-1'?>"
            b"<nitf><body><body.content><p>%b</p></body.content></body></nitf>",
        ),
    ],
)
def test_what_calls_itself_latin1_keeps_its_quotation_marks_and_dashes(tmp_path: Path, name: str, data: bytes) -> None:
    (document,) = from_text(tmp_path, name, data % QUOTED).documents
    assert texts(document)[-1] == "The mayor said “we will rebuild” – it’s final…"


MEDIA_RSS = """<rss version='2.0' xmlns:m='http://search.yahoo.com/mrss/' xmlns:a='http://www.w3.org/2005/Atom'
xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:x='http://wordpress.org/export/1.2/excerpt/'
xmlns:c='http://purl.org/rss/1.0/modules/content/'><channel><a:link href='http://f.example'/><m:title>No</m:title>
<title>T</title><item><m:title>Picture</m:title><a:link href='http://no.example'/><m:description>View.</m:description>
<x:encoded>Excerpt.</x:encoded><title>Harbour</title><link>http://f.example/1</link><guid>1</guid>
<dc:creator>Jane Roe</dc:creator><dc:creator>Ali Sami</dc:creator><description>Short.</description>
<c:encoded>The plan passed.</c:encoded></item></channel></rss>"""
MEDIA_ATOM = """<feed xmlns='http://www.w3.org/2005/Atom' xmlns:m='http://search.yahoo.com/mrss/'><title>T</title><entry>
<id>1</id><m:title>Picture</m:title><title>Harbour</title><m:content url='a.jpg'>View.</m:content>
<author><name>Jane Roe</name></author><author><name>Ali Sami</name></author><link href='http://f.example/1'/>
<content>The plan passed.</content></entry></feed>"""


@pytest.mark.parametrize("content", [MEDIA_RSS, MEDIA_ATOM])
def test_titles_and_links_of_pictures_are_none_of_the_entry(tmp_path: Path, content: str) -> None:
    (document,) = from_text(tmp_path, "a.xml", content).documents
    assert texts(document) == ["Harbour", "The plan passed."]
    about = document.metadata
    assert (about.outlet, about.author, about.url) == ("T", "Jane Roe, Ali Sami", "http://f.example/1")


@pytest.mark.parametrize(
    ("bylines", "author"),
    [
        ("<byline>By <person>Jane Roe</person> and <person>Ali Sami</person></byline>", "Jane Roe, Ali Sami"),
        ("<byline>By Jane Roe<byttl>Editor</byttl></byline><byline>بقلم علي سامي</byline>", "Jane Roe, علي سامي"),
        ("<byline>By Jane Roe and Ali Sami</byline>", "Jane Roe and Ali Sami"),
        ("<byline> </byline>", None),
        ("", None),
    ],
)
def test_all_authors_of_a_nitf_article_are_named(tmp_path: Path, bylines: str, author: str | None) -> None:
    content = f"<nitf><body><body.head>{bylines}</body.head><body.content><p>Words.</p></body.content></body></nitf>"
    (document,) = from_text(tmp_path, "a.xml", content).documents
    assert document.metadata.author == author


def test_what_calls_itself_ascii_and_is_utf8_is_read_as_utf8(tmp_path: Path) -> None:
    mail = "Subject: a\nFrom: b\nContent-Type: text/plain; charset=us-ascii\n\nوصل الوفد – “أمس”.\n"
    (document,) = from_text(tmp_path, "a.eml", mail).documents
    assert texts(document)[-1] == "وصل الوفد – “أمس”."


def test_several_messages_of_a_wire_in_one_file(tmp_path: Path) -> None:
    sound = "\x01abc{0} 4 pol 12\n\x02Headline {0} =\n   Words of message {0}.\n\x03010203 Jan 24\x04"
    content = (
        sound.format("001")
        + "\x01damaged header\n\x02Words.\x03\x04"
        + sound.format("002")
        + "\x01abc003 4 pol 9\nno text"
    )
    reading = from_text(tmp_path, "a.iptc", content)
    assert [document.item for document in reading.documents] == ["abc001", "abc002"]
    assert [skip.path for skip in reading.skipped] == ["a.iptc#2", "a.iptc#abc003"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n"])
@pytest.mark.parametrize("indent", ["   ", ""])
def test_a_message_is_the_same_whatever_ends_its_lines(tmp_path: Path, end: str, indent: str) -> None:
    lines = [
        *("\x01cwa0062 3 pol 58 harbour plan", "Harbour/plan", "\x02Council approves harbour plan ="),
        f"{indent}Marsa Nur (CWA) - The council of Marsa Nur on Wednesday approved",
        "a plan to rebuild the harbour for 48 million dollars.",
        "\x03191405 Jun 24\x04",
    ]
    (document,) = from_text(tmp_path, "a.iptc", end.join(lines)).documents
    first, second = texts(document)
    assert first == "Council approves harbour plan"
    assert " ".join(second.split()).endswith(
        "on Wednesday approved a plan to rebuild the harbour for 48 million dollars."
    )


def test_a_page_without_an_article_is_read_whole_and_told(tmp_path: Path) -> None:
    (document,) = from_text(tmp_path, "a.html", "<html><body><div>Three words only</div></body></html>").documents
    assert "Three words only" in document.text


def test_a_text_of_paragraphs_that_trafilatura_leaves_is_told(tmp_path: Path) -> None:
    box = b'<div class="related"><p>This sentence stands in a box that looks like links.</p></div></article>'
    page = (WIRE / "page.en.html").read_bytes().replace(b"</article>", box)
    (document,) = from_text(tmp_path, "a.html", page).documents
    taken = "looks like links" in document.text
    assert taken or any("not taken" in warning for warning in document.warnings)


@pytest.mark.parametrize(
    ("cell", "told"), [("The cost rose to 50 million dollars.", True), ("50 million", False), ("", False)]
)
@pytest.mark.parametrize("more", ["", "<p>The mayor told reporters that the plan would not be changed again.</p>" * 4])
def test_a_sentence_in_a_table_is_told_and_the_paragraphs_around_it_stay_apart(
    tmp_path: Path, cell: str, told: bool, more: str
) -> None:
    first = "The council of Marsa Nur approved the plan on Wednesday evening after a long debate."
    last = "The northern quay will close for seven months, said Salim Haddad."
    (document,) = from_text(
        tmp_path,
        "a.html",
        "<html lang='en'><head><title>Plan passes</title></head><body><article><h1>Plan passes</h1>"
        f"<p>{first}</p><table><tr><td>{cell}</td></tr></table><p>{last}</p>{more}</article></body></html>",
    ).documents
    assert texts(document)[:3] == ["Plan passes", first, last]
    assert any("not taken" in warning for warning in document.warnings) is told


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.xml", "<a><b></a>", "no well-formed XML"),
        ("a.xml", "<opml/>", "none of a news format"),
        ("a.xml", rss(""), "no text"),
        ("a.json", "{ broken", "no JSON"),
        ("a.json", '{"name": "x"}', "no news item"),
        ("a.json", "3", "no news item"),
        ("a.json", '{"uri": "u", "type": "picture", "headline": "A photo"}', "picture"),
        ("a.docx", "PK\x03\x04 no archive", "no sound ZIP"),
        ("a.eml", "no headers at all", "no e-mail"),
        ("a.iptc", "plain words", "does not begin"),
        ("a.zip", "words", "no sound ZIP"),
        ("a.html", "", "empty"),
        ("a.html", "<html><body><p></p></body></html>", "no text"),
    ],
)
def test_what_is_none_of_the_format_is_refused(tmp_path: Path, name: str, content: str, problem: str) -> None:
    with pytest.raises(ReadError, match=problem) as caught:
        from_text(tmp_path, name, content)
    assert str(tmp_path / name) in str(caught.value)
    assert caught.value.advice


def test_a_docx_that_is_another_package_is_refused(tmp_path: Path) -> None:
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
    with pytest.raises(ReadError, match="no sound Word document"):
        from_text(tmp_path, "a.docx", out.getvalue())


def test_an_iptc_message_is_known_by_its_first_bytes() -> None:
    message = (WIRE / "message.ar.txt").read_bytes()
    assert type(choose(".txt", message)).__name__ == "Iptc7901Reader"
    assert type(choose(".txt", b"\x01 only a control character")).__name__ == "TextReader"
    assert choose(".xyz", message) is None
