"""Two spellings of a name: what a reader takes for one name, what for two, and where a name stands in a text."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muqabala.spelling import ACCEPT, best_window, similarity

SAME = [
    ("كشيشتوف", "Krzysztof"),
    ("غجيغوجيفسكي", "Grzegorzewski"),
    ("بارزاني", "Barzani"),
    ("فلاديمير بوتين", "Vladimir Putin"),
    ("بوتين", "Vladimir Putin"),  # a surname alone
    ("ترمب", "Trump"),
    ("ترامب", "Trump"),
    ("كيم جونغ أون", "Kim Jong-un"),
    ("شي جين بينغ", "Xi Jinping"),
    ("شي جينبينغ", "Xi Jinping"),  # two words in one, on one side
    ("سايمون تيسدال", "Simon Tisdall"),
    ("سيمون تيسدال", "Simon Tisdall"),
    ("ليندا توماس جرينفيلد", "Linda Thomas-Greenfield"),
    ("ليندا توماس غرينفيلد", "Linda Thomas-Greenfield"),
    ("رجب طيب أردوغان", "Recep Tayyip Erdoğan"),
    ("عبد الفتاح السيسي", "Abdel Fattah el-Sisi"),
    ("عبدالفتاح السيسي", "Abdel Fattah al-Sisi"),
    ("بشار الأسد", "Bashar al-Assad"),
    ("والسيسي", "el-Sisi"),  # clitics
    ("لبوتين", "Putin"),
    ("للترامب", "Trump"),
    ("غوتيريش", "António Guterres"),
    ("جوتيريس", "Guterres"),
    ("شارل ميشيل", "Charles Michel"),
    ("أورسولا فون دير لاين", "Ursula von der Leyen"),
    ("زابوريجيا", "Zaporizhzhia"),
    ("واشنطن", "Washington"),
    ("ألكسندر فوتشيتش", "Aleksandar Vučić"),
    ("غوتيريش", "جوتيريس"),  # Arabic against Arabic
    ("غوتيريش", "غوتيرش"),
    ("Mohammed", "Muhammad"),  # Latin against Latin
    ("Zelenskyy", "Zelensky"),
    ("Gaddafi", "Qaddafi"),
    ("Путин", "Putin"),  # other scripts
    ("بوتين", "Путин"),
    ("Τσίπρας", "Tsipras"),
    ("习近平", "Xi Jinping"),
    ("شي جين بينغ", "习近平"),
]

DIFFERENT = [
    ("تيم سيدال", "Simon Tisdall"),
    ("بوتين", "Biden"),
    ("بايدن", "Putin"),
    ("ماكرون", "Maduro"),
    ("كيم جونغ أون", "Kim Jong Il"),
    ("كيم جونغ إيل", "Kim Jong Un"),
    ("محمد بن سلمان", "Mohammed bin Zayed"),
    ("حافظ الأسد", "Bashar al-Assad"),
    ("جورج بوش", "Jeb Bush"),
    ("دونالد ترامب", "Donald Tusk"),
    ("سيرغي لافروف", "Sergei Shoigu"),
    ("لوغانسك", "Lviv"),
    ("سلوفاكيا", "Slovenia"),
    ("أولاف شولتس", "Martin Schulz"),
    ("بلينكن", "Clinton"),
    ("Trump", "Trudeau"),
    ("سليماني", "سليمان فرنجية"),
    ("Иванов", "Petrov"),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_one_name_in_two_spellings_is_accepted(a: str, b: str) -> None:
    assert similarity(a, b) >= ACCEPT


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_two_names_are_kept_apart(a: str, b: str) -> None:
    assert similarity(a, b) < ACCEPT


@pytest.mark.parametrize("nothing", ["", " ", "12", "١٢", "«»", "ـ", "\u064b"])
def test_strings_without_letters_are_like_nothing(nothing: str) -> None:
    assert similarity(nothing, "Putin") == 0.0
    assert best_window(nothing, "Vladimir Putin") is None
    assert best_window("Putin", nothing) is None


def test_a_given_name_alone_says_less_than_a_surname_alone() -> None:
    assert similarity("Angela", "Angela Merkel") < similarity("Merkel", "Angela Merkel")


def test_a_syllable_does_not_stand_for_a_long_name() -> None:
    assert best_window("Kim Jong Un", "إن المحادثات مستمرة") is None


def test_held_out_names_keep_their_floor() -> None:
    path = Path(__file__).parents[1] / "benchmarks" / "names.tsv"
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")][1:]
    found = sum(similarity(english, arabic) >= ACCEPT for english, arabic, _ in rows)
    confused = sum(similarity(english, another) >= ACCEPT for english, _, another in rows)
    assert len(rows) >= 500
    assert found / len(rows) >= 0.98
    assert confused / len(rows) <= 0.005


SENTENCE = "وقال الرئيس الأميركي دونالد ترامب، بعد لقائه ببوريس جونسون وغوتيريش، إن البلدين اتفقا على خطة جديدة."


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Donald Trump", "دونالد ترامب"),
        ("Trump", "ترامب"),
        ("Boris Johnson", "بوريس جونسون"),  # without the clitic ب
        ("António Guterres", "غوتيريش"),  # without the clitic و
    ],
)
def test_a_name_is_found_where_it_stands(name: str, words: str) -> None:
    found = best_window(name, SENTENCE)
    assert found is not None
    assert found[0].of(SENTENCE) == words
    assert found[1] >= ACCEPT


@pytest.mark.parametrize("name", ["Emmanuel Macron", "Angela Merkel", "Xi Jinping", "Justin Trudeau", "Lavrov"])
def test_a_name_that_is_not_there_is_not_found(name: str) -> None:
    assert best_window(name, SENTENCE) is None


def test_the_article_belongs_to_the_name_and_the_clitic_does_not() -> None:
    text = "التقى وزراء والسيسي في القاهرة"
    found = best_window("el-Sisi", text)
    assert found is not None
    assert found[0].of(text) == "السيسي"


def test_a_vowelled_name_is_found_whole() -> None:
    text = "زار مُحَمَّد المدينة"
    found = best_window("Mohammed", text)
    assert found is not None
    assert found[0].of(text) == "مُحَمَّد"


def test_many_names_in_a_sentence_take_little_time() -> None:
    names = [f"{given} {surname}" for given in ("Anna", "Peter", "Karl", "Maria") for surname in _SURNAMES]
    started = time.perf_counter()
    for name in names:
        best_window(name, SENTENCE)
    assert time.perf_counter() - started < 3.0  # tens of milliseconds; the bound is for a busy machine


_SURNAMES = ("Smith", "Brown", "Wagner", "Rossi", "Dubois", "Novak", "Hansen", "Silva", "Garcia", "Kowalski")
_LETTERS = st.text(alphabet="اأبتثجحدرزسشصضعغفقكلمنهوية ءABCdefgkmnstуикяαβ'-ـ\u064e\u200f،.9", max_size=40)


@settings(max_examples=150, deadline=None)
@given(_LETTERS, _LETTERS)
def test_similarity_is_a_share_and_has_no_order(a: str, b: str) -> None:
    score = similarity(a, b)
    assert 0.0 <= score <= 1.0
    assert score == pytest.approx(similarity(b, a), abs=0.05)


@settings(max_examples=150, deadline=None)
@given(_LETTERS, _LETTERS)
def test_a_window_lies_in_the_text(name: str, text: str) -> None:
    found = best_window(name, text, least=0.5)
    if found is not None:
        span, score = found
        assert 0 <= span.start < span.end <= len(text)
        assert score >= 0.499
        assert any(character.isalpha() for character in span.of(text))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30), st.text(max_size=30))
def test_odd_unicode_never_raises(a: str, b: str) -> None:
    assert 0.0 <= similarity(a, b) <= 1.0
    best_window(a, b)
