"""What all tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from muqabala.embed.encoder import Encoder

# Examples must not depend on the machine's load or on luck: the same ones every time.
settings.register_profile("muqabala", deadline=None, derandomize=True, max_examples=100)
settings.load_profile("muqabala")


@pytest.fixture(scope="session")
def require() -> Callable[[bool, str], None]:
    """Call as `require(condition, reason)` where a test needs something that may be absent, such as a model.

    Without it the test is skipped for that reason. With MUQABALA_REQUIRE_ALL=1 it fails instead, so that a machine
    that ought to have everything cannot pass by skipping.
    """

    def check(condition: bool, reason: str) -> None:
        if condition:
            return
        if os.environ.get("MUQABALA_REQUIRE_ALL") == "1":
            pytest.fail(f"{reason} (MUQABALA_REQUIRE_ALL=1)", pytrace=False)
        pytest.skip(reason)

    return check


@pytest.fixture(scope="session")
def prepared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder with the embedded model converted, apart from the user's own.

    A model that the user has prepared and that is sound is linked into it, so that nothing is converted twice.
    """
    from muqabala.embed import models

    own, cache = models.verify(), tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MUQABALA_CACHE", str(cache))
        if own.prepared and own.path:
            models.embedded_folder().parent.mkdir(parents=True)
            shutil.copytree(own.path, models.embedded_folder(), copy_function=_link)
        else:
            models.prepare()
    return cache


def _link(source: str, target: str) -> str:
    """A second name for the file, or a copy where the disk cannot give it one."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
    return target


@pytest.fixture(scope="session")
def full_model(prepared_cache: Path) -> Path:
    """The embedded model in full precision, as a sentence-transformers folder."""
    from muqabala.embed import FULL, models

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MUQABALA_CACHE", str(prepared_cache))
        return models.prepare(FULL)


@pytest.fixture(scope="session")
def encoder(prepared_cache: Path) -> Encoder:
    """The embedded model, loaded once."""
    from muqabala import embed

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MUQABALA_CACHE", str(prepared_cache))
        return embed.load(threads=2)


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers folder of somebody else: a BERT of two layers with random weights, a small WordPiece."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    letters = BertWordPieceTokenizer(lowercase=True)
    letters.train_from_iterator(
        ["the harbour was open to all ships", "abcdefghijklmnopqrstuvwxyz", ARABIC_LETTERS], 200
    )
    (folder / "vocab.txt").write_text("\n".join(_by_rank(letters.get_vocab())), encoding="utf-8")
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=letters.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(folder / "bert")
    BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"), max_seq_length=64)
    SentenceTransformer(modules=[transformer, Pooling(32)], device="cpu").save(str(folder / "model"))
    return folder / "model"


ARABIC_LETTERS = "ا ب ت ث ج ح خ د ذ ر ز س ش ص ض ط ظ ع غ ف ق ك ل م ن ه و ي"


def _by_rank(vocabulary: dict[str, int]) -> list[str]:
    return sorted(vocabulary, key=lambda piece: vocabulary[piece])
