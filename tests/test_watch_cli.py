"""The verb `watch` and its settings."""

from __future__ import annotations

import importlib
import json
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import wirefiles
from muqabala import watch as package
from muqabala.cli import main
from muqabala.errors import ConfigError
from muqabala.records import Severity
from muqabala.watch.settings import SECRET, TOKEN, WatchSettings, complete, load
from stubdesk import StubDesk
from watched import put

TOML = """formats = ["json"]
[watch]
settle = 0.05
rescan = 0.3
port = 0
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: an inbox, settings, and a desk without a model."""
    (tmp_path / "muqabala.toml").write_text(TOML, "utf-8")
    (tmp_path / "inbox").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(package, "SharedDesk", lambda *_: StubDesk())
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["watch", *arguments])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.json"))


@pytest.mark.parametrize(
    ("stories", "options", "status"),
    [
        ({}, (), 0),
        ({"a.txt": 48}, (), 0),
        ({"a.txt": 84}, (), 0),
        ({"a.txt": 84}, ("fail_on = 'major'",), 1),
        ({"a.txt": 84}, ("fail_on = 'critical'",), 0),
        ({"a.txt": 84, "b.txt": "NOTHING"}, ("fail_on = 'major'",), 3),
    ],
)
def test_once_ends_with_the_status_of_a_check(
    here: Path, stories: dict[str, object], options: str, status: int
) -> None:
    (here / "muqabala.toml").write_text("\n".join(options) + "\n" + TOML, "utf-8")
    for name, number in stories.items():
        put(here / "inbox", name, number=number)
    result = run("inbox", "--once")
    assert result.exit_code == status, result.output
    written = [name.replace(".txt", ".json") for name in stories]
    assert names(here / "reports") == written
    assert sorted(result.stdout.splitlines()) == [f"reports/{name}" for name in written]


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_signal_ends_the_watch_in_good_order(here: Path, number: signal.Signals, status: int) -> None:
    put(here / "inbox", "a.txt")

    def stop() -> None:
        _until(lambda: names(here / "reports") == ["a.json"])
        os.kill(os.getpid(), number)

    threading.Thread(target=stop, daemon=True).start()
    before = signal.getsignal(number)
    result = run("inbox", "--out", "reports")
    assert result.exit_code == status, result.output
    assert "/health" in result.stderr
    assert signal.getsignal(number) is before


def test_a_second_signal_ends_the_program_whatever_became_of_the_first() -> None:
    """It is the default handler that a second signal finds, even while the first one is still being dealt with."""

    class Stuck:
        def ask_to_stop(self) -> None:
            assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL

    with importlib.import_module("muqabala.cli.watch")._signals(Stuck()) as received:
        os.kill(os.getpid(), signal.SIGTERM)
    assert received == [signal.SIGTERM]


def _until(true: Callable[[], object]) -> None:
    wait = threading.Event()
    for _ in range(2400):
        if true():
            return
        wait.wait(0.05)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere",), "no such folder"),
        (("inbox", "--listen", "everywhere"), "not of the form"),
        (("inbox", "--listen", "0.0.0.0:8477"), TOKEN),
        (("inbox", "--out", "inbox"), "inbox itself"),
        (("inbox", "--sources", "inbox"), "overlap"),
        (("inbox", "--format", "pdf"), "unknown report format"),
    ],
)
def test_wrong_use_is_told_before_anything_is_checked(here: Path, arguments: tuple[str, ...], words: str) -> None:
    put(here / "inbox", "a.txt")
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert not names(here / "reports")


# [watch] --------------------------------------------------------------------------------------------------------------


def test_every_setting_has_its_type() -> None:
    table = {
        "workers": 3,
        "settle": 1,
        "poll": True,
        "notify-on": "critical",
        "command": ["tell", "{report}"],
        "webhook": "https://desk.example/hook",
        "done": "done",
        "port": 0,
    }
    found = load(Path("muqabala.toml"), table)
    assert found == WatchSettings(
        workers=3,
        settle=1.0,
        poll=True,
        notify_on=Severity.CRITICAL,
        command=("tell", "{report}"),
        webhook="https://desk.example/hook",
        done="done",
        port=0,
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("wokers", 2),
        ("workers", 0),
        ("workers", True),
        ("workers", "2"),
        ("settle", 0),
        ("settle", "2 s"),
        ("rescan", float("inf")),
        ("poll", 1),
        ("port", 70000),
        ("notify_on", "grave"),
        ("command", "rm -rf"),
        ("command", []),
        ("webhook", "desk.example"),
        ("webhook", "http://[bad/x"),
        ("webhook", "http://desk.example:99999/"),
        ("done", "../elsewhere"),
        ("done", ".."),
        ("done", "failed"),
        ("host", ""),
    ],
)
def test_a_wrong_setting_is_named(key: str, value: object) -> None:
    with pytest.raises(ConfigError, match=key) as caught:
        load(Path("muqabala.toml"), {key: value})
    assert "muqabala.toml" in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "variable"),
    [
        (WatchSettings(host="0.0.0.0"), TOKEN),
        (WatchSettings(host="desk.example"), TOKEN),
        (WatchSettings(webhook="https://desk.example/hook"), SECRET),
    ],
)
def test_secrets_come_from_the_environment_and_are_asked_for(
    monkeypatch: pytest.MonkeyPatch, settings: WatchSettings, variable: str
) -> None:
    monkeypatch.delenv(variable, raising=False)
    with pytest.raises(ConfigError, match=variable):
        complete(settings)
    monkeypatch.setenv(variable, "secret")
    assert complete(settings) == settings


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.2"])
def test_this_machine_needs_no_token(host: str) -> None:
    assert complete(WatchSettings(host=host)).local


# Many files -----------------------------------------------------------------------------------------------------------


def test_among_many_wire_files_every_good_one_is_checked_and_every_damaged_one_named(here: Path) -> None:
    """The short form of benchmarks/mixed_wire.py."""
    good, bad = wirefiles.make(here / "inbox", 40, 8)
    result = run("inbox", "--once")
    assert result.exit_code == 3
    assert {path.name for path in (here / "inbox").iterdir() if path.is_file()} == good
    failed = here / "inbox" / "failed"
    assert {path.name.removesuffix(".reason.txt") for path in failed.glob("*.reason.txt")} == bad
    found = [json.loads((here / "reports" / name).read_text("utf-8")) for name in names(here / "reports")]
    checked = {Path(one["article"]["path"].partition("#")[0]).name for one in found if one["claims"]}
    assert checked == good
    for name in bad:
        assert name in result.stderr, "a damaged file is named where people look"
