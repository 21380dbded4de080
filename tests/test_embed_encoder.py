"""The real model: translations are close, numbers are stable, words stand where they stand in the raw text."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import numpy as np
import pytest

from muqabala import embed
from muqabala.embed import Means
from muqabala.errors import ModelError
from muqabala.fold import words
from muqabala.records import Encoding, Passage, Span

if TYPE_CHECKING:
    from muqabala.embed.encoder import Encoder
    from muqabala.records import Matrix

PAIRS = [
    ("The strike closed every school in the capital.", "أغلق الإضراب جميع المدارس في العاصمة."),
    ("A whale was found dead on the northern beach.", "عُثر على حوت نافق على الشاطئ الشمالي."),
    ("The central bank raised interest rates again.", "رفع البنك المركزي أسعار الفائدة مرة أخرى."),
    ("The film won the jury prize at the festival.", "فاز الفيلم بجائزة لجنة التحكيم في المهرجان."),
]


def passage(text: str, lang: str = "en", start: int = 0, end: int | None = None) -> Passage:
    return Passage("d", text, Span(start, len(text) if end is None else end), lang)


def spoken(encoding: Encoding, text: str) -> list[str]:
    """The words that have vectors, as they stand in the text."""
    return [span.of(text) for span in encoding.words]


def identical(one: Encoding, other: Encoding) -> bool:
    """Whether two encodings are the same bytes."""
    ours, theirs = ((e.vector.tobytes(), [layer.tobytes() for layer in e.layers]) for e in (one, other))
    return ours == theirs and one.words == other.words


def centred(encoder: Encoder, texts: list[str], lang: str) -> list[Encoding]:
    means = Means.shipped(encoder.weights_sha256, encoder.dimension, len(encoder.layers))
    return [means.centre(encoding, lang) for encoding in encoder.encode([passage(text, lang) for text in texts])]


def test_a_translation_is_closer_than_any_other_sentence(encoder: Encoder) -> None:
    english = np.stack([e.vector for e in centred(encoder, [en for en, _ in PAIRS], "en")])
    arabic = np.stack([e.vector for e in centred(encoder, [ar for _, ar in PAIRS], "ar")])
    cosines = arabic @ english.T
    assert cosines.argmax(axis=1).tolist() == [0, 1, 2, 3]
    others = cosines[~np.eye(len(PAIRS), dtype=bool)]
    assert cosines.diagonal().min() > others.max() + 0.1


def test_words_are_closest_to_their_translations(encoder: Encoder) -> None:
    (english,), (arabic,) = centred(encoder, [PAIRS[1][0]], "en"), centred(encoder, [PAIRS[1][1]], "ar")
    ours, theirs = spoken(arabic, PAIRS[1][1]), spoken(english, PAIRS[1][0])
    for ours_layer, theirs_layer in zip(arabic.layers, english.layers, strict=True):
        best = (ours_layer @ theirs_layer.T).argmax(axis=1)
        found = {word: theirs[b] for word, b in zip(ours, best, strict=True)}
        assert found["الشاطئ"] == "beach"
        assert found["الشمالي"] == "northern"


def test_shapes(encoder: Encoder) -> None:
    text = "Two words"
    (found,) = encoder.encode([passage(text)])
    assert found.vector.shape == (384,)
    assert encoder.layers == (7, 10, 12)
    assert [layer.shape for layer in found.layers] == [(2, 384)] * 3
    assert {found.vector.dtype, *(layer.dtype for layer in found.layers)} == {np.dtype(np.float32)}
    assert np.linalg.norm(found.vector) == pytest.approx(1.0, abs=1e-4)


def test_the_same_input_twice_gives_the_same_bytes(encoder: Encoder) -> None:
    passages = [passage(text) for pair in PAIRS for text in pair]
    first = encoder.encode(passages)
    encoder.encode([passage("Something else in between.")])
    assert all(identical(a, b) for a, b in zip(first, encoder.encode(passages), strict=True))


def test_the_order_and_the_company_change_no_byte_of_a_passage(encoder: Encoder) -> None:
    texts = [text for pair in PAIRS for text in pair] + ["Short.", " ".join(en for en, _ in PAIRS)]
    passages = [passage(text) for text in texts]
    forward = encoder.encode(passages)
    backward = encoder.encode(passages[::-1])[::-1]
    alone = [encoder.encode([one])[0] for one in passages]
    for other in (backward, alone):
        assert all(identical(a, b) for a, b in zip(forward, other, strict=True))


def test_eight_bits_say_nearly_the_same_as_full_precision(encoder: Encoder, full_model: Path) -> None:
    full = embed.load(str(full_model), threads=2)
    assert (full.prompt, full.layers, full.dimension) == (encoder.prompt, encoder.layers, encoder.dimension)
    passages = [passage(text) for pair in PAIRS for text in pair]
    for ours, theirs in zip(encoder.encode(passages), full.encode(passages), strict=True):
        assert ours.words == theirs.words
        assert float(ours.vector @ theirs.vector) > 0.998
        for one, two in zip(ours.layers, theirs.layers, strict=True):
            assert (unit(one) * unit(two)).sum(axis=1).min() > 0.98


def unit(matrix: Matrix) -> Matrix:
    return embed.unit(matrix)


def test_sentence_vectors_alone_equal_those_with_words(encoder: Encoder) -> None:
    passages = [passage(text) for pair in PAIRS for text in pair]
    together = np.stack([e.vector for e in encoder.encode(passages)])
    assert np.array_equal(encoder.vectors(passages), together)


def test_another_prompt_gives_other_vectors(encoder: Encoder) -> None:
    passages = [passage(PAIRS[0][0])]
    assert encoder.prompt == "query: "
    assert not np.array_equal(encoder.vectors(passages, prompt="passage: "), encoder.vectors(passages))


@pytest.mark.parametrize(
    ("plain", "marked"),
    [
        ("قال محمد إن الكتاب مفيد", "قَالَ مُحَمَّدٌ إِنَّ الكِتَابَ مُفِيدٌ".replace("إِ", "إ")),
        ("السلام عليكم", "الســـلام عليكـم"),
        ("بلغ العدد 48 شخصا", "بلغ العدد \u200f\u206648\u2069\u200f شخصا"),
        ("Hello world", "\u200eHello\u00ad \u202aworld\u202c\ufeff"),
    ],
)
def test_vowel_and_direction_marks_change_no_vector(encoder: Encoder, plain: str, marked: str) -> None:
    assert plain != marked
    (one,) = encoder.encode([passage(plain, "ar")])
    (other,) = encoder.encode([passage(marked, "ar")])
    assert np.abs(one.vector - other.vector).max() < 1e-5
    assert len(one.words) == len(other.words)
    for a, b in zip(one.layers, other.layers, strict=True):
        assert np.abs(unit(a) - unit(b)).max() < 1e-5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قَالَ مُحَمَّدٌ: نَعَمْ.", ["قَالَ", "مُحَمَّدٌ", "نَعَمْ"]),
        ("中国有 5 人", ["中", "国", "有", "5", "人"]),
        ("Yes 👍🏽 and 😀😀 no", ["Yes", "and", "no"]),
        ("🇸🇾 سوريا 🇰🇵 كوريا", ["سوريا", "كوريا"]),
        ("ﷺ ثم ﬁnal", ["ﷺ", "ثم", "ﬁnal"]),
        ("\u2067بيروت\u2069 (48)", ["بيروت", "48"]),
        ("In 2014, 2018. At 27, too", ["In", "2014", "2018", "At", "27", "too"]),
        ("e\u0301te\u0301  fini", ["e\u0301te\u0301", "fini"]),
        ("unbelievably antidisestablishmentarianism", ["unbelievably", "antidisestablishmentarianism"]),
    ],
)
def test_words_with_vectors_are_the_words_of_the_raw_text(encoder: Encoder, text: str, expected: list[str]) -> None:
    (found,) = encoder.encode([passage(text)])
    assert spoken(found, text) == expected


def test_the_offsets_of_a_passage_are_those_of_its_document(encoder: Encoder) -> None:
    text = "😀 قال: مُحَمَّدٌ كتب الرسالة. ثم ذهب."
    start, end = text.index("مُ"), text.index(" ثم")
    (inside,) = encoder.encode([passage(text, "ar", start, end)])
    assert spoken(inside, text) == ["مُحَمَّدٌ", "كتب", "الرسالة"]
    (alone,) = encoder.encode([passage(text[start:end], "ar")])
    assert np.abs(inside.vector - alone.vector).max() < 1e-5, "what stands around it is not read"


def test_a_word_vector_belongs_to_its_word(encoder: Encoder) -> None:
    """Swapping two words swaps what their vectors are most like."""
    (one,) = encoder.encode([passage("cat, dog")])
    (other,) = encoder.encode([passage("dog, cat")])
    cosines = unit(one.layers[0]) @ unit(other.layers[0]).T
    assert cosines[0, 1] > cosines[0, 0]
    assert cosines[1, 0] > cosines[1, 1]


def test_a_passage_longer_than_the_window_is_cut_not_broken(encoder: Encoder) -> None:
    text = " ".join(f"word{n}" for n in range(2000))
    (found,) = encoder.encode([passage(text)])
    assert 0 < len(found.words) < 2000
    assert found.words == words(text)[: len(found.words)], "the words from the beginning on, none left out"
    assert np.isfinite(found.vector).all()


@pytest.mark.parametrize("text", ["", " ", "…", "\u200f", "ًٌٍ", "\n\n", "😀"])
def test_a_text_without_words_has_a_vector_and_no_words(encoder: Encoder, text: str) -> None:
    (found,) = encoder.encode([passage(text)])
    assert found.words == ()
    assert [layer.shape for layer in found.layers] == [(0, 384)] * 3
    assert np.isfinite(found.vector).all()


def test_odd_characters_do_not_break_anything(encoder: Encoder) -> None:
    text = "a\x00b \ud800 \U000e0001 \u0378 ﷽ " + "ا" * 3000
    (found,) = encoder.encode([passage(text)])
    assert all(0 <= span.start < span.end <= len(text) for span in found.words)


def test_no_passages_give_nothing(encoder: Encoder) -> None:
    assert encoder.encode([]) == ()
    assert encoder.vectors([]).shape == (0, 384)


def test_a_name_that_no_hub_answers_is_refused_within_seconds() -> None:
    script = """
        from muqabala import embed
        from muqabala.errors import ModelError
        try:
            embed.load("nobody/no-such-model")
        except ModelError as error:
            print(error)
    """
    online = {name: value for name, value in os.environ.items() if name != "HF_HUB_OFFLINE"}
    began = time.monotonic()
    run = subprocess.run(
        [sys.executable, "-c", dedent(script)],
        env={**online, "HF_ENDPOINT": "http://127.0.0.1:9"},  # a port where nobody listens
        capture_output=True,
        text=True,
    )
    assert re.match(r"nobody/no-such-model: .*cannot be loaded.*Give a folder.*embedded", run.stdout), run
    assert "Retrying" not in run.stderr
    assert time.monotonic() - began < 45, "most of it is importing; a loader that repeats its questions takes longer"


@pytest.mark.parametrize("broken", ["empty", "weights", "config"])
def test_a_broken_folder_is_refused_with_the_way_out(tmp_path: Path, tiny_model: Path, broken: str) -> None:
    if broken != "empty":
        for path in tiny_model.rglob("*"):
            target = tmp_path / path.relative_to(tiny_model)
            if path.is_dir():
                target.mkdir()
            else:
                target.write_bytes(path.read_bytes())
        damaged = next(tmp_path.glob("*.safetensors")) if broken == "weights" else tmp_path / "config.json"
        damaged.write_bytes(damaged.read_bytes()[:100])
    with pytest.raises(ModelError, match="cannot be loaded"):
        embed.load(str(tmp_path))


def test_a_model_without_word_vectors_is_refused(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import StaticEmbedding
    from tokenizers import Tokenizer, pre_tokenizers
    from tokenizers.models import WordLevel

    tokenizer = Tokenizer(WordLevel({"[UNK]": 0, "peace": 1, "war": 2}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    static = StaticEmbedding(tokenizer, embedding_weights=np.eye(3, dtype=np.float32))
    SentenceTransformer(modules=[static], device="cpu").save(str(tmp_path / "static"))
    with pytest.raises(ModelError, match=r"static.*needs a transformer.*words"):
        embed.load(str(tmp_path / "static"))


def test_any_other_sentence_transformers_folder_works(tiny_model: Path) -> None:
    tiny = embed.load(str(tiny_model), threads=2)
    text = "The harbour مُدُن open"
    (found,) = tiny.encode([passage(text)])
    assert spoken(found, text) == ["The", "harbour", "مُدُن", "open"]
    assert found.vector.shape == (tiny.dimension,)
    assert len(found.layers) == len(tiny.layers)
    assert json.loads((tiny_model / "config.json").read_text())["num_hidden_layers"] == max(tiny.layers)
    assert tiny.prompt == ""
    assert tiny.sha256 != embed.load(None, threads=2).sha256
