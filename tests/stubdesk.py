"""A desk without a model: it looks for a number, takes as long as it is told, and keeps account of what it did.

    python tests/stubdesk.py INBOX OUT SECONDS [WEBHOOK]

watches a folder with it, which is what is killed in the tests and in benchmarks/kill_watch.py.
"""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

from muqabala import __version__
from muqabala.errors import CheckError
from muqabala.records import (
    Basis,
    Claim,
    Departure,
    DepartureType,
    Document,
    Judgement,
    Report,
    Severity,
    Signature,
    Skip,
    Span,
    Verdict,
)

SIGNATURE = Signature(__version__, "stub", "0" * 64, "stub", {}, "0" * 64)


class StubDesk:
    """Finds a major departure in every text that says 84, fails at texts that say NOTHING, and breaks at BOOM."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.checked: list[str] = []
        self.at_once = 0
        self.most_at_once = 0
        self.trouble: str | None = None
        self.open = threading.Event()
        self.open.set()
        self._lock = threading.Lock()

    def check(self, article: Document) -> Report:
        with self._lock:
            self.checked.append(article.id)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            time.sleep(self.seconds)
            self.open.wait()
            return self._report(article)
        finally:
            with self._lock:
                self.at_once -= 1

    def skipped(self) -> tuple[Skip, ...]:
        return ()

    def problem(self) -> str | None:
        return self.trouble

    @staticmethod
    def _report(article: Document) -> Report:
        if "NOTHING" in article.text:
            raise CheckError(f"{article.id}: no claims were found. Check that the file holds the article's text.")
        if "BOOM" in article.text:
            raise ZeroDivisionError("a mistake of ours")
        span = article.blocks[0].span
        at = article.text.find("84")
        found = []
        if at >= 0:
            place, said = Span(at, at + 2), {"article": "84"}
            found = [Departure("d1", DepartureType.NUMBER, place, Severity.MAJOR, 0.9, Basis.RULE, "MQ201", said)]
        verdict = Verdict.CONTRADICTED if found else Verdict.SUPPORTED
        judgement = Judgement(Claim("c1", span, 0), verdict, 0.5, tuple(found))
        return Report(SIGNATURE, article, (), (), (judgement,), ())


def main() -> None:
    """Watch a folder until a signal comes."""
    import signal

    from muqabala.config import Settings
    from muqabala.watch import Watch, WatchSettings

    inbox, out, seconds = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
    hook = sys.argv[4] if len(sys.argv) > 4 else None
    how = WatchSettings(settle=0.3, rescan=0.5, queue=20, endpoint=False, attempts=1000, webhook=hook)
    settings = Settings(out=str(out), formats=("json",), sources=(str(out / "no-sources"),))
    watching = Watch(inbox, settings, how, StubDesk(seconds))
    signal.signal(signal.SIGTERM, lambda *_: watching.ask_to_stop())
    watching.start()
    print("watching", flush=True)
    watching.watch()
    sys.exit(0 if watching.stop() else 1)


if __name__ == "__main__":
    main()
