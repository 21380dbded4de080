"""The comparison form: what counts as the same, and that every folded character leads back to its raw place."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muqabala.fold import fold, folded, words
from muqabala.records import Span

NEWS_LETTERS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("ابتثأإآىةئؤیکہھ٠١٢۳۴٬٫ًٌٍَُِّْـ\u200f\u200e\u202b\u202c\u2066\u2069\u200cﷺﻻﷲﬁﬃ½²ǅİßé中日本ไทย'’-.,"),
    )
)


def test_span_of_lengths_overlaps_and_joins() -> None:
    span = Span(2, 5)
    assert len(span) == 3
    assert span.of("السلام") == "سلا"
    assert span.overlap(Span(4, 9)) == 1
    assert span.overlap(Span(5, 9)) == 0, "half-open: they only touch"
    assert span.shift(10) == Span(12, 15)
    assert span.join(Span(7, 8)) == Span(2, 8)


@pytest.mark.parametrize(("start", "end"), [(3, 2), (-1, 2)])
def test_a_span_that_is_none_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


@pytest.mark.parametrize(
    ("raw", "same"),
    [
        ("أحمد إلى آل ٱلبيت", "احمد الى ال البيت"),
        ("مُحَمَّدٌ", "محمد"),
        ("الـــسلام", "السلام"),
        ("مدرسة", "مدرسه"),
        ("على", "علي"),
        ("رئيس مسؤول", "رييس مسوول"),
        ("کیف", "كيف"),
        ("ہے", "هے"),
        ("ﻻ ﷲ", "لا الله"),
        ("ﬁnal ﬃ", "final ffi"),
        ("Ångström Łódź Đà Nẵng Øresund", "angstrom lodz da nang oresund"),
        ("STRASSE straße", "strasse strasse"),
        ("İstanbul ISPARTA Diyarbakır", "istanbul isparta diyarbakir"),
        ("١٬٢٣٤٫٥", "1,234.5"),
        ("۱۲۳۴", "1234"),
        ("１２３", "123"),
        ("٪ 48", "% 48"),
        ("don’t “so” «كذا»", 'don\'t "so" "كذا"'),
        ("2023–24 al‑Sisi −5", "2023-24 al-sisi -5"),
        ("a\u200fb\u200ec\u202bd\u202ce\u2066f\u2069g\u00adh\ufeffi", "abcdefghi"),
        ("a\u00a0b\u2009c\nd", "a b c d"),
    ],
)
def test_variants_of_the_same_fold_alike(raw: str, same: str) -> None:
    assert folded(raw) == folded(same)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("١٬٢٣٤٫٥", "1,234.5"), ("۱۲٫۵٪", "12.5%"), ("مُحَمَّد", "محمد"), ("Zürich", "zurich"), ("كتابٌ", "كتاب")],
)
def test_the_form_itself(raw: str, expected: str) -> None:
    assert folded(raw) == expected


@pytest.mark.parametrize(("one", "other"), [("48", "84"), ("حرب", "حزب"), ("1,5", "1.5"), ("كتب", "كتاب"), ("5", "-5")])
def test_what_differs_in_meaning_stays_different(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(NEWS_LETTERS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(NEWS_LETTERS)
def test_origin_never_decreases_and_maps_each_character_to_the_one_it_came_from(text: str) -> None:
    result = fold(text)
    assert result.text == folded(text)
    assert len(result.origin) == len(result.text)
    assert all(a <= b for a, b in pairwise(result.origin))
    for character, index in zip(result.text, result.origin, strict=True):
        assert character in folded(text[index])


@given(NEWS_LETTERS, st.data())
def test_spans_stay_inside_the_text_and_fold_back_to_what_was_found(text: str, data: st.DataObject) -> None:
    result = fold(text)
    start = data.draw(st.integers(0, len(result.text)))
    end = data.draw(st.integers(start, len(result.text)))
    span = result.span(start, end)
    assert 0 <= span.start <= span.end <= len(text)
    assert result.text[start:end] in folded(span.of(text))
    if start == end:
        assert len(span) == 0


@given(st.lists(st.sampled_from(["مُحَمَّدٌ", "قال", "إِنَّ", "Café", "١٢٬٥", "straße", "e\u0301te\u0301"]), min_size=1))
def test_a_found_word_gives_the_raw_word_with_all_its_vowel_marks(sentence: list[str]) -> None:
    raw, at = " ".join(sentence), 0
    result = fold(raw)
    for word in sentence:
        start = result.text.index(folded(word), at)
        at = start + len(folded(word))
        assert result.span(start, at).of(raw) == word


def test_half_a_ligature_leads_to_the_whole_of_it() -> None:
    result = fold("قال ﷺ ثم")
    start = result.text.index("الله")
    assert result.span(start, start + 4).of(result.raw) == "ﷺ"


def test_direction_marks_around_a_number_do_not_shift_it() -> None:
    raw = "نحو \u200f\u2066٤٨\u2069\u200f ألفًا"
    result = fold(raw)
    at = result.text.index("48")
    assert result.span(at, at + 2).of(raw) == "٤٨"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قال مُحَمَّدٌ: نعم.", ["قال", "مُحَمَّدٌ", "نعم"]),
        ("بنسبة 3.5 في المئة، أو ٣٫٥.", ["بنسبة", "3.5", "في", "المئة", "أو", "٣٫٥"]),
        ("1,200 people; don’t go", ["1,200", "people", "don’t", "go"]),
        ("al-Sisi (Cairo)", ["al-Sisi", "Cairo"]),
        ("الـــسلام", ["الـــسلام"]),
        ("end. 5. Start", ["end", "5", "Start"]),
        ("- 'quoted' -", ["quoted"]),
        ("中国2024年", ["中", "国", "2024", "年"]),
        ("a中b", ["a", "中", "b"]),
        ("e\u0301te\u0301 fini", ["e\u0301te\u0301", "fini"]),
        ("😀 okay 👍🏽", ["okay"]),
        ("", []),
        ("  … — ", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in words(text)] == expected


@given(NEWS_LETTERS)
def test_words_are_ordered_disjoint_and_inside_the_text(text: str) -> None:
    spans = words(text)
    assert all(len(span) > 0 for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert not spans or spans[-1].end <= len(text)


@given(NEWS_LETTERS)
def test_every_letter_and_digit_belongs_to_a_word(text: str) -> None:
    inside = {i for span in words(text) for i in range(span.start, span.end)}
    assert all(i in inside for i, character in enumerate(text) if character.isalnum())


@given(NEWS_LETTERS)
def test_a_word_never_begins_with_a_mark_or_a_sign(text: str) -> None:
    for span in words(text):
        assert unicodedata.category(text[span.start])[0] in "LN", ascii(span.of(text))
