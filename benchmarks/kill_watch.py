"""A soak of the watch: files arrive for as long as it takes while the program is killed again and again.

    python benchmarks/kill_watch.py [FILES] [KILLS]

By default 500 files and 50 kills (SIGKILL) at random moments: while the program starts, as soon as it is ready, and
most often at work, between its first and its thirtieth report.
Some files are written slowly, some renamed while they wait, some come twice. In the end every story must have exactly
one report, and every finding must have been told. The desk is that of tests/stubdesk.py: it needs no model.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).parents[1]
STUB = ROOT / "tests" / "stubdesk.py"
STORY = "Story {0}: the city of Port Ellin reopened the harbour bridge on Sunday, and {1} cars crossed it.\n"
SECONDS = 0.05
SEED = 500


def story(number: int) -> str:
    """Every fifth holds a departure, of which the webhook is told; so does every one with 84 in its number."""
    return STORY.format(number, "84 thousand" if number % 5 == 0 else "48 thousand")


def arrive(inbox: Path, files: int, chance: random.Random, stop: threading.Event) -> None:
    """Bring the stories in, spread over the whole run, each in one of the ways that agencies have."""
    for number in range(files):
        path, words = inbox / f"{number:04}.txt", story(number)
        way = number % 7
        if way == 0:  # slowly
            with path.open("w") as stream:
                for at in range(0, len(words), 40):
                    stream.write(words[at : at + 40])
                    stream.flush()
                    time.sleep(0.02)
        elif way == 1:  # under another name first
            part = path.with_suffix(".part")
            part.write_text(words)
            part.rename(path)
        else:
            path.write_text(words)
        if way == 2:  # twice
            shutil.copy(path, inbox / f"{number:04}-copy.txt")
        if way == 3:  # renamed, perhaps while it waits or is checked
            threading.Timer(chance.uniform(0.1, 2.0), rename, (path, inbox / f"{number:04}-renamed.txt")).start()
        stop.wait(chance.uniform(0.0, 2 * PACE))


PACE = 0.25


def rename(path: Path, to: Path) -> None:
    if path.exists():
        path.rename(to)


def receiver(got: list[tuple[str, bytes]]) -> ThreadingHTTPServer:
    """Takes webhooks, and refuses every tenth."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            refuse = len(got) % 10 == 9
            got.append(("refused" if refuse else self.headers["Muqabala-Delivery"], body))
            self.send_response(503 if refuse else 204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def begin(inbox: Path, out: Path, url: str) -> subprocess.Popen[str]:
    paths = [str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths)), "MUQABALA_WEBHOOK_SECRET": "soak"}
    command = [sys.executable, str(STUB), str(inbox), str(out), str(SECONDS), url]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env, text=True)


def kill_at_random(process: subprocess.Popen[str], out: Path, chance: random.Random) -> str:
    """Kill before it is ready, as soon as it is, or some reports into its work and a moment more."""
    assert process.stdout is not None
    moment = chance.choice(["while starting", "as it is ready", "at work", "at work", "at work"])
    if moment == "while starting":
        time.sleep(chance.uniform(0.0, 1.0))
    else:
        process.stdout.readline()
    if moment == "at work":
        before, wanted, end = reports(out), chance.randint(0, 30), time.monotonic() + 30
        while reports(out) < before + wanted and time.monotonic() < end:
            time.sleep(0.01)
        time.sleep(chance.uniform(0.0, 0.3))
    process.kill()
    process.wait()
    return moment


def reports(out: Path) -> int:
    """How many reports there are."""
    return sum(1 for _ in out.glob("*.json"))


def finish(process: subprocess.Popen[str], out: Path, files: int) -> int:
    """Let the last one work until all is done; its exit status after SIGTERM."""
    end = time.monotonic() + 900
    while time.monotonic() < end and (reports(out) < files or waiting(out)):
        time.sleep(0.5)
    time.sleep(3.0)
    process.send_signal(signal.SIGTERM)
    return process.wait(60)


def waiting(out: Path) -> int:
    """Files and notices that are not done with."""
    with sqlite3.connect(out / ".watch" / "journal.sqlite", timeout=30) as journal:
        files = "SELECT count(*) FROM file WHERE state IN ('waiting', 'checking')"
        notices = "SELECT count(*) FROM notice WHERE state = 'waiting'"
        return sum(int(journal.execute(query).fetchone()[0]) for query in (files, notices))


def main() -> None:
    """Run, count, and end with status 1 when anything was lost or repeated."""
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    chance, got, moments = random.Random(SEED), list[tuple[str, bytes]](), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        inbox, out = Path(folder) / "inbox", Path(folder) / "reports"
        inbox.mkdir()
        server, stop = receiver(got), threading.Event()
        arriving = threading.Thread(target=arrive, args=(inbox, files, random.Random(SEED + 1), stop))
        arriving.start()
        url = f"http://127.0.0.1:{server.server_address[1]}/"
        for _ in range(kills):
            moments[kill_at_random(begin(inbox, out, url), out, chance)] += 1
        meanwhile = reports(out)
        stop.set()
        last = begin(inbox, out, url)
        arriving.join()
        status = finish(last, out, files)
        sys.exit(judge(out, files, got, moments, meanwhile) or status)


def judge(out: Path, files: int, got: list[tuple[str, bytes]], moments: Counter[str], meanwhile: int) -> int:
    """Print what came of it; 0 when every story has one report and every finding was told."""
    texts = Counter(json.loads(path.read_text("utf-8"))["article"]["text"] for path in out.glob("*.json"))
    wanted = {story(number) for number in range(files)}
    lost, repeated = wanted - set(texts), [text for text, count in texts.items() if count > 1 or text not in wanted]
    told = Counter(delivery for delivery, _ in got if delivery != "refused")
    about = Counter(json.loads(body)["article"] for delivery, body in got if delivery != "refused")
    with sqlite3.connect(out / ".watch" / "journal.sqlite") as journal:
        states = dict(journal.execute("SELECT state, count(*) FROM file GROUP BY state").fetchall())
        begun = journal.execute("SELECT sum(attempts) FROM file").fetchone()[0]
    findings = sum("84" in story(number) for number in range(files))
    when = ", ".join(f"{count} {moment}" for moment, count in sorted(moments.items()))
    print(f"{files} stories, {moments.total()} kills ({when})")
    print(f"reports: {texts.total()}, {meanwhile} of them before the last kill")
    print(f"stories lost {len(lost)}, repeated {len(repeated)}")
    print(f"states in the journal: {states}; checks begun {begun}, of which {begun - files} were cut short by a kill")
    print(f"findings {findings}, told {len(told)}, deliveries repeated under the same name {told.total() - len(told)}")
    sound = not lost and not repeated and states == {"done": files} and len(told) == len(about) == findings
    print("nothing lost, nothing repeated" if sound else "NOT SOUND")
    return 0 if sound else 1


if __name__ == "__main__":
    main()
