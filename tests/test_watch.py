"""A watched folder: everything that arrives is checked once, whatever becomes of it on the way."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from muqabala.errors import ConfigError, StoreError
from muqabala.records import Severity
from muqabala.watch import Watch
from muqabala.watch.inbox import Inbox
from muqabala.watch.journal import Arrival, Identity, Journal, Reception, State
from stubdesk import StubDesk
from watched import QUICK, STORY, inbox, once, put, report, reports, settings, until, watching

__all__ = ["inbox"]

# What arrives ---------------------------------------------------------------------------------------------------------


def test_what_is_there_and_what_comes_later_is_checked_once(inbox: Path) -> None:
    put(inbox, "early.txt")
    desk = StubDesk()
    with watching(inbox, desk):
        until(lambda: reports(inbox) == ["early.json"])
        put(inbox, "afp/late.txt", number=51)
        until(lambda: reports(inbox) == ["early.json", "late.json"])
        time.sleep(0.8)  # several looks through the folder
    assert sorted(desk.checked) == [f"{inbox}/afp/late.txt", f"{inbox}/early.txt"]
    assert report(inbox, "late.json")["article"]["path"] == f"{inbox}/afp/late.txt"


@pytest.mark.parametrize("name", ["a" * 251 + ".txt", "ا" * 124 + ".txt"])
def test_the_longest_name_that_a_disk_takes_gets_a_report(inbox: Path, name: str) -> None:
    put(inbox, name)
    put(inbox, "z" + name[1:], number=49)
    once(inbox)
    once(inbox)
    assert sorted(report(inbox, found)["article"]["path"] for found in reports(inbox)) == sorted(
        f"{inbox}/{first}{name[1:]}" for first in (name[0], "z")
    )


def test_a_restart_checks_nothing_twice_and_what_came_meanwhile(inbox: Path) -> None:
    put(inbox, "first.txt")
    once(inbox)
    put(inbox, "second.txt", number=49)
    desk = StubDesk()
    once(inbox, desk)
    assert desk.checked == [f"{inbox}/second.txt"]
    assert reports(inbox) == ["first.json", "second.json"]


def test_a_file_is_not_read_before_it_stands_still(inbox: Path) -> None:
    desk = StubDesk()
    with watching(inbox, desk, replace(QUICK, settle=1.5)):
        words = STORY.format(48)
        with (inbox / "slow.txt").open("w") as stream:
            for part in range(0, len(words), 12):
                stream.write(words[part : part + 12])
                stream.flush()
                time.sleep(0.1)
        assert desk.checked == []
        until(lambda: reports(inbox) == ["slow.json"])
    assert report(inbox, "slow.json")["article"]["text"] == words


@pytest.mark.parametrize("name", [".hidden.txt", "story.txt.part", "story.tmp", ".tmp/story.txt", "story.txt~"])
def test_unfinished_and_hidden_files_are_not_articles(inbox: Path, name: str) -> None:
    put(inbox, name)
    put(inbox, "story.txt", number=49)
    desk = StubDesk()
    once(inbox, desk)
    assert desk.checked == [f"{inbox}/story.txt"]


def test_a_file_gets_its_name_when_it_is_complete(inbox: Path) -> None:
    desk = StubDesk()
    with watching(inbox, desk):
        part = put(inbox, "story.txt.part")
        time.sleep(0.3)
        part.rename(inbox / "story.txt")
        until(lambda: desk.checked == [f"{inbox}/story.txt"])


def test_a_copy_and_a_new_name_are_not_checked_again(inbox: Path) -> None:
    put(inbox, "story.txt")
    desk = StubDesk()
    with watching(inbox, desk) as watch:
        until(lambda: reports(inbox))
        shutil.copy(inbox / "story.txt", inbox / "copy.txt")
        (inbox / "story.txt").rename(inbox / "renamed.txt")
        until(lambda: b'reception="known"} 2.0' in watch.metrics.render())
    assert len(desk.checked) == 1
    assert reports(inbox) == ["story.json"]


def test_a_story_that_is_written_again_is_checked_again_beside_the_first(inbox: Path) -> None:
    put(inbox, "story.txt")
    put(inbox, "reuters/story.txt", number=50)
    once(inbox)
    put(inbox, "story.txt", number=84)
    once(inbox)
    assert reports(inbox) == ["story-2.json", "story-3.json", "story.json"]
    texts = {report(inbox, name)["article"]["text"] for name in reports(inbox)}
    assert texts == {STORY.format(number) for number in (48, 50, 84)}


def test_a_file_that_is_renamed_while_it_waits_is_checked_under_its_new_name(inbox: Path) -> None:
    journal = Journal(inbox.parent / "journal.sqlite")
    path = put(inbox, "story.txt")
    found = path.stat()
    arrival = Arrival(str(path), found.st_size, found.st_mtime_ns, "ab")
    assert journal.receive(arrival) is Reception.NEW
    moved = path.rename(inbox / "moved.txt")
    assert journal.receive(replace(arrival, path=str(moved))) is Reception.MOVED
    job = journal.claim()
    assert job is not None
    assert job.path == str(moved)


def test_a_file_that_goes_away_is_missing_and_is_taken_up_where_it_comes_back(inbox: Path) -> None:
    for number in range(6):
        put(inbox, f"{number}.txt", number=number)
    desk = StubDesk()
    desk.open.clear()
    with watching(inbox, desk, replace(QUICK, workers=1)) as watch:
        until(lambda: watch.journal.waiting() == 5)
        gone = (inbox / "5.txt").rename(inbox.parent / "away.txt")
        desk.open.set()
        until(lambda: watch.journal.counts()[State.MISSING] == 1)
        assert watch.health()["status"] == "ok"
        gone.rename(inbox / "back.txt")
        until(lambda: watch.journal.counts()[State.DONE] == 6)
    assert f"{inbox}/back.txt" in desk.checked


def test_a_link_out_of_the_inbox_is_not_followed(inbox: Path, caplog: pytest.LogCaptureFixture) -> None:
    secret = put(inbox.parent, "secret.txt")
    (inbox / "link.txt").symlink_to(secret)
    desk = StubDesk()
    once(inbox, desk)
    assert desk.checked == []
    assert "not a regular file" in caplog.text


def test_a_name_that_is_no_utf8_is_told_once_and_holds_nothing_up(
    inbox: Path, caplog: pytest.LogCaptureFixture
) -> None:
    try:
        Path(os.fsdecode(os.fsencode(inbox) + b"/caf\xe9.txt")).write_text(STORY.format(50))
    except OSError:
        pytest.skip("the file system takes Unicode names only")
    put(inbox, "story.txt")
    desk = StubDesk()
    once(inbox, desk)
    assert desk.checked == [f"{inbox}/story.txt"]
    assert caplog.text.count("its name is no UTF-8") == 1


def test_a_file_that_cannot_be_read_is_told_counted_and_read_once_it_can_be(
    inbox: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path, desk = put(inbox, "secret.txt"), StubDesk()
    with monkeypatch.context() as patch:
        patch.setattr("muqabala.watch.inbox.digest_of", lambda _: None)
        assert once(inbox, desk).tally.unchecked == 1
    assert caplog.text.count("secret.txt: it cannot be read") == 1
    with watching(inbox, desk) as watch, monkeypatch.context() as patch:
        patch.setattr("muqabala.watch.inbox.digest_of", lambda _: None)
        until(lambda: caplog.text.count("secret.txt: it cannot be read") == 2)
        patch.undo()
        path.chmod(0o600)
        until(lambda: watch.journal.counts()[State.DONE] == 1)


def test_a_folder_that_cannot_be_looked_into_is_told_and_counted(
    inbox: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    put(inbox, "story.txt")
    put(inbox, "closed/secret.txt", number=49)
    shut, scandir = inbox / "closed", os.scandir

    def refuse(folder: Any) -> Any:
        if Path(folder) == shut:
            raise PermissionError(13, "Permission denied", str(folder))
        return scandir(folder)

    monkeypatch.setattr("os.scandir", refuse)
    assert once(inbox).tally.unchecked == 1
    assert reports(inbox) == ["story.json"]
    assert caplog.text.count("closed: it cannot be looked into") == 1
    shut = inbox
    with pytest.raises(ConfigError, match="cannot be looked into"):
        Watch(inbox, settings(inbox), QUICK, StubDesk())


def test_without_events_the_folder_is_looked_through(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watchfiles.watch", lambda *_, **__: (1 / 0 for _ in "x"))
    with watching(inbox, how=replace(QUICK, rescan=100.0)):
        put(inbox, "story.txt")
        until(lambda: reports(inbox) == ["story.json"])


def test_a_journal_in_trouble_is_not_taken_for_missing_events(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch(inbox, settings(inbox), QUICK, StubDesk())
    monkeypatch.setattr(Journal, "receive", lambda *_: (_ for _ in ()).throw(StoreError("disk full")))
    put(inbox, "story.txt")
    with pytest.raises(StoreError, match="disk full"):
        watch.watch()
    watch.stop()


def test_no_more_is_taken_in_than_may_wait(inbox: Path) -> None:
    for number in range(30):
        put(inbox, f"{number}.txt", number=number)
    most = 0
    with watching(inbox, StubDesk(0.05), replace(QUICK, queue=4)) as watch:

        def done() -> bool:
            nonlocal most
            counts = watch.journal.counts()
            most = max(most, counts[State.WAITING])
            return counts[State.DONE] == 30

        until(done)
    assert 0 < most <= 4


def test_workers_check_at_the_same_time(inbox: Path) -> None:
    for number in range(8):
        put(inbox, f"{number}.txt", number=number)
    desk = StubDesk()
    desk.open.clear()
    with watching(inbox, desk, replace(QUICK, workers=3)):
        until(lambda: desk.at_once == 3)
        desk.open.set()
        until(lambda: len(reports(inbox)) == 8)
    assert desk.most_at_once == 3


def test_every_article_of_a_file_gets_its_report(inbox: Path) -> None:
    shutil.copy(Path(__file__).parent / "wire" / "feed.rss", inbox / "feed.rss")
    desk = StubDesk()
    once(inbox, desk)
    assert len(desk.checked) == 2
    assert len(reports(inbox)) == 3, "the third entry is only a link, which its report says"
    assert all(name.startswith("feed.") for name in reports(inbox))
    assert "gives no text" in (inbox / "failed" / "feed.rss.reason.txt").read_text("utf-8")


def test_the_same_item_and_version_of_a_provider_is_checked_once(inbox: Path) -> None:
    wire = Path(__file__).parent / "wire" / "newsitem.en.xml"
    shutil.copy(wire, inbox / "a.xml")
    (inbox / "b.xml").write_bytes(wire.read_bytes().rstrip() + b"\n<!-- sent again -->\n")
    desk = StubDesk()
    once(inbox, desk)
    assert len(desk.checked) == 1
    assert len(reports(inbox)) == 1
    assert sorted(path.name for path in inbox.iterdir()) == ["a.xml", "b.xml"], "a duplicate is no failure"


@pytest.mark.parametrize("done", [None, "done"])
def test_a_duplicate_is_checked_after_all_when_the_first_one_goes_away_unchecked(inbox: Path, done: str | None) -> None:
    wire = Path(__file__).parent / "wire" / "newsitem.en.xml"
    desk, how = StubDesk(), replace(QUICK, done=done)
    desk.open.clear()
    with watching(inbox, desk, how) as watch:
        first = Path(shutil.copy(wire, inbox / "a.xml"))
        until(lambda: desk.at_once)
        (inbox / "b.xml").write_bytes(wire.read_bytes().rstrip() + b"\n<!-- sent again -->\n")
        until(lambda: watch.journal.counts()[State.DONE] == 1)
        first.unlink()
        desk.open.set()
        until(lambda: reports(inbox))
    assert len(reports(inbox)) == 1
    assert Path(report(inbox, reports(inbox)[0])["article"]["path"].partition("#")[0]).name == "b.xml"


# What fails -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "words", "reason"),
    [
        ("nothing.txt", "NOTHING to check here.", "no claims were found"),
        ("binary.txt", "\0\1\2" * 100, "binary"),
        ("boom.txt", "BOOM it goes.", "ZeroDivisionError: a mistake of ours"),
        ("story.xyz", "A text in an unknown format.", "no reader"),
    ],
)
def test_a_file_that_cannot_be_checked_is_set_aside_with_the_reason(
    inbox: Path, name: str, words: str, reason: str
) -> None:
    put(inbox, name, words)
    put(inbox, "good.txt")
    watch = once(inbox)
    assert (inbox / "failed" / name).read_text("utf-8") == words
    assert reason in (inbox / "failed" / f"{name}.reason.txt").read_text("utf-8")
    assert sorted(path.name for path in inbox.iterdir()) == ["failed", "good.txt"]
    skipped = report(inbox, f"{Path(name).stem}.json")
    assert skipped["claims"] == []
    assert reason in skipped["skipped"][0]["reason"]
    assert (watch.tally.checked, watch.tally.unchecked) == (1, 1)


def test_an_empty_file_is_waited_for_and_then_set_aside(inbox: Path) -> None:
    put(inbox, "empty.txt", "")
    desk = StubDesk()
    began = time.monotonic()
    once(inbox, desk)
    assert time.monotonic() - began >= 10 * QUICK.settle
    assert (inbox / "failed" / "empty.txt").exists()


def test_a_failed_file_is_tried_again_when_it_is_put_back(inbox: Path) -> None:
    put(inbox, "nothing.txt", "NOTHING to check here.")
    once(inbox)
    desk = StubDesk()
    once(inbox, desk)
    assert desk.checked == [], "it lies aside"
    (inbox / "failed" / "nothing.txt").rename(inbox / "nothing.txt")
    once(inbox, desk)
    assert desk.checked == [f"{inbox}/nothing.txt"]
    assert reports(inbox) == ["nothing.json"], "its report took the place of the first"


def test_copies_of_a_file_that_failed_are_set_aside_and_not_checked_again(inbox: Path) -> None:
    put(inbox, "a.txt", "NOTHING to check here.")
    put(inbox, "b.txt", "NOTHING to check here.")
    desk = StubDesk()
    once(inbox, desk)
    put(inbox, "c.txt", "NOTHING to check here.")
    assert once(inbox, desk).tally.unchecked == 0
    assert len(desk.checked) == 1
    assert [path.name for path in inbox.iterdir()] == ["failed"]
    assert {f"{name}.txt" for name in "abc"} < {path.name for path in (inbox / "failed").iterdir()}


def test_a_failure_that_a_kill_left_untold_is_counted_by_the_next_run(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(inbox, "nothing.txt", "NOTHING to check here.")
    with monkeypatch.context() as patch:
        patch.setattr(Watch, "_fail", lambda *_: (_ for _ in ()).throw(OSError("killed")))
        watch = Watch(inbox, settings(inbox), QUICK, StubDesk())
        watch.start(listening=False)
        watch.once()
        watch.stop()
    assert once(inbox).tally.unchecked == 1
    assert (inbox / "failed" / "nothing.txt").exists()


def test_a_move_that_a_kill_cut_short_is_made_up_for(inbox: Path) -> None:
    path = put(inbox, "nothing.txt", "NOTHING to check here.")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("muqabala.watch.service.set_aside", lambda *_: None)
        patch.setattr("muqabala.watch.inbox.set_aside", lambda *_: None)
        once(inbox)
    assert path.exists()
    desk = StubDesk()
    once(inbox, desk)
    assert desk.checked == []
    assert not path.exists()
    assert "no claims" in (inbox / "failed" / "nothing.txt.reason.txt").read_text("utf-8")
    assert len(list((inbox / "failed").iterdir())) == 2


def test_a_file_that_cannot_be_moved_away_holds_nothing_up_and_is_told(
    inbox: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    replace_file = os.replace

    def refuse(source: Path, target: Path) -> None:
        if "failed" in Path(target).parts:
            raise PermissionError(13, "Permission denied")
        replace_file(source, target)

    monkeypatch.setattr("muqabala.watch.aside.os.replace", refuse)
    path = put(inbox, "nothing.txt", "NOTHING to check here.")
    once(inbox)
    assert path.exists()
    desk = StubDesk()
    once(inbox, desk)
    assert desk.checked == []
    assert "Permission denied" in caplog.text


def test_finished_files_go_to_a_folder_if_wanted_and_copies_too(inbox: Path) -> None:
    put(inbox, "story.txt")
    how = replace(QUICK, done="done")
    once(inbox, how=how)
    put(inbox, "copy.txt")
    desk = StubDesk()
    once(inbox, desk, how)
    assert desk.checked == []
    assert sorted(path.name for path in (inbox / "done").iterdir()) == ["copy.txt", "story.txt"]


def test_a_file_that_brings_the_program_down_is_not_tried_for_ever(inbox: Path) -> None:
    path = put(inbox, "poison.txt")
    how = replace(QUICK, attempts=2)
    once(inbox, how=how)  # makes the journal
    put(inbox, "poison.txt", number=666)
    (inbox.parent / "reports" / "poison.json").unlink()
    for _ in range(2):
        watch = Watch(inbox, settings(inbox), how, StubDesk())
        watch.journal.recover()
        Inbox(inbox, replace(how, settle=0.01), watch.journal, lambda _: None).look()
        inner = Inbox(inbox, replace(how, settle=0.01), watch.journal, lambda _: None)
        until(lambda inner=inner, watch=watch: inner.look() == 0 or watch.journal.waiting())  # type: ignore[misc]
        assert watch.journal.claim() is not None
        watch.stop()  # without a word of the claim: as if killed
    desk, told = StubDesk(), inbox.parent / "told"
    tell = (sys.executable, "-c", "import sys; open(sys.argv[1], 'w').write(sys.stdin.read())", str(told))
    watch = once(inbox, desk, replace(how, command=tell))
    assert desk.checked == []
    assert not path.exists()
    assert watch.tally.unchecked == 1
    assert "ended 2 times" in report(inbox, "poison-2.json")["skipped"][0]["reason"]
    assert "ended 2 times" in json.loads(told.read_text("utf-8"))["reason"]
    assert "ended 2 times" in (inbox / "failed" / "poison.txt.reason.txt").read_text("utf-8")


# What goes together ---------------------------------------------------------------------------------------------------


def test_two_watches_do_not_share_a_folder_of_reports(inbox: Path) -> None:
    with watching(inbox), pytest.raises(ConfigError, match="another watch"):
        Watch(inbox, settings(inbox), QUICK, StubDesk())


def test_a_folder_of_reports_is_that_of_one_inbox(inbox: Path) -> None:
    put(inbox, "story.txt")
    once(inbox)
    (other := inbox.parent / "other").mkdir()
    with pytest.raises(ConfigError, match="another inbox"):
        Watch(other, settings(inbox), QUICK, StubDesk())
    once(inbox)


def test_reports_and_sources_must_lie_apart_from_the_inbox(inbox: Path) -> None:
    with pytest.raises(ConfigError, match="inbox itself"):
        Watch(inbox, replace(settings(inbox), out=str(inbox)), QUICK, StubDesk())
    with pytest.raises(ConfigError, match="overlap"):
        Watch(inbox, replace(settings(inbox), sources=(str(inbox.parent),)), QUICK, StubDesk())
    with pytest.raises(ConfigError, match="among the reports"):
        Watch(inbox, replace(settings(inbox), out=str(inbox.parent)), QUICK, StubDesk())
    corpus = inbox.parent / "corpus"
    with pytest.raises(ConfigError, match="among the sources"):
        Watch(inbox, replace(settings(inbox), out=str(corpus / "out"), sources=(str(corpus),)), QUICK, StubDesk())
    with pytest.raises(ConfigError, match="no such folder"):
        Watch(inbox / "none", settings(inbox), QUICK, StubDesk())


def test_reports_inside_the_inbox_are_not_taken_for_articles(inbox: Path) -> None:
    put(inbox, "story.txt")
    desk = StubDesk()
    inside = replace(settings(inbox), out=str(inbox / "reports"), formats=("html", "md"))
    for _ in range(2):
        watch = Watch(inbox, inside, QUICK, desk)
        watch.start(listening=False)
        watch.once()
        watch.stop()
    assert desk.checked == [f"{inbox}/story.txt"]


def test_the_policy_counts_what_is_at_or_above_it(inbox: Path) -> None:
    put(inbox, "good.txt")
    put(inbox, "bad.txt", number=84)
    assert once(inbox, fail_on=Severity.MAJOR).tally.at_policy == 1
    put(inbox, "worse.txt", number="84 thousand")
    assert once(inbox, fail_on=Severity.CRITICAL).tally.at_policy == 0


def test_a_check_under_way_is_finished_before_the_watch_stops(inbox: Path) -> None:
    for number in range(6):
        put(inbox, f"{number}.txt", number=number)
    desk = StubDesk(0.5)
    with watching(inbox, desk):
        until(lambda: desk.checked)
    assert len(reports(inbox)) == len(desk.checked) < 6
    once(inbox)
    assert len(reports(inbox)) == 6


def test_a_full_disk_ends_the_watch_and_nothing_is_lost(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(inbox, "story.txt")
    with monkeypatch.context() as patch:
        patch.setattr("muqabala.watch.service.write_whole", lambda *_: (_ for _ in ()).throw(OSError(28, "disk full")))
        watch = Watch(inbox, settings(inbox), QUICK, StubDesk())
        watch.start(listening=False)
        watch.once()
        until(lambda: watch.failure)
        watch.stop()
    assert reports(inbox) == []
    desk = StubDesk()
    once(inbox, desk)
    assert desk.checked == [], "the finished check was kept"
    assert reports(inbox) == ["story.json"]


# The journal ----------------------------------------------------------------------------------------------------------


def test_an_item_that_failed_gives_up_its_identity(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    wire = Identity("reuters", "L1N2", "3")
    jobs = []
    for digest in ("a", "b", "c"):
        journal.receive(Arrival(f"/x/{digest}", 1, 1, digest))
        job = journal.claim()
        assert job is not None
        jobs.append(job)
    first = journal.place(jobs[0], "", "story", wire)
    assert journal.place(jobs[1], "", "story", wire).id == first.id
    assert journal.place(jobs[1], "", "story", wire).file == jobs[0].id, "it belongs to the file that came first"
    journal.commit(first, "unchecked", "damaged", {}, [])
    journal.finish(jobs[0], State.FAILED)
    taken = journal.place(jobs[2], "", "story", wire)
    assert (taken.file, taken.outcome) == (jobs[2].id, None)


def test_a_full_disk_is_called_that(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    (pages,) = journal._one("PRAGMA page_count")
    journal._one(f"PRAGMA max_page_count={pages}")
    arrivals = (Arrival(f"/x/{number}" * 50, 1, 1, str(number)) for number in range(10_000))
    with pytest.raises(StoreError, match="disk is full"):
        list(map(journal.receive, arrivals))
    assert journal.counts()[State.WAITING] > 0, "it is still of use"


def test_a_journal_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "journal.sqlite").write_text("no database at all, but long enough to be looked at" * 100)
    with pytest.raises(Exception, match="cannot be used"):
        Journal(tmp_path / "journal.sqlite")


# Killed ---------------------------------------------------------------------------------------------------------------


def test_kills_at_random_moments_lose_and_repeat_nothing(inbox: Path) -> None:
    """The short form of benchmarks/kill_watch.py: files arrive while the program is killed again and again."""
    out, files, kills = inbox.parent / "reports", 30, 3
    chance = random.Random(8)
    arriving = threading.Thread(target=_arrive, args=(inbox, files))
    arriving.start()
    for kill in range(kills + 1):
        process = subprocess.Popen(
            [sys.executable, str(Path(__file__).parent / "stubdesk.py"), str(inbox), str(out), "0.02"],
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert process.stdout is not None
        if kill < kills:
            if chance.random() < 0.7:
                process.stdout.readline()
                time.sleep(chance.uniform(0.0, 0.5))
            process.kill()
            process.wait()
            continue
        arriving.join()
        until(lambda: len(list(out.glob("*.json"))) == files)
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == 0
    texts = [json.loads(path.read_text("utf-8"))["article"]["text"] for path in out.glob("*.json")]
    assert sorted(texts) == sorted(STORY.format(number) for number in range(files))
    journal = Journal(out / ".watch" / "journal.sqlite")
    assert journal.counts()[State.DONE] == files
    assert journal.outputs() == []


def _arrive(inbox: Path, files: int) -> None:
    for number in range(files):
        put(inbox, f"{number}.txt", number=number)
        time.sleep(0.03)
