"""Counters in the form that Prometheus reads. Every watch has its own registry."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from muqabala.watch.journal import Reception

_SECONDS = (0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64)


class Metrics:
    """What a watch counts since it was started; what stands in the journal is read from there."""

    def __init__(self, counts: Callable[[], Mapping[str, int]]) -> None:
        """`counts` gives the journal's own figures when they are asked for."""
        self._registry = CollectorRegistry()
        self._files = self._counter("files_received", "Files taken in, by what they were.", "reception")
        self._articles = self._counter("articles", "Articles finished, by outcome.", "outcome")
        self._notices = self._counter("notices", "Attempts to send a notice, by outcome.", "outcome")
        self._refused = self._counter("ingest_refused", "Requests to /ingest refused, by status.", "status")
        seconds = "Seconds a check took."
        self._seconds = Histogram("muqabala_check_seconds", seconds, buckets=_SECONDS, registry=self._registry)
        self._registry.register(_States(counts))
        for outcome in ("clean", "findings", "unchecked", "duplicate"):
            self._articles.labels(outcome)

    def _counter(self, name: str, meaning: str, label: str) -> Counter:
        return Counter(f"muqabala_{name}", meaning, [label], registry=self._registry)

    def received(self, reception: Reception) -> None:
        """A file was taken in."""
        self._files.labels(reception.value).inc()

    def finished(self, outcome: str, seconds: float | None = None) -> None:
        """An article is finished; `seconds` is what its check took."""
        self._articles.labels(outcome).inc()
        if seconds is not None:
            self._seconds.observe(seconds)

    def notified(self, outcome: str) -> None:
        """An attempt to send a notice was made."""
        self._notices.labels(outcome.replace(" ", "_")).inc()

    def refused(self, status: int) -> None:
        """A request to `/ingest` was refused."""
        self._refused.labels(str(status)).inc()

    def render(self) -> bytes:
        """The text that Prometheus reads."""
        return generate_latest(self._registry)


class _States(Collector):
    def __init__(self, counts: Callable[[], Mapping[str, int]]) -> None:
        self._counts = counts

    def collect(self) -> list[GaugeMetricFamily]:
        """One gauge with a label for each state of a file."""
        gauge = GaugeMetricFamily("muqabala_files", "Files in the journal, by state.", labels=["state"])
        for state, count in self._counts().items():
            gauge.add_metric([state.replace(" ", "_")], count)
        return [gauge]
