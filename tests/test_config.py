"""Settings: each from both files, and messages that name the file, the key and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from muqabala.config import Settings, load
from muqabala.errors import ConfigError
from muqabala.records import Severity

EVERY = [
    ('sources = ["a", "b"]', "sources", ("a", "b")),
    ('sources = "one"', "sources", ("one",)),
    ('out = "here"', "out", "here"),
    ('formats = ["json", "html"]', "formats", ("json", "html")),
    ('fail_on = "major"', "fail_on", Severity.MAJOR),
    ('fail-on = "info"', "fail_on", Severity.INFO),
    ('judge = "linear"', "judge", "linear"),
    ('operating = "recall"', "operating", "recall"),
    ('model = "some/folder"', "model", "some/folder"),
    ("threads = 3", "threads", 3),
    ("limit_mb = 5", "limit_mb", 5.0),
    ("limit-mb = 0.5", "limit_mb", 0.5),
    ("cache = false", "cache", False),
    ('ui_lang = "ar"', "ui_lang", "ar"),
    ("excerpts_only = true", "excerpts_only", True),
]
WRONG = [
    ("sources = 3", "sources", "list of texts"),
    ("sources = []", "sources", "list of texts"),
    ("sources = [1]", "sources", "list of texts"),
    ("formats = false", "formats", "list of texts"),
    ('fail_on = "severe"', "fail_on", "info, minor, major, critical"),
    ("fail_on = 2", "fail_on", "info, minor, major, critical"),
    ("fail_on = []", "fail_on", "info, minor, major, critical"),
    ("threads = -1", "threads", "whole number"),
    ("threads = 1.5", "threads", "whole number"),
    ("threads = true", "threads", "whole number"),
    ("limit_mb = 0", "limit_mb", "above 0"),
    ('limit_mb = "20"', "limit_mb", "above 0"),
    ("limit_mb = true", "limit_mb", "above 0"),
    ("limit_mb = nan", "limit_mb", "above 0"),
    ("limit_mb = inf", "limit_mb", "above 0"),
    ("cache = 1", "cache", "true or false"),
    ('cache = "yes"', "cache", "true or false"),
    ("excerpts_only = 1", "excerpts_only", "true or false"),
    ("ui_lang = 1", "ui_lang", "text"),
    ("out = 1", "out", "text"),
    ('out = ""', "out", "text"),
    ("judge = []", "judge", "text"),
    ("model = false", "model", "text"),
]


@pytest.mark.parametrize(("line", "name", "value"), EVERY)
@pytest.mark.parametrize(
    ("file", "head"), [("muqabala.toml", ""), ("pyproject.toml", '[project]\nname = "x"\n[tool.muqabala]\n')]
)
def test_every_setting_from_both_files(
    tmp_path: Path, file: str, head: str, line: str, name: str, value: object
) -> None:
    (tmp_path / file).write_text(head + line, encoding="utf-8")
    settings = load(folder=tmp_path)
    assert getattr(settings, name) == value
    assert type(getattr(settings, name)) is type(value)
    others = {n for n in Settings.__dataclass_fields__ if getattr(settings, n) != getattr(Settings(), n)}
    assert others <= {name}, "nothing else changes"


def test_the_table_of_settings_above_is_whole() -> None:
    assert {name for _, name, _ in EVERY} == set(Settings.__dataclass_fields__)


@pytest.mark.parametrize(("line", "name", "allowed"), WRONG)
def test_a_value_of_the_wrong_kind_names_file_key_and_what_is_allowed(
    tmp_path: Path, line: str, name: str, allowed: str
) -> None:
    file = tmp_path / "muqabala.toml"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(folder=tmp_path)
    assert str(file) in str(caught.value)
    assert name in str(caught.value)
    assert allowed in str(caught.value)


@pytest.mark.parametrize("file", ["muqabala.toml", "pyproject.toml"])
def test_an_unknown_key_is_an_error_that_lists_the_known_ones(tmp_path: Path, file: str) -> None:
    head = "[tool.muqabala]\n" if file == "pyproject.toml" else ""
    (tmp_path / file).write_text(head + "treshold = 0.5", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(folder=tmp_path)
    message = str(caught.value)
    assert file in message
    assert "'treshold'" in message
    assert all(name in message for name in Settings.__dataclass_fields__)


def test_a_table_named_as_in_pyproject_does_not_hide_in_muqabala_toml(tmp_path: Path) -> None:
    (tmp_path / "muqabala.toml").write_text('[tool.muqabala]\njudge = "x"', encoding="utf-8")
    with pytest.raises(ConfigError, match="'tool'"):
        load(folder=tmp_path)


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load(folder=tmp_path) == Settings()


@pytest.mark.parametrize("text", ['[project]\nname = "x"', "[tool.ruff]\nline-length = 99", "tool = 3"])
def test_a_pyproject_of_somebody_else_is_no_settings_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    assert load(folder=tmp_path) == Settings()


def test_muqabala_toml_goes_before_pyproject(tmp_path: Path) -> None:
    (tmp_path / "muqabala.toml").write_text("threads = 1", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[tool.muqabala]\nthreads = 2", encoding="utf-8")
    assert load(folder=tmp_path).threads == 1


def test_a_named_file_goes_before_what_lies_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "muqabala.toml").write_text("threads = 1", encoding="utf-8")
    named = tmp_path / "other.toml"
    named.write_text("threads = 7", encoding="utf-8")
    assert load(named, tmp_path).threads == 7


def test_a_named_pyproject_is_read_by_its_table(tmp_path: Path) -> None:
    named = tmp_path / "pyproject.toml"
    named.write_text('[project]\nname = "x"\n[tool.muqabala]\nthreads = 4', encoding="utf-8")
    assert load(named).threads == 4


@pytest.mark.parametrize(
    ("content", "says"), [(b"threads = ", "not valid TOML"), (b'out = "\xff\xfe"', "cannot be read")]
)
def test_a_broken_file_is_named(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "muqabala.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=says) as caught:
        load(folder=tmp_path)
    assert str(file) in str(caught.value)


def test_a_missing_named_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml.*--config"):
        load(tmp_path / "nowhere.toml")


def test_the_table_must_be_a_table(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool]\nmuqabala = 3", encoding="utf-8")
    with pytest.raises(ConfigError, match="must be a table"):
        load(folder=tmp_path)


def test_the_limit_is_in_megabytes() -> None:
    assert Settings(limit_mb=1.5).limit == 1_500_000
