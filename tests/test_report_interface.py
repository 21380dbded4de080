from __future__ import annotations

import re
from importlib import resources
from pathlib import Path
from string import Formatter

import pytest

from muqabala.errors import ConfigError
from muqabala.records import Basis, DepartureType, Severity, Verdict
from muqabala.report.interface import Interface, catalogue

ARABIC, LATIN = re.compile(r"[\u0621-\u064a]"), re.compile(r"[A-Za-z]{2,}")
PLURALS = {"en": {"one", "other"}, "ar": {"zero", "one", "two", "few", "many", "other"}}


def forms(phrase: str | dict[str, str]) -> list[str]:
    return [phrase] if isinstance(phrase, str) else list(phrase.values())


def places(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name}


@pytest.mark.parametrize("key", catalogue())
def test_every_phrase_is_in_both_languages_with_the_same_places(key: str) -> None:
    phrase = catalogue()[key]
    assert set(phrase) == {"en", "ar"}
    assert isinstance(phrase["en"], str) == isinstance(phrase["ar"], str)
    for form in forms(phrase["ar"]):
        assert ARABIC.search(re.sub(r"\{\w+\}", "", form)), form
        assert not LATIN.search(re.sub(r"\{\w+\}|SHA", "", form)), form
        assert not re.search(r"[,;?]| [،؛.:]", form), f"Arabic has ، ؛ ؟ and no space before them: {form}"
        assert places(form) <= set().union(*map(places, forms(phrase["en"]))) | {"n"}
    for form in forms(phrase["en"]):
        assert not ARABIC.search(form)
    if not isinstance(phrase["en"], str):
        for lang, allowed in PLURALS.items():
            assert "other" in phrase[lang]
            assert set(phrase[lang]) <= allowed


def test_every_phrase_that_the_page_asks_for_exists_and_none_is_idle() -> None:
    package = resources.files("muqabala.report")
    files = [*(package / "templates").iterdir(), *(file for file in package.iterdir() if file.name.endswith(".py"))]
    code = "\n".join(file.read_text(encoding="utf-8") for file in files if Path(file.name).suffix in {".py", ".j2"})
    asked = set(re.findall(r"""(?:text|count)\(["']([a-z_]+\.[a-z_0-9]*[a-z0-9])["']""", code))
    asked |= set(re.findall(r"""["']((?:map|sure|page|tile)\.[a-z_]+)["']""", code))
    assert asked <= catalogue().keys()
    built = (
        "say.",
        "key.",
        "entry.",
        "queue.state_",
        "queue.by_",
        "verdict.",
        "told.",
        "type.",
        "severity.",
        "basis.",
        "reason.",
        "help.key_",
        "made.",
        "wire.",
        "review.rating_",
    )
    idle = {key for key in catalogue().keys() - asked if not key.startswith(built)}
    assert not idle


def test_every_word_of_the_vocabulary_has_its_phrase() -> None:
    for group, words in {"verdict": Verdict, "type": DepartureType, "severity": Severity, "basis": Basis}.items():
        assert {f"{group}.{word}" for word in words} <= catalogue().keys()


@pytest.mark.parametrize(
    ("tag", "number", "percent", "date"),
    [
        ("en", "1,234", "71%", "June 19, 2024"),
        ("en-GB", "1,234", "71%", "19 June 2024"),
        ("ar", "1,234", "71%", "19 يونيو 2024"),
        ("ar-EG", "١٬٢٣٤", "٧١%", "١٩ يونيو ٢٠٢٤"),
        ("ar-SY", "١٬٢٣٤", "٧١%", "١٩ حزيران ٢٠٢٤"),
        ("ar-XX", "1,234", "71%", "19 يونيو 2024"),
    ],
)
def test_numbers_and_dates_follow_the_locale(tag: str, number: str, percent: str, date: str) -> None:
    ui = Interface(tag)
    marks = re.compile(r"[\u200e\u200f\u061c]")
    assert ui.number(1234) == number
    assert marks.sub("", ui.percent(0.71)).replace("٪", "%") == percent
    assert ui.date("2024-06-19") == date


def test_partial_and_impossible_dates() -> None:
    ui = Interface("en")
    assert (ui.date("2024"), ui.date("2024-06"), ui.date("2024-13"), ui.date("last week")) == (
        "2024",
        "June 2024",
        "2024-13",
        "last week",
    )


def test_an_estimate_is_never_certain() -> None:
    ui = Interface("en")
    assert [ui.chance(value) for value in (0.0, 0.004, 0.5, 0.996, 1.0)] == ["1%", "1%", "50%", "99%", "99%"]


@pytest.mark.parametrize(
    ("number", "words"), [(1, "فُحصت عبارة واحدة:"), (2, "فُحصت عبارتان:"), (3, "فُحصت 3 عبارات:"), (11, "فُحصت 11 عبارة:")]
)
def test_arabic_plurals(number: int, words: str) -> None:
    assert Interface("ar").count("counts.checked", number) == words


@pytest.mark.parametrize("tag", ["fr", "", "english", "zz-ZZ"])
def test_a_language_without_words_is_refused(tag: str) -> None:
    with pytest.raises(ConfigError, match="Choose en or ar"):
        Interface(tag)
