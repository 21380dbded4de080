"""Reading files: encodings, paragraphs, Markdown, metadata, languages, damage, and whole folders."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muqabala.errors import ReadError
from muqabala.read import READERS, Extracted, read, read_corpus
from muqabala.read.decode import decode
from muqabala.read.glued import glued_warning
from muqabala.read.language import detect
from muqabala.records import Document, Kind

ARABIC = "أعلنت وزارة الصحة يوم الثلاثاء أن عدد المصابين ارتفع إلى 48 شخصًا، وقالت إن الوضع تحت السيطرة."
ENGLISH = "The ministry’s spokesman said on Tuesday that the café in Zürich would reopen – “soon”."
FRENCH = "Le ministère a annoncé que l’été serait très chaud à Besançon, où les élèves sont déjà rentrés."
GERMAN = "Für die Bürger in Köln ändert sich nächste Woche nichts, erklärte ein Sprecher der Behörde."
PERSIAN = "وزارت بهداشت روز سه‌شنبه گفت که شمار بیماران به چهل و هشت نفر رسیده است و پژوهشگران نگران هستند."
URDU = "وزارت صحت نے منگل کو کہا کہ مریضوں کی تعداد اڑتالیس ہو گئی ہے اور صورت حال قابو میں ہے۔"
RUSSIAN = (
    "Министерство здравоохранения сообщило во вторник, что число заболевших выросло до сорока восьми человек, "
    "и добавило, что положение находится под контролем врачей."
)


def texts(document: Document) -> list[str]:
    return [block.span.of(document.text) for block in document.blocks]


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read_text(folder: Path, name: str, content: str | bytes) -> Document:
    return read(write(folder, name, content))


# --- encodings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *[(ARABIC, name) for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1256")],
        (ARABIC, "iso8859_6"),
        *[(ENGLISH, name) for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252")],
        (FRENCH, "cp1252"),
        (GERMAN, "cp1252"),
        (PERSIAN.replace("ی", "ي"), "cp1256"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        ("习近平主席会见了普京。\n他们讨论了制裁问题。", "utf-16-le"),
        ("习近平主席会见了普京。\n他们讨论了制裁问题。", "utf-16-be"),
    ],
)
def test_every_encoding_gives_the_text_back(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt").text == text


@pytest.mark.parametrize("encoding", ["cp1256", "iso8859_6"])
def test_an_arabic_text_with_latin_names_is_still_arabic(encoding: str) -> None:
    text = f"قالت صحيفة The Guardian إن {ARABIC} (NATO, 2024)"
    assert decode(text.encode(encoding), "a.txt").text == text


def test_an_english_text_with_one_curly_quote_is_western() -> None:
    assert decode(b"The minister\x92s plan", "a.txt").text == "The minister’s plan"


def test_a_guessed_encoding_is_told_and_a_sure_one_is_not() -> None:
    (warning,) = decode(ARABIC.encode("cp1256"), "a.txt").warnings
    assert "Windows-1256" in warning
    assert decode(ARABIC.encode(), "a.txt").warnings == ()


def test_newlines_and_invisible_marks_stay() -> None:
    text = "سطر\r\nسطر\rسطر\n\u200fكلمة\u202bنص\u202c"
    assert decode(text.encode("utf-8-sig"), "a.txt").text == text


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(lambda t: t[0] != "\ufeff"))
def test_utf8_text_comes_back_or_is_refused_with_a_reason(text: str) -> None:
    try:
        assert decode(text.encode(), "a.txt").text == text
    except ReadError:
        assert not any(map(str.isalnum, text))


@given(st.binary(max_size=400))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        decoded = decode(data, "a.txt")
    except ReadError:
        return
    assert any(map(str.isalnum, decoded.text))


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (b"\xef\xbb\xbf", "no words"),
        ("\u200f\u200e\n".encode(), "no words"),
        (b"%PDF-1.7\nabc", "PDF"),
        (b"PK\x03\x04abc", "ZIP"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00", "binary"),
        (bytes(range(256)) * 4, "binary"),
        (b"\x01\x02\x03abc\x04\x05", "binary"),
        (b"\xff\xfea\x00b", "damaged"),
        ("نص سليم ثم ".encode() + b"\xd9" + " ثم كلمات أخرى كثيرة".encode(), "in line 1"),
        ("سطر\nسطر ".encode() + b"\xff" + "نص".encode(), "in line 2"),
        (b"\xa4\xd0\xbf\xfe\xa1" * 3, "encoding could not be told"),
    ],
)
def test_what_is_no_text_is_refused_by_name_with_a_way_out(tmp_path: Path, data: bytes, problem: str) -> None:
    path = write(tmp_path, "wire.txt", data)
    with pytest.raises(ReadError, match=problem) as caught:
        read(path)
    assert str(caught.value).startswith(str(path))
    assert caught.value.advice


# --- files -------------------------------------------------------------------------------------------------------


def test_missing_folder_oversized_and_unknown_files_are_refused(tmp_path: Path) -> None:
    for path, problem in [
        (tmp_path / "nowhere.txt", "no such file"),
        (tmp_path, "this is a folder"),
        (write(tmp_path, "a.xyz", "text"), "no reader for .xyz"),
        (tmp_path / ("n" * 5000 + ".txt"), "cannot be opened"),
        (Path("a\0b.txt"), "cannot be opened"),
    ]:
        with pytest.raises(ReadError, match=problem):
            read(path)


def test_the_size_limit_is_in_bytes_and_inclusive(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "kalam")
    assert read(path, limit=5).text == "kalam"
    with pytest.raises(ReadError, match="larger than"):
        read(path, limit=4)


def test_a_denied_file_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = write(tmp_path, "a.txt", "text")
    monkeypatch.setattr(Path, "open", deny)
    with pytest.raises(ReadError, match="permission denied"):
        read(path)


def test_the_name_is_the_id_unless_another_is_given(tmp_path: Path) -> None:
    path = write(tmp_path, "bbc.381735.TXT", "Some words.")
    assert read(path).id == "bbc.381735.TXT"
    assert read(path, id="wire/1").id == "wire/1"
    assert read_text(tmp_path, "article", "Some words.").text == "Some words."


def test_suffixes_are_served_by_one_reader_each() -> None:
    suffixes = [suffix for reader in READERS for suffix in reader.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in suffixes)


# --- plain text --------------------------------------------------------------------------------------------------

LONG = "كلمات كثيرة تملأ سطرا طويلا لم يقطعه محرر " * 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\n\nTwo.\n \t\nThree.", ["One.", "Two.", "Three."]),
        ("\r\n\r\n  One\r\nmore.\r\n\r\nTwo.\r\n", ["One\r\nmore.", "Two."]),
        ("\r\r\nOne\r\r\nmore.\r\r\n\r\r\nTwo.\r\r\n", ["One\r\r\nmore.", "Two."]),
        (f"{LONG}\n{LONG}\n{LONG}", [LONG.strip()] * 3),
        (f"عنوان قصير\n{LONG}\n{LONG}", ["عنوان قصير", LONG.strip(), LONG.strip()]),
        ("عنوان قصير\nجملة أولى.\nجملة ثانية.", ["عنوان قصير", "جملة أولى.", "جملة ثانية."]),
        # Wrapped at a column: one paragraph, though its first line is a little shorter than the others.
        (
            "The committee met on Tuesday to discuss the plan and\nthe budget for the coming year, which members said "
            "was\ntoo small.",
            None,
        ),
        # A short line that the next word would have fitted on was ended on purpose.
        (
            "Storm hits the coast\nThe storm reached the coast of the country on Monday night\nand left many houses "
            "without power for hours.",
            ["Storm hits the coast", "The storm reached the coast of the country on Monday night\nand left many houses "
             "without power for hours."],
        ),
        ("Para one.\u2029Para two.", ["Para one.", "Para two."]),
    ],
)  # fmt: skip
def test_paragraphs(tmp_path: Path, text: str, expected: list[str] | None) -> None:
    assert texts(read_text(tmp_path, "a.txt", text)) == (expected or [text])


@pytest.mark.parametrize(
    ("first", "headline"),
    [
        ("هل تنتهي الحرب قريبا؟", True),
        ("Police find missing boy", True),
        ("‘I will not resign’", True),
        ("The boy was found on Monday.", False),
        ("وصل الوزير إلى المدينة.”", False),
        ("وقال الوزير:", False),
        ("وہ چلا گیا۔", False),
        ("word " * 60, False),
    ],
)
def test_a_short_first_paragraph_without_full_stop_is_the_headline(tmp_path: Path, first: str, headline: bool) -> None:
    document = read_text(tmp_path, "a.txt", f"{first}\n\nBy Someone\n\n{'A long paragraph follows. ' * 20}")
    assert [block.headline for block in document.blocks] == [headline, False, False]


def test_a_text_of_one_paragraph_has_no_headline(tmp_path: Path) -> None:
    assert not read_text(tmp_path, "a.txt", "A line without a stop").blocks[0].headline


# --- Markdown ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("# Head #\n\nText.", ["Head", "Text."]),
        ("#hashtag stays", ["#hashtag stays"]),
        ("Head\n====\nText.\n\nSub\n---\nMore.", ["Head", "Text.", "Sub", "More."]),
        ("A **bold** [link](http://a.b).", ["A **bold** [link](http://a.b)."]),
        ("> One.\n> Two goes\n> on.\n\nAfter.", ["One.", "Two goes\n> on.", "After."]),
        ("- one\n- two\n  more\n* three", ["one", "two\n  more", "three"]),
        ("1. one\n2. two", ["one", "two"]),
        ("It happened in\n20. it rained", ["It happened in\n20. it rained"]),
        ("2024. كانت سنة صعبة", ["2024. كانت سنة صعبة"]),
        ("Before\n\n```py\ncode\n\nmore\n```\nAfter", ["Before", "After"]),
        ("~~~\ncode\n```\n~~~\nAfter", ["After"]),
        ("| a | b |\n|---|:-:|\n| 1 | 2 |\nAfter", ["After"]),
        ("a | b without a table", ["a | b without a table"]),
        ("Before\n<!-- one\n\ntwo --> after", ["Before", "after"]),
        ('Text [a][1].\n\n[1]: http://a.b "t"', ["Text [a][1]."]),
        ("[a]: example.com\n[b]: #part\n[c]: a/b 'T'\n[d]: <e f>\n[g]: mailto:a@b.example\n\nText.", ["Text."]),
        ("[الوزير]: نعم.\n\n[Roe]: Never.", ["[الوزير]: نعم.", "[Roe]: Never."]),
        ("[الوزير]: لا...\n\n[Roe]: 3.5", ["[الوزير]: لا...", "[Roe]: 3.5"]),
        ("[تنويه]: كلام يقرأه الناس", ["[تنويه]: كلام يقرأه الناس"]),
        ("Text[^1].\n\n[^1]: The note.", ["Text[^1].", "The note."]),
        ("One\n\n***\n\n- - -\n\nTwo", ["One", "Two"]),
        ("![alt](a.png)\n\n<div>\nText\n</div>", ["Text"]),
        ("    indented text", ["indented text"]),
        ("Line\r\nmore\r\n\r\nNext", ["Line\r\nmore", "Next"]),
    ],
)
def test_markdown_blocks_are_what_a_reader_sees(tmp_path: Path, body: str, expected: list[str]) -> None:
    assert texts(read_text(tmp_path, "a.md", body)) == expected


@pytest.mark.parametrize(
    ("body", "headline"),
    [
        ("# Head\n\n## Sub\n\nText.", "Head"),
        ("## Kicker\n\n# Head\n\nText.", "Head"),
        ("## Only a sub\n\nText.", "Only a sub"),
        ("Intro.\n\n## Later\n\nText.", None),
        ("Plain head\n\nA longer paragraph follows here.", "Plain head"),
    ],
)
def test_the_top_heading_is_the_headline(tmp_path: Path, body: str, headline: str | None) -> None:
    document = read_text(tmp_path, "a.markdown", body)
    found = [block.span.of(document.text) for block in document.blocks if block.headline]
    assert found == ([headline] if headline else [])


def test_what_is_left_out_for_want_of_a_close_is_told(tmp_path: Path) -> None:
    document = read_text(tmp_path, "a.md", "Text.\n\n```\nlost words")
    assert texts(document) == ["Text."]
    assert "line 3" in document.warnings[0]


def test_front_matter_gives_metadata_and_keeps_its_place_in_the_offsets(tmp_path: Path) -> None:
    front = (
        '---\ntitle: "عنوان: فرعي"\noutlet: The Guardian\nauthor: [A. B., C. D.]\ndate: 2024-06-19\n'
        "url: https://a.b/c\nlang: ar-EG\nkind: digest\ntags: [x, y]\n---\n"
    )
    document = read_text(tmp_path, "a.md", front + "\nText.")
    metadata = document.metadata
    assert (metadata.title, metadata.outlet, metadata.author) == ("عنوان: فرعي", "The Guardian", "A. B., C. D.")
    assert (metadata.date, metadata.url, metadata.kind) == ("2024-06-19", "https://a.b/c", Kind.DIGEST)
    assert (metadata.lang, document.lang) == ("ar-EG", "ar")
    title, body = document.blocks
    assert (title.span.of(document.text), title.headline) == ("عنوان: فرعي", True)
    assert body.span.start == len(front) + 1
    assert document.warnings == ()


@pytest.mark.parametrize(
    ("name", "content", "title"),
    [
        ("a.md", f"# خطة جديدة للمرفأ\n\n{ARABIC}\n", "خطة جديدة للمرفأ"),
        ("a.md", f"خطة جديدة\nللمرفأ\n===\n\n{ARABIC}\n", "خطة جديدة للمرفأ"),
        (
            "a.md",
            f"By A. B.\n\n# A plan for the harbour #\n\n{ENGLISH}\n\n## What next\n\n{ENGLISH}\n",
            "A plan for the harbour",
        ),
        (
            "a.md",
            f"# A **new** plan for [the *harbour*](https://a.example/b_c)[^1], `v2`\n\n{ENGLISH}\n",
            "A new plan for the harbour, v2",
        ),
        (
            "a.md",
            f"# snake_case_name, 2 * 3 * 4 and \\*stars\\*\n\n{ENGLISH}\n",
            "snake_case_name, 2 * 3 * 4 and *stars*",
        ),
        ("a.md", f"---\noutlet: The Guardian\n---\n# The headline\n\n{ENGLISH}\n", "The headline"),
        ("a.md", f"---\ntitle: The title\n---\n# The headline\n\n{ENGLISH}\n", "The title"),
        ("a.md", f"A plan for the harbour\n\n{ENGLISH}\n", "A plan for the harbour"),
        ("a.md", f"{ENGLISH}\n\n## What next\n\n{ENGLISH}\n", None),
        ("a.md", f"{ENGLISH}\n\n{ARABIC}\n", None),
        ("a.txt", f"خطة جديدة للمرفأ\n\n{ARABIC}\n", "خطة جديدة للمرفأ"),
        ("a.txt", f"{ENGLISH}\n\n{ENGLISH}\n", None),
        (
            "a.html",
            f"<html><body><article><h1>A plan</h1><p>{ENGLISH}</p><p>{ENGLISH}</p></article></body></html>",
            "A plan",
        ),
    ],
)
def test_a_headline_is_the_title_where_nothing_else_gives_one(
    tmp_path: Path, name: str, content: str, title: str | None
) -> None:
    assert read_text(tmp_path, name, content).metadata.title == title
    (source,), _ = read_corpus([tmp_path])
    assert source.metadata.title == title


def test_a_title_that_the_text_repeats_is_one_headline(tmp_path: Path) -> None:
    document = read_text(tmp_path, "a.md", "---\ntitle: The title\n---\n# The title\n\nText.")
    assert texts(document) == ["The title", "Text."]
    assert document.blocks[0].span.start > document.text.index("# ")


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2024", "2024"),
        ("2024-06", "2024-06"),
        ("2024-6-9", "2024-06-09"),
        ("2024-06-19T10:30:00Z", "2024-06-19"),
        ("2024-06-19 10:30", "2024-06-19"),
        ("'٢٠٢٤-٠٦-١٩'", "2024-06-19"),
        ("", None),
        ("~", None),
    ],
)
def test_dates_keep_their_precision(tmp_path: Path, written: str, read_as: str | None) -> None:
    document = read_text(tmp_path, "a.md", f"---\ndate: {written}\n---\nText.")
    assert (document.metadata.date, document.warnings) == (read_as, ())


@pytest.mark.parametrize(
    ("front", "named"),
    [
        ("date: 2024-02-30", "date"),
        ("date: 19/06/2024", "date"),
        ("date: 0000-01-01", "date"),
        ("kind: poem", "kind"),
        ("lang: Arabic", "lang"),
        ("title: {a: b}", "title"),
        ("title: [unclosed", "YAML"),
        ("title: a: b", "line 2 (title)"),
        ("just words", "YAML"),
        ("title: \x07", "YAML"),
        ("title: " + "[" * 3000, "YAML"),
    ],
)
def test_bad_front_matter_is_a_warning_never_a_crash(tmp_path: Path, front: str, named: str) -> None:
    document = read_text(tmp_path, "a.md", f"---\n{front}\noutlet: X\n---\nText of the article.")
    assert named in " ".join(document.warnings)
    assert texts(document) == ["Text of the article."]


def test_a_title_with_a_colon_is_read_although_yaml_refuses_it(tmp_path: Path) -> None:
    document = read_text(tmp_path, "a.md", "---\ntitle: Ukraine: what next\ndate: 2024-06-19\n---\nText.")
    assert (document.metadata.title, document.metadata.date) == ("Ukraine: what next", "2024-06-19")
    assert len(document.warnings) == 1


@pytest.mark.parametrize(
    ("written", "author"),
    [
        ("[سامي علي, ليلى]", "سامي علي, ليلى"),
        ('["سامي علي"]', "سامي علي"),
        ('"سامي علي"', "سامي علي"),
        ("[تحليل] سامي علي", "[تحليل] سامي علي"),
    ],
)
def test_authors_are_named_without_brackets_although_yaml_refuses_the_title(
    tmp_path: Path, written: str, author: str
) -> None:
    document = read_text(tmp_path, "a.md", f"---\ntitle: خطة: كذا\nauthor: {written}\n---\nText.")
    assert document.metadata.author == author


def test_front_matter_that_is_a_list_is_told(tmp_path: Path) -> None:
    assert "key: value" in read_text(tmp_path, "a.md", "---\n- title\n---\nText.").warnings[0]


def test_front_matter_alone_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no text"):
        read_text(tmp_path, "a.md", "---\ntitle: X\n---\n")


MARKDOWN = st.lists(
    st.sampled_from(
        ["---", "title: x", "# h", "> q.", "> ", "- a", "1. b", "text", "  text", "", "```", "| a |", "|---|", "===",
         "<!--", "-->", "<b>", "[a]: /b", "نص عربي.", "***", "\u2028", "a\rb", "![x](y)", "[^1]: n"]
    )
).map("\n".join)  # fmt: skip


@given(MARKDOWN, st.sampled_from([".md", ".txt"]))
def test_blocks_are_ordered_trimmed_and_inside_the_text(text: str, suffix: str) -> None:
    reader = next(reader for reader in READERS if suffix in reader.suffixes)
    try:
        (extracted,) = reader.read(text.encode(), "a")
    except ReadError:
        return
    assert isinstance(extracted, Extracted)
    end = 0
    for block in extracted.blocks:
        assert end <= block.span.start < block.span.end <= len(extracted.text)
        assert block.span.of(extracted.text).strip() == block.span.of(extracted.text)
        end = block.span.end


@pytest.mark.parametrize("unit", ["[a]:x.", "> ", "# ", "a", "ا", "| ", "<b>", "- ", "\u2028", "<!--", "ـ", "`"])
@pytest.mark.parametrize("suffix", [".md", ".txt"])
def test_long_files_take_linear_time(tmp_path: Path, unit: str, suffix: str) -> None:
    path = write(tmp_path, f"a{suffix}", f"word {unit * (100_000 // len(unit))}\n" * 2)
    start = time.process_time()
    read(path)
    assert time.process_time() - start < 2


def test_a_long_run_of_letters_in_an_older_encoding_takes_linear_time() -> None:
    start = time.process_time()
    decode(b"a" * 150_000 + b" caf\xe9", "a.txt")
    assert time.process_time() - start < 2


# --- languages ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (ARABIC, "ar"),
        (ENGLISH, "en"),
        (FRENCH, "fr"),
        (GERMAN, "de"),
        (PERSIAN, "fa"),
        (URDU, "ur"),
        (RUSSIAN, "ru"),
        ("El presidente llegó el lunes a la ciudad y habló con los vecinos.", "es"),
        ("Cumhurbaşkanı pazartesi günü şehre geldi ve halkla konuştu.", "tr"),
        ("Il presidente è arrivato lunedì in città e ha parlato con i cittadini.", "it"),
        ("Президент прибув до міста в понеділок і зустрівся з її мешканцями.", "uk"),
        ("习近平主席会见了普京。", "zh"),
        ("習近平国家主席が訪問した。", "ja"),
        ("대통령이 월요일에 도착했다.", "ko"),
        ("הנשיא הגיע ביום שני.", "he"),
        ("राष्ट्रपति सोमवार को शहर पहुंचे और लोगों से बात की।", "hi"),
        ("خبر عاجل", "ar"),
        ("ٹرمپ گئے", "ur"),
        ("Breaking", "en"),
        ("123 …", "und"),
        ("", "und"),
        (f"{ARABIC} The Guardian, BBC News, Reuters", "ar"),
    ],
)
def test_the_language_is_detected(text: str, lang: str) -> None:
    assert detect(text) == lang


@pytest.mark.parametrize(
    ("text", "declared", "lang"),
    [
        (ARABIC, "fa_IR", "fa"),
        (ENGLISH, "de-AT", "de"),
        (ENGLISH, "sw", "sw"),
        (ENGLISH, "  ", "en"),
        ("123 …", "ar", "ar"),
        ("東京都知事選挙", "ja", "ja"),
        ("Predsednik je stigao u grad.", "sr", "sr"),
        (ARABIC, "en-us", "ar"),
        (URDU, "en", "ur"),
        (ENGLISH, "ar_EG", "en"),
    ],
)
def test_a_declared_language_wins_unless_the_script_is_of_others(text: str, declared: str, lang: str) -> None:
    assert detect(text, declared) == lang


def test_arabic_in_presentation_forms_is_arabic() -> None:
    forms = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFE80, 0xFEFD)}
    assert detect("".join(forms.get(letter, letter) for letter in ARABIC)) == "ar"


def test_reading_loads_no_heavy_module_before_it_is_needed() -> None:
    code = "import sys, muqabala.read; print({'py3langid', 'charset_normalizer', 'numpy', 'torch'} & set(sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()"


# --- words run together ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "زيارةرسمية إلى المدينة",
        "ذهب إلىبيته مساء",
        "كان قليلًافي المساء",
        "الوزير الذيكان هنا",
        "اجتمع مجلسالأمن أمس. وحفظ الأمن صعب.",
        "قال الرئيسالفرنسي ذلك. زار الفرنسي المدينة مع الرئيس.",
    ],
)
def test_words_run_together_are_noticed(text: str) -> None:
    assert "(1)" in (glued_warning(text) or "")


@pytest.mark.parametrize(
    "text",
    [
        ARABIC,
        "العالمية والغالبية والمخالفات والحاليين والبالغين والليبراليين والماليزية",
        "بالعمل والعمل فالعمل كالعمل للعمل وبالعمل أبالعمل العمل عمل",
        "التيار التيسير الذيل الذيول والتيارات",
        "أستراليا وإيطاليا والصومال والصوماليون وكاتالونيا وبنغالورو",
        "شىء وسىء ومستوىً وفتىً ومقهىً ومساءً وشيئًا وجزءًا وابتداءً",
        "كتابهما كتاب هما بينهما بين حالاتهم حالات اتهم",
        "نيويورك يورك نيو وقراءة القراءة وقراءاتهم",
        "حُسْنًا ورُؤًى وهدًى مُقْتَضًى",
    ],
)
def test_ordinary_words_are_not_reported(text: str) -> None:
    assert glued_warning(text) is None


def test_the_warning_reaches_the_document_of_an_arabic_text(tmp_path: Path) -> None:
    document = read_text(tmp_path, "a.txt", f"{ARABIC} وقامت بزيارةرسمية.")
    assert any("بزيارةرسمية" in warning for warning in document.warnings)


# --- folders -----------------------------------------------------------------------------------------------------


def test_a_folder_is_read_whole_and_a_bad_file_costs_itself_only(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", "Words of b.")
    write(tmp_path, "sub/a.md", "Words of a.")
    write(tmp_path, "sub/deep/c.text", "Words of c.")
    write(tmp_path, "scan.txt", b"%PDF-1.4")
    write(tmp_path, "table.xyz", "a,b")
    write(tmp_path, "NOTES", "no suffix")
    write(tmp_path, ".hidden.txt", "hidden")
    write(tmp_path, ".git/x.txt", "hidden")
    documents, skips = read_corpus([tmp_path])
    assert [document.id for document in documents] == ["b.txt", "sub/a.md", "sub/deep/c.text"]
    assert [skip.path for skip in skips] == ["NOTES", "scan.txt", "table.xyz"]
    assert "PDF" in skips[1].reason
    assert ".xyz" in skips[2].reason


def test_several_folders_lead_the_ids_with_their_names(tmp_path: Path) -> None:
    for folder in ("one/wire", "two/wire", "other"):
        write(tmp_path / folder, "a.txt", "Words.")
    folders = [tmp_path / "one/wire", tmp_path / "two/wire", tmp_path / "other", tmp_path / "other/../other"]
    documents, _ = read_corpus(folders)
    assert [document.id for document in documents] == ["other/a.txt", "wire-2/a.txt", "wire/a.txt"]


def test_a_folder_given_twice_is_one_folder(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "Words.")
    documents, _ = read_corpus([tmp_path, tmp_path])
    assert [document.id for document in documents] == ["a.txt"]


def test_links_are_followed_once_and_broken_ones_are_told(tmp_path: Path) -> None:
    write(tmp_path, "real/a.txt", "Words.")
    (tmp_path / "real/loop").symlink_to(tmp_path / "real")
    (tmp_path / "real/gone.txt").symlink_to(tmp_path / "nowhere.txt")
    documents, skips = read_corpus([tmp_path / "real"])
    assert [document.id for document in documents] == ["a.txt"]
    assert [(skip.path, "no such file" in skip.reason) for skip in skips] == [("gone.txt", True)]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_in_a_folder_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    documents, skips = read_corpus([tmp_path])
    assert documents == ()
    assert "regular" in skips[0].reason


def test_a_file_name_that_is_no_unicode_gets_a_printable_id(tmp_path: Path) -> None:
    try:
        write(tmp_path, os.fsdecode(b"caf\xe9.txt"), "Words.")
    except OSError:
        pytest.skip("the file system takes Unicode names only")
    (document,), _ = read_corpus([tmp_path])
    assert document.id == "caf\\xe9.txt"


@pytest.mark.parametrize("name", ["nowhere", "a.txt"])
def test_a_corpus_that_is_no_folder_is_an_error(tmp_path: Path, name: str) -> None:
    write(tmp_path, "a.txt", "Words.")
    with pytest.raises(ReadError, match="folder"):
        read_corpus([tmp_path / name])
