"""The command line: verbs, exit statuses, file names, and what it costs to ask for help."""

from __future__ import annotations

import json
import os
import resource
import signal
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

import newsroom
from muqabala import __version__, embed, pipeline
from muqabala.cli import main
from muqabala.config import Settings
from muqabala.embed import models as known_models
from muqabala.judge import JUDGES
from muqabala.records import Document

if TYPE_CHECKING:
    from muqabala.embed.encoder import Encoder

HEAVY = ("torch", "faiss", "sentence_transformers", "transformers", "numpy", "jinja2", "babel")


@pytest.fixture(autouse=True)
def one_model(encoder: Encoder, prepared_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test loads the model again, and none touches the user's cache."""
    monkeypatch.setenv("MUQABALA_CACHE", str(prepared_cache))
    monkeypatch.setattr(pipeline, "load_model", lambda name, threads: encoder)
    monkeypatch.setattr(embed, "load", lambda name, threads: encoder)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a corpus and an article."""
    newsroom.corpus(tmp_path)
    newsroom.article(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def reports(folder: Path) -> Sequence[str]:
    return sorted(path.name for path in (folder / "reports").iterdir())


# check ---------------------------------------------------------------------------------------------------------------


def test_by_default_an_html_report_of_the_article_against_the_corpus_here(here: Path) -> None:
    result = run("check", "article.txt")
    assert result.exit_code == 0, result.output
    assert reports(here) == ["article.html"]
    assert result.stdout == f"{Path('reports/article.html')}\n", "results go to standard output, nothing else"
    assert "article" in result.stderr


def test_only_the_last_suffix_is_dropped_and_formats_may_be_repeated(here: Path) -> None:
    newsroom.article(here, name="bbc.381735.txt")
    result = run("check", "bbc.381735.txt", "--format", "json", "--format", "html", "--out", "elsewhere")
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in (here / "elsewhere").iterdir()) == ["bbc.381735.html", "bbc.381735.json"]
    report = json.loads((here / "elsewhere" / "bbc.381735.json").read_text(encoding="utf-8"))
    assert report["schema"] == "muqabala.report/1"
    assert report["article"]["path"] == "bbc.381735.txt"


@pytest.mark.parametrize(
    ("policy", "status"),
    [((), 0), (("--fail-on", "info"), 1), (("--fail-on", "major"), 1), (("--fail-on", "critical"), 0)],
)
def test_departures_fail_only_by_policy(here: Path, policy: tuple[str, ...], status: int) -> None:
    """The article changes 48,000 into 84 thousand, and nothing in it is critical."""
    assert run("check", "article.txt", *policy).exit_code == status
    assert reports(here) == ["article.html"], "the report is written either way"


def test_omissions_count_for_the_policy(here: Path) -> None:
    newsroom.article(here, newsroom.HEAD + "\n\n" + newsroom.THIRD + "\n", "short.txt")
    result = run("check", "short.txt", "--fail-on", "minor", "--format", "json")
    report = json.loads((here / "reports" / "short.json").read_text(encoding="utf-8"))
    assert report["summary"]["omitted_above_info"] > 0
    assert result.exit_code == 1


def test_an_unreadable_article_gets_a_report_with_the_reason_and_the_others_are_checked(here: Path) -> None:
    (here / "broken.txt").write_bytes(bytes(range(256)) * 10)
    result = run("check", "gone.txt", "broken.txt", "article.txt", "--format", "json")
    assert result.exit_code == 3
    assert reports(here) == ["article.json", "broken.json", "gone.json"]
    for name in ("gone", "broken"):
        report = json.loads((here / "reports" / f"{name}.json").read_text(encoding="utf-8"))
        assert report["claims"] == []
        (skip,) = report["skipped"]
        assert skip["path"] == f"{name}.txt"
        assert skip["reason"]
        assert f"muqabala: {name}.txt: " in result.stderr
    assert json.loads((here / "reports" / "article.json").read_text(encoding="utf-8"))["claims"]


def test_unchecked_goes_before_departures(here: Path) -> None:
    assert run("check", "gone.txt", "article.txt", "--fail-on", "info").exit_code == 3
    assert run("check", "article.txt", "gone.txt", "--fail-on", "info").exit_code == 3


@pytest.mark.parametrize("sources", ["nothing", "missing"])
def test_an_empty_or_missing_corpus_is_never_clean(here: Path, sources: str) -> None:
    (here / "nothing").mkdir()
    result = run("check", "article.txt", "--sources", sources)
    assert result.exit_code == 3
    assert sources in result.stderr


def test_a_file_in_the_corpus_that_cannot_be_read_is_in_the_report(here: Path) -> None:
    (here / "corpus" / "empty.txt").touch()
    assert run("check", "article.txt", "--format", "json").exit_code == 0
    report = json.loads((here / "reports" / "article.json").read_text(encoding="utf-8"))
    assert [skip["path"] for skip in report["skipped"]] == ["empty.txt"]


def test_a_source_named_is_principal_and_no_corpus_is_needed(here: Path) -> None:
    source = here / "corpus" / "bridge.md"
    source.rename(here / "bridge.md")
    for path in (here / "corpus").iterdir():
        path.unlink()
    assert run("check", "article.txt", "--against", "bridge.md", "--format", "json").exit_code == 0
    report = json.loads((here / "reports" / "article.json").read_text(encoding="utf-8"))
    assert [(s["id"], s["principal"]) for s in report["sources"]] == [("bridge.md", True)]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("article.txt", "--format", "docx"), "html"),
        (("article.txt", "--judge", "nobody"), "combined"),
        (("article.txt", "--fail-on", "terrible"), "critical"),
        (("article.txt", "--treshold", "3"), "--treshold"),
        (("article.txt", "other/article.md"), "article.txt and other/article.md"),
        (("article.txt", "article.txt"), "separately"),
        ((), "ARTICLE"),
        (("article.txt", "--out", "article.txt"), "article.txt"),
    ],
)
def test_wrong_usage_is_2_and_says_what_is_right(here: Path, arguments: tuple[str, ...], says: str) -> None:
    newsroom.article(here / "other", name="article.md")
    result = run("check", *arguments)
    assert result.exit_code == 2, result.output
    assert says in result.stderr
    assert "Traceback" not in result.output


def test_wrong_usage_goes_before_everything_and_before_any_work(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "load_model", lambda *_, **__: pytest.fail("began to work"))
    assert run("check", "gone.txt", "--format", "docx").exit_code == 2
    assert run("check", "gone.txt", "--judge", "nobody").exit_code == 2


def test_settings_come_from_the_file_and_the_command_line_goes_first(here: Path) -> None:
    (here / "muqabala.toml").write_text('formats = ["json"]\nfail-on = "info"\nout = "out"\n', encoding="utf-8")
    assert run("check", "article.txt").exit_code == 1
    assert [path.name for path in (here / "out").iterdir()] == ["article.json"]
    assert run("check", "article.txt", "--format", "html", "--fail-on", "critical").exit_code == 0
    assert (here / "out" / "article.html").exists()


@pytest.mark.parametrize("content", ["formats = [", "treshold = 3", 'formats = "docx"', 'judge = "nobody"'])
def test_a_wrong_setting_is_2(here: Path, content: str) -> None:
    (here / "other.toml").write_text(content, encoding="utf-8")
    result = run("--config", "other.toml", "check", "article.txt")
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1


def test_an_internal_failure_is_4_with_one_line_and_its_origin_only_when_asked(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: object, path: Document) -> None:
        raise RuntimeError("out of luck")

    monkeypatch.setattr(pipeline.Desk, "check", fail)
    short = run("check", "article.txt")
    assert short.exit_code == 4
    assert "RuntimeError: out of luck" in short.stderr
    assert "Traceback" not in short.output
    long = run("-v", "check", "article.txt")
    assert long.exit_code == 4
    assert "Traceback" in long.stderr


def test_a_model_that_cannot_be_had_is_2(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from muqabala.errors import ModelError

    def fail(name: str | None, threads: int) -> None:
        raise ModelError("no model. Do this.")

    monkeypatch.setattr(pipeline, "load_model", fail)
    result = run("check", "article.txt")
    assert result.exit_code == 2
    assert "muqabala: no model. Do this." in result.stderr


def test_interrupted_is_130_and_finished_reports_are_kept(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pipeline.Desk.check

    def until_second(self: pipeline.Desk, path: Document) -> object:
        if path.id == "second.txt":
            raise KeyboardInterrupt
        return whole(self, path)

    newsroom.article(here, name="second.txt")
    monkeypatch.setattr(pipeline.Desk, "check", until_second)
    result = run("check", "article.txt", "second.txt")
    assert result.exit_code == 130
    assert reports(here) == ["article.html"]
    assert "interrupted" in result.stderr


def test_a_real_interruption_is_130_too(here: Path, prepared_cache: Path) -> None:
    many = [newsroom.article(here, name=f"copy{n}.txt").name for n in range(200)]
    process = subprocess.Popen(
        [sys.executable, "-m", "muqabala.cli", "check", *many],
        env={**os.environ, "MUQABALA_CACHE": str(prepared_cache)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    first = process.stdout.readline().strip()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert "Traceback" not in errors
    assert (here / first).read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert len(reports(here)) < len(many)


def test_another_broken_pipe_is_a_failure_and_is_said(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: pipeline.Desk, path: Document) -> None:
        raise BrokenPipeError("a worker is gone")

    monkeypatch.setattr(pipeline.Desk, "check", fail)
    result = run("check", "article.txt")
    assert result.exit_code == 4
    assert "a worker is gone" in result.stderr


def test_output_that_nobody_reads_any_more_ends_the_work_without_a_word(here: Path, prepared_cache: Path) -> None:
    many = [newsroom.article(here, name=f"copy{n}.txt").name for n in range(200)]
    process = subprocess.Popen(
        [sys.executable, "-m", "muqabala.cli", "-q", "check", *many],
        env={**os.environ, "MUQABALA_CACHE": str(prepared_cache)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stderr
    first = process.stdout.readline().strip()
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(timeout=60) == 141
    assert (here / first).read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert len(reports(here)) < len(many)


def test_the_summary_may_be_what_nobody_reads(here: Path, prepared_cache: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "muqabala.cli", "check", "article.txt"],
        env={**os.environ, "MUQABALA_CACHE": str(prepared_cache)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr
    process.stderr.close()
    assert process.wait(timeout=60) == 141, "1 would mean findings"
    assert reports(here) == ["article.html"]


@pytest.mark.parametrize("asked", [["--help"], ["--version"], ["check", "--help"]])
def test_help_may_be_what_nobody_reads(asked: list[str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "muqabala.cli", *asked], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(timeout=60) == 141, "1 would mean findings"


def test_quiet_says_nothing_on_standard_error(here: Path) -> None:
    result = run("-q", "check", "article.txt")
    assert result.exit_code == 0
    assert result.stderr == ""


# index and models ----------------------------------------------------------------------------------------------------


def test_index_embeds_once_and_purge_forgets_what_is_gone(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUQABALA_CACHE", str(here / "cache"))
    first, second = run("index", "corpus"), run("index", "corpus")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "3 documents" in first.stdout
    assert "3 embedded now" in first.stdout
    assert "0 embedded now" in second.stdout
    assert not [path for path in (here / "corpus").iterdir() if path.suffix not in (".md", ".txt")], (
        "nothing is put there"
    )
    (here / "corpus" / "whale.txt").unlink()
    assert "1 documents forgotten" in run("index", "corpus", "--purge").stdout
    newsroom.article(here / "corpus", newsroom.WHALE, "whale.txt")
    assert "1 embedded now" in run("index", "corpus").stdout


def test_index_reports_what_it_skipped(here: Path) -> None:
    (here / "corpus" / "empty.txt").touch()
    result = run("index", "corpus")
    assert result.exit_code == 3
    assert "skipped empty.txt" in result.stdout


def test_index_of_a_missing_folder_is_3(here: Path) -> None:
    assert run("index", "nowhere").exit_code == 3


def test_models_lists_what_there_is(prepared_cache: Path) -> None:
    result = run("models")
    assert result.exit_code == 0
    assert known_models.EMBEDDED in result.stdout
    assert str(prepared_cache) in result.stdout
    assert known_models.ALTERNATIVE in result.stdout


def test_models_prepares_and_verifies(prepared_cache: Path) -> None:
    assert run("models", "--prepare").stdout.strip() == str(known_models.embedded_folder())
    result = run("models", "--verify")
    assert result.exit_code == 0
    assert "sound" in result.stdout


def test_models_verify_before_preparing_says_how(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUQABALA_CACHE", str(tmp_path))
    assert "--prepare" in run("models", "--verify").stdout


def test_models_verify_of_a_damaged_model_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUQABALA_CACHE", str(tmp_path))
    folder = known_models.embedded_folder()
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}", encoding="utf-8")
    (folder / "muqabala.sha256").write_text("0" * 64, encoding="ascii")
    result = run("models", "--verify")
    assert result.exit_code == 4
    assert str(folder) in result.stderr


# help ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", sorted(main.commands))
def test_every_verb_explains_itself_with_few_options(verb: str) -> None:
    result = run(verb, "--help")
    assert result.exit_code == 0
    assert main.commands[verb].help
    options = [line for line in result.stdout.splitlines() if line.lstrip().startswith("-")]
    assert len(options) <= 9, "at most eight and --help"


def test_the_interface_language_is_set_before_or_after_the_verb_and_checked_first(here: Path) -> None:
    for arguments in (("--ui-lang", "xx", "check"), ("check", "--ui-lang", "xx")):
        assert run(*arguments, here / "article.txt").exit_code == 2


def test_help_names_every_verb_and_the_version_is_known() -> None:
    shown = run("--help").stdout
    assert all(verb in shown for verb in main.commands)
    assert {"check", "index", "models", "eval"} <= set(main.commands)
    assert __version__ in run("--version").stdout


@pytest.mark.parametrize("verb", [[], *([name] for name in sorted(main.commands))])
def test_examples_in_the_help_keep_their_lines(verb: list[str]) -> None:
    lines = [line.strip() for line in run(*verb, "--help").stdout.splitlines()]
    assert not any("\\b" in line or "\b" in line for line in lines)
    assert sum(line.startswith("muqabala check") for line in lines) == (0 if verb else 2)


def test_the_help_names_every_judge_and_the_one_that_decides_by_default() -> None:
    shown = " ".join(run("check", "--help").stdout.split())
    assert all(name in shown for name in JUDGES)
    assert f"{Settings().judge} (default)" in shown


def test_the_summary_is_in_the_language_of_the_report(here: Path) -> None:
    result = run("--ui-lang", "ar", "check", here / "article.txt")
    assert "قوبل على" in result.stderr
    assert "held against" not in result.stderr


def test_an_unknown_verb_is_2() -> None:
    assert run("chekc").exit_code == 2


def test_help_loads_nothing_heavy() -> None:
    script = f"""
        import sys
        from muqabala.cli import main
        try:
            main(["--help"])
        except SystemExit as end:
            assert not end.code
        print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
    """
    result = subprocess.run([sys.executable, "-c", dedent(script)], capture_output=True, text=True)
    assert result.stderr.strip() == "[]"
    assert "check" in result.stdout


def test_a_check_with_the_default_model_loads_no_torch(here: Path) -> None:
    script = """
        import sys
        from muqabala.cli import main
        try:
            main(["-q", "check", "article.txt"])
        except SystemExit as end:
            assert not end.code
        print([name for name in ("torch", "sentence_transformers", "transformers") if name in sys.modules])
    """
    result = subprocess.run([sys.executable, "-c", dedent(script)], capture_output=True, text=True, cwd=here)
    assert result.stdout.splitlines()[-1] == "[]", result.stderr
    assert (here / "reports" / "article.html").is_file()


def _cost(code: str) -> float:
    """Processor seconds of a fresh interpreter, the median of five: the machine's other work does not count."""
    seconds = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code, "--help"], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(seconds)


def test_help_costs_little_more_than_click_itself() -> None:
    bare = _cost("import click; click.command()(lambda: None)()")
    assert _cost("from muqabala.cli import main; main()") <= bare + 0.3


def test_a_report_never_replaces_an_article_or_a_source(here: Path) -> None:
    (here / "story.md").write_text("# A story\n\nThe bridge was opened to traffic in 1954.\n", encoding="utf-8")
    before = (here / "story.md").read_text(encoding="utf-8")
    assert run("check", "story.md", "--out", ".", "--format", "md").exit_code == 2
    assert (here / "story.md").read_text(encoding="utf-8") == before


def test_an_article_in_which_nothing_can_be_checked_is_3(here: Path) -> None:
    (here / "question.txt").write_text("هل نحن مستعدون؟\n", encoding="utf-8")
    assert run("check", "question.txt", "--format", "json").exit_code == 3
    told = json.loads((here / "reports" / "question.json").read_text(encoding="utf-8"))["skipped"]
    assert any("states no fact" in skip["reason"] for skip in told)
