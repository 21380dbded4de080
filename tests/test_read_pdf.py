"""Reading PDF documents: order of letters, lines, columns and paragraphs; doubts told; damage refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from bidi import get_display
from hypothesis import given, settings
from hypothesis import strategies as st

from muqabala.errors import ReadError
from muqabala.read import read
from muqabala.read.visual import are_mirrored, backwards, logical
from muqabala.records import Document
from pdfs import Drawn, pdf

WIRE = Path(__file__).parent / "wire"
LINES = (
    "أقر مجلس مدينة مرسى نور يوم الأربعاء 19 يونيو 2024 خطة لإعادة بناء الميناء",
    "بكلفة 48.5 مليون دولار (أي 36% من موازنة المدينة) بحسب وكالة Coastal Wire الثلاثاء.",
    "وقال رئيس الهيئة: «سيغلق الرصيف الشمالي سبعة أشهر».",
    "التقى الفريقان 3-2 في 19/6/2024 عند الساعة 18:30 بحضور الجمهور.",
)
MIRROR = str.maketrans("()[]«»", ")(][»«")


def texts(document: Document) -> list[str]:
    return [block.span.of(document.text) for block in document.blocks]


def seen(line: str) -> str:
    """A right-to-left line as its letters stand from left to right, brackets as they look."""
    return str(get_display(line, base_dir="R")).translate(MIRROR)


def read_pdf(folder: Path, data: bytes) -> Document:
    path = folder / "a.pdf"
    path.write_bytes(data)
    return read(path)


def column(lines: list[str], left: float, top: float = 780.0) -> list[Drawn]:
    return [Drawn(line, left, top - 16 * at) for at, line in enumerate(lines)]


def test_a_page_printed_by_a_browser_gives_the_text_it_was_made_of() -> None:
    document = read(WIRE / "page.ar.pdf")
    assert texts(document) == [
        "مجلس مرسى نور يقر خطة الميناء",
        "أقر مجلس مدينة مرسى نور يوم الأربعاء 19 يونيو 2024 خطة لإعادة بناء الميناء بكلفة 48.5 مليون دولار (أي 36% من "
        "موازنة المدينة).",
        "وقال سليم حداد (54 عامًا) رئيس هيئة الميناء: «سيُغلق الرصيف الشمالي سبعة أشهر، ثم يُفتح أمام السفن الكبيرة».",
        "وينتقل نحو 350 عاملًا إلى الرصيف الجنوبي، بحسب وكالة Coastal Wire التي نشرت الخبر الثلاثاء.",
    ]
    assert document.blocks[0].headline
    assert document.lang == "ar"
    assert document.warnings == ()


def test_columns_are_read_one_after_the_other_and_told() -> None:
    document = read(WIRE / "columns.en.pdf")
    found = texts(document)
    assert found[0] == "Council approves harbour plan"
    assert found[1].startswith("The council of Marsa Nur")
    assert found[1].endswith("after a debate of six hours.")
    assert found[-1].startswith("Ships of up to 90,000 tonnes")
    assert any("columns" in warning for warning in document.warnings)


def test_right_to_left_columns_begin_at_the_right(tmp_path: Path) -> None:
    right = [seen(f"سطر من العمود الأيمن رقم {at} ينتهي هنا") for at in range(8)]
    left = [seen(f"سطر من العمود الأيسر رقم {at} ينتهي هنا") for at in range(8)]
    text = read_pdf(tmp_path, pdf([*column(left, 60), *column(right, 330)])).text
    assert text.index("الأيمن رقم 7") < text.index("الأيسر رقم 0")


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("mirrored", [True, False])
def test_a_line_comes_back_in_the_order_it_is_read(tmp_path: Path, line: str, mirrored: bool) -> None:
    placed = seen(line) if mirrored else str(get_display(line, base_dir="R"))
    document = read_pdf(tmp_path, pdf([Drawn(placed)]))
    assert texts(document) == [line]


ARABIC_WORD = st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", min_size=1, max_size=9)
NUMBER = st.from_regex(r"[1-9][0-9]{0,3}(\.[0-9]{1,2})?%?", fullmatch=True)
LATIN = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJ", min_size=1, max_size=8)


@given(st.lists(st.tuples(st.one_of(ARABIC_WORD, NUMBER, LATIN), ARABIC_WORD), min_size=1, max_size=6))
def test_order_survives_placing_and_reading(pairs: list[tuple[str, str]]) -> None:
    line = " ".join(["كلمة", *(word for pair in pairs for word in pair)])
    assert logical(list(get_display(line, base_dir="R")), leftward=True) == line


def test_a_left_to_right_line_keeps_its_arabic_word(tmp_path: Path) -> None:
    line = "The word صحافة means journalism"
    assert texts(read_pdf(tmp_path, pdf([Drawn(str(get_display(line, base_dir="L")))]))) == [line]


def test_shapes_within_words_become_letters_again() -> None:
    assert logical(["\ufe94", "\ufee8", "\ufef3", "\ufeaa", "\ufee3"]) == "مدينة"
    assert logical(["لا", "س"]) == "سلا"


def test_text_drawn_backwards_is_turned_and_told(tmp_path: Path) -> None:
    drawn = [Drawn(line, base=780 - 18 * at) for at, line in enumerate(LINES[:3])]
    document = read_pdf(tmp_path, pdf(drawn))
    assert "أقر مجلس مدينة مرسى نور يوم الأربعاء" in document.text
    assert any("reverse order" in warning for warning in document.warnings)


def test_text_that_mixes_both_orders_is_told_as_a_doubt(tmp_path: Path) -> None:
    mixed = [Drawn(LINES[0], base=780), Drawn(seen(LINES[1]), base=762), Drawn(seen(LINES[0]), base=744)]
    document = read_pdf(tmp_path, pdf(mixed))
    assert any("backwards in places" in warning for warning in document.warnings)


def test_sound_arabic_shows_no_sign_of_running_backwards() -> None:
    text = " ".join(LINES) + " مثلا وفعلا وأولا وكاملا إلى الآن"
    assert (backwards(text) or 0.0) < 0.2
    assert (backwards(text[::-1]) or 0.0) > 0.6
    assert backwards("كلمتان فقط") is None


def test_brackets_are_judged_over_all_lines() -> None:
    assert are_mirrored(["قال: »بداية القول", "ونهايته«"])
    assert not are_mirrored(["قال: «بداية القول", "ونهايته»"])
    assert not are_mirrored(["لا أقواس هنا"])


def test_paragraphs_part_at_gaps_and_short_last_lines(tmp_path: Path) -> None:
    lines = [
        Drawn("A headline in large letters", base=790, size=20),
        Drawn("The first paragraph begins here and runs on to the", base=750),
        Drawn("second line of it.", base=734),
        Drawn("The next begins without a gap, but the line above is", base=718),
        Drawn("short. It goes on here with a bro-", base=702),
        Drawn("ken word and ends.", base=686),
        Drawn("After a gap the third one stands alone.", base=640),
    ]
    document = read_pdf(tmp_path, pdf(lines))
    assert texts(document) == [
        "A headline in large letters",
        "The first paragraph begins here and runs on to the second line of it.",
        "The next begins without a gap, but the line above is short. It goes on here with a broken word and ends.",
        "After a gap the third one stands alone.",
    ]
    assert [block.headline for block in document.blocks] == [True, False, False, False]


def test_a_paragraph_over_two_pages_is_one_and_page_numbers_go(tmp_path: Path) -> None:
    first = [Drawn("Here stands the opening paragraph.", base=790), Drawn("A second one that the page", base=740)]
    first += [Drawn("cuts in the middle of its", base=724), Drawn("1", left=300, base=40)]
    second = [Drawn("sentence goes on overleaf and", base=790), Drawn("ends here.", base=774), Drawn("- 2 -", 300, 40)]
    assert texts(read_pdf(tmp_path, pdf(first, second))) == [
        "Here stands the opening paragraph.",
        "A second one that the page cuts in the middle of its sentence goes on overleaf and ends here.",
    ]


def test_pages_without_text_are_named(tmp_path: Path) -> None:
    document = read_pdf(tmp_path, pdf([Drawn("Some words stand here.")], []))
    assert document.warnings == ("Pages without a text layer were not read: 2.",)


def test_letters_without_meaning_are_counted(tmp_path: Path) -> None:
    data = pdf([Drawn("Some words stand here.")]).replace(b"<0000> <FFFF> <0000>", b"<0000> <0069> <0000>")
    document = read_pdf(tmp_path, data)
    assert "\ufffd" in document.text
    assert any("does not say" in warning for warning in document.warnings)


def test_the_author_counts_only_where_the_page_names_him(tmp_path: Path) -> None:
    lines = [Drawn("By Ruth Hadley"), Drawn("The council met on Wednesday for six hours.", base=750)]
    assert read_pdf(tmp_path, pdf(lines, author="Ruth Hadley")).metadata.author == "Ruth Hadley"
    assert read_pdf(tmp_path, pdf(lines, author="Office PC 7")).metadata.author is None


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ((WIRE / "scan.pdf").read_bytes(), "pages are pictures"),
        (b"not a pdf at all", "no PDF"),
        (b"", "no PDF"),
        ((WIRE / "page.ar.pdf").read_bytes()[:900], "damaged|pictures"),
        (pdf([]), "pages are pictures"),
        (pdf(*[[Drawn("word")]] * 501), "more than 500 pages"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, data: bytes, problem: str) -> None:
    with pytest.raises(ReadError, match=problem) as caught:
        read_pdf(tmp_path, data)
    assert caught.value.advice


def test_a_locked_document_says_so(tmp_path: Path) -> None:
    locked = pdf([Drawn("secret words")]).replace(
        b"trailer<<",
        b"trailer<</ID[<00112233445566778899AABBCCDDEEFF><00112233445566778899AABBCCDDEEFF>]/Encrypt<</Filter/Standard"
        b"/V 1/R 2/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">/P -4>>",
    )
    with pytest.raises(ReadError, match="password"):
        read_pdf(tmp_path, locked)


@settings(max_examples=25)
@given(st.integers(0, 2**32), st.data())
def test_a_damaged_document_is_read_or_refused(seed: int, data: st.DataObject) -> None:
    import random

    from muqabala.read.pdf import PdfReader

    chance = random.Random(seed)
    whole = bytearray(pdf([Drawn(seen(LINES[0])), Drawn("Some words.", base=700)]))
    for _ in range(chance.randint(1, 12)):
        whole[chance.randrange(len(whole))] = chance.randrange(256)
    try:
        (extracted,) = PdfReader().read(bytes(whole), "a.pdf")
    except ReadError:
        return
    assert extracted.text.encode()
