from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import newsroom
from muqabala import pipeline
from muqabala.config import Settings
from muqabala.corpus import silent
from muqabala.errors import BenchmarkError
from muqabala.evaluate import flagged, names, show_names, show_pairs
from muqabala.evaluate.pairs import load_pairs
from muqabala.pipeline import Desk
from muqabala.records import Basis, DepartureType

if TYPE_CHECKING:
    from muqabala.embed.encoder import Encoder

PAIRS = """id\ten\tar
1\tThe ministry said 48 people were injured in the fire.\tقالت الوزارة إن 48 شخصًا أصيبوا في الحريق.
2\tThe ministry said 48 people were injured in the fire.\tقالت الوزارة إن 84 شخصًا أصيبوا في الحريق.
3\tThe bridge reopened on Sunday.\t
4\tThe bridge reopened on Sunday.\tأُعيد فتح الجسر يوم الأحد.
"""


def written(folder: Path, text: str, name: str = "set.tsv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


# Pairs ---------------------------------------------------------------------------------------------------------------


def test_pairs_are_the_rows_with_both_sides(tmp_path: Path) -> None:
    found = load_pairs(written(tmp_path, PAIRS))
    assert [pair.claim.text[:4] for pair in found] == ["قالت", "قالت", "أُعي"]
    assert found[0].source.words == "The ministry said 48 people were injured in the fire."
    assert (found[0].source.lang, found[0].claim.lang) == ("en", "ar")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("a\tb\n1\t2\n", "no columns 'en' and 'ar'"), ("", "no columns"), ("en\tar\n", "no columns")],
)
def test_a_file_of_another_form_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(BenchmarkError, match=complaint) as caught:
        load_pairs(written(tmp_path, text))
    assert "set.tsv" in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match=r"nothing\.tsv: cannot be read"):
        load_pairs(tmp_path / "nothing.tsv")


@pytest.fixture
def desk(tmp_path: Path, encoder: Encoder, prepared_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("MUQABALA_CACHE", str(prepared_cache))
    monkeypatch.setattr(pipeline, "load_model", lambda name, threads: encoder)
    newsroom.corpus(tmp_path)
    return Desk(Settings(threads=2), [tmp_path / "corpus"])


def test_only_the_pair_whose_number_differs_is_flagged(tmp_path: Path, desk: Desk) -> None:
    found = flagged(desk, written(tmp_path, PAIRS), silent, [Basis.RULE])
    assert (found.pairs, found.flagged, found.with_fact) == (3, 1, 1)
    assert found.by_type == {DepartureType.NUMBER: 1}
    kind, words, text = found.examples[0]
    assert kind is DepartureType.NUMBER
    assert "84" in words
    assert words in text
    shown = show_pairs(found, errors=1)
    assert "set.tsv: 3 faithful pairs  flagged per 100: 33.33  with number, date or name: 33.33" in shown
    assert "number 1" in shown
    assert "84" in shown.splitlines()[-1]


# Names ---------------------------------------------------------------------------------------------------------------

NAMES = """# A remark.
english\tarabic\tanother
Boris Johnson\tبوريس جونسون\tبوريس تديتش
António Guterres\tأنطونيو غوتيريش\tأنطونيو كوستا
"""


def test_names_are_recognised_and_namesakes_told_apart(tmp_path: Path) -> None:
    found = names(written(tmp_path, NAMES))
    assert (found.names, found.recall, found.false_positive_rate) == (2, 1.0, 0.0)
    assert show_names(found) == "names: 2 people  recognised 1.000  namesakes taken for them 0.0000"


def test_a_namesake_given_as_the_name_is_counted(tmp_path: Path) -> None:
    wrong = NAMES.replace("بوريس جونسون\tبوريس تديتش", "بوريس تديتش\tبوريس جونسون")
    found = names(written(tmp_path, wrong))
    assert (found.recall, found.false_positive_rate) == (0.5, 0.5)


@pytest.mark.parametrize("text", ["", "# only a remark\n", "english\tarabic\nBoris\tبوريس\n"])
def test_a_file_that_holds_no_names_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(BenchmarkError, match="not a file of names"):
        names(written(tmp_path, text))
