"""The local endpoint: health, counters, and articles that are handed over once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from muqabala.errors import ConfigError
from muqabala.watch import Watch
from muqabala.watch.settings import TOKEN, WatchSettings
from stubdesk import StubDesk
from watched import QUICK, STORY, inbox, put, reports, settings, until

__all__ = ["inbox"]

LISTENING = replace(QUICK, endpoint=True, port=0)


class Client:
    """A running watch and a client of its endpoint."""

    def __init__(self, inbox: Path, how: WatchSettings = LISTENING, desk: StubDesk | None = None) -> None:
        self.desk = desk or StubDesk()
        self.watch = Watch(inbox, settings(inbox), how, self.desk)
        address = self.watch.start()
        assert address is not None
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{address[1]}", trust_env=False)

    def ingest(self, words: str = STORY, **query: str) -> httpx.Response:
        named = {"provider": "reuters", "id": "L1N2", "version": "1"} | query
        return self.http.post("/ingest", params=named, content=words.encode(), headers={"Content-Type": "text/plain"})

    def close(self) -> None:
        self.http.close()
        assert self.watch.stop()


@pytest.fixture
def client(inbox: Path) -> Iterator[Client]:
    client = Client(inbox)
    yield client
    client.close()


def figures(text: str) -> dict[str, float]:
    return {
        f"{sample.name}{sorted(sample.labels.values())}": sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_health_says_how_it_stands_and_is_degraded_when_the_sources_are_in_trouble(client: Client, inbox: Path) -> None:
    put(inbox, "nothing.txt", "NOTHING to check here.")
    put(inbox, "story.txt")
    client.watch.once()
    health = client.http.get("/health")
    assert health.status_code == 200
    assert health.json()["status"] == "ok"
    files = health.json()["files"]
    assert (files["done"], files["failed"], files["waiting"]) == (1, 1, 0)
    client.desk.trouble = "the sources cannot be read"
    assert client.http.get("/health").json()["status"] == "degraded"
    client.watch.ask_to_stop()
    assert client.http.get("/health").status_code == 503


def test_counters_are_what_prometheus_reads(client: Client, inbox: Path) -> None:
    put(inbox, "bad.txt", number=84)
    put(inbox, "good.txt")
    client.watch.once()
    answer = client.http.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    found = figures(answer.text)
    assert found["muqabala_articles_total['findings']"] == 1
    assert found["muqabala_articles_total['clean']"] == 1
    assert found["muqabala_files_received_total['new']"] == 2
    assert found["muqabala_files['done']"] == 2
    assert found["muqabala_check_seconds_count[]"] == 2


def test_an_article_that_is_handed_over_is_checked_once(client: Client, inbox: Path) -> None:
    first = client.ingest()
    assert (first.status_code, first.json()["state"]) == (202, "waiting")
    until(lambda: reports(inbox))
    again = client.ingest()
    assert (again.status_code, again.json()) == (200, {"state": "done", "reports": ["reuters.L1N2.v1"]})
    assert reports(inbox) == ["reuters.L1N2.v1.json"]
    client.watch.once()  # the folder is looked through: what was handed over lies in it
    assert len(client.desk.checked) == 1


def test_a_package_has_the_reports_of_what_is_in_it_and_no_other(client: Client, inbox: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("one.txt", STORY.format(1))
        package.writestr("two.txt", STORY.format(2))
    query = {"provider": "reuters", "id": "L1N2", "version": "1", "name": "p.zip"}
    assert client.http.post("/ingest", params=query, content=packed.getvalue()).status_code == 202
    client.watch.once()
    told = client.http.post("/ingest", params=query, content=packed.getvalue()).json()
    assert sorted(f"{stem}.json" for stem in told["reports"]) == reports(inbox)
    assert len(reports(inbox)) == 2


def test_another_version_is_another_article_and_a_version_has_one_content(client: Client, inbox: Path) -> None:
    client.ingest()
    assert client.ingest("The bridge was closed again on Monday after 84 days.", version="2").status_code == 202
    refused = client.ingest("Something else under the same version.")
    assert refused.status_code == 409
    assert "version" in refused.json()["problem"]
    client.watch.once()
    assert len(reports(inbox)) == 2


def test_what_came_as_a_file_before_is_known(client: Client, inbox: Path) -> None:
    put(inbox, "story.txt", STORY)
    client.watch.once()
    assert client.ingest().json() == {"state": "done", "reports": ["story"]}
    assert client.ingest("Other words.").status_code == 409, "the file has the identity now"
    assert len(client.desk.checked) == 1


def test_an_article_that_failed_may_be_sent_again_with_other_content(client: Client, inbox: Path) -> None:
    client.ingest("NOTHING to check here.")
    client.watch.once()
    assert client.ingest("NOTHING to check here.").json()["state"] == "failed"
    assert client.ingest("The bridge was reopened on Sunday.").status_code == 202
    client.watch.once()
    assert client.ingest("The bridge was reopened on Sunday.").json()["state"] == "done"


def test_identity_is_kept_over_a_restart(inbox: Path) -> None:
    for expected in (202, 200):
        client = Client(inbox)
        assert client.ingest().status_code == expected
        client.watch.once()
        client.close()
        assert len(client.desk.checked) == (expected == 202)


def test_when_too_many_wait_the_sender_is_told_to_come_later(inbox: Path) -> None:
    client = Client(inbox, replace(LISTENING, queue=2, workers=1))
    client.desk.open.clear()
    answers = [client.ingest(f"{STORY} {n}", id=str(n)) for n in range(6)]
    refused = [answer for answer in answers if answer.status_code == 503]
    assert refused
    assert refused[0].headers["retry-after"] == "5"
    client.desk.open.set()
    taken = sum(answer.status_code == 202 for answer in answers)
    until(lambda: len(reports(inbox)) == taken)
    client.close()


@pytest.mark.parametrize("query", [{"provider": ""}, {"id": " "}, {"version": ""}, {"id": "x" * 300}, {"id": "a\0b"}])
def test_an_article_without_a_proper_name_is_refused(client: Client, inbox: Path, query: dict[str, str]) -> None:
    assert client.ingest(**query).status_code == 400
    assert list(inbox.iterdir()) == []


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"provider": "../../etc", "id": "/opt/x"}, "etc.opt-x.v1.txt"),
        ({"name": "../../story.html"}, "reuters.L1N2.v1.html"),
        ({"provider": "وكالة", "id": "خبر ١"}, "وكالة.خبر-١.v1.txt"),
        ({"provider": "..", "id": ".hidden"}, "x.hidden.v1.txt"),
    ],
)
def test_names_are_made_safe(inbox: Path, query: dict[str, str], name: str) -> None:
    client = Client(inbox, replace(LISTENING, workers=1), StubDesk(0.3))
    client.ingest(**query)
    assert [path.name for path in inbox.iterdir()] == [name]
    client.close()


def test_an_empty_or_too_large_article_is_refused(client: Client, inbox: Path) -> None:
    client.watch.endpoint._limit = 1000
    assert client.ingest("").status_code == 400
    assert client.ingest("a" * 1001).status_code == 413
    assert list(inbox.iterdir()) == []


# Who is answered ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example:8477"}, 403),
        ({"Host": "localhost:8477"}, 200),
        ({"Host": "[::1]:8477"}, 200),
        ({"Host": "127.0.0.2:8477"}, 200),
        ({"Host": "127.0.0.2.evil.example"}, 403),
        ({"Host": "10.0.0.2:8477"}, 403),
    ],
)
def test_pages_in_a_browser_and_bent_names_are_not_answered(
    client: Client, headers: dict[str, str], status: int
) -> None:
    assert client.http.get("/metrics", headers=headers).status_code == status
    assert client.http.get("/health", headers=headers).status_code == status


def test_with_a_token_only_health_is_open(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN, "a long token")
    client = Client(inbox)
    assert client.http.get("/health").status_code == 200
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "a long token"}):
        assert client.http.get("/metrics", headers=headers).status_code == 401
        assert client.http.post("/ingest", headers=headers).status_code == 401
    assert client.http.get("/metrics", headers={"Authorization": "Bearer a long token"}).status_code == 200
    client.close()


def test_a_port_that_is_taken_is_a_wrong_setting(inbox: Path, client: Client) -> None:
    port = int(client.http.base_url.port or 0)
    other = inbox.parent / "other"
    other.mkdir()
    watch = Watch(other, replace(settings(inbox), out=str(other / "out")), replace(LISTENING, port=port), StubDesk())
    with pytest.raises(ConfigError, match="cannot listen"):
        watch.start()


def test_other_paths_and_methods_are_refused(client: Client) -> None:
    requests: list[tuple[str, str, Any]] = [("GET", "/", 404), ("GET", "/ingest", 405), ("POST", "/health", 405)]
    for method, path, status in requests:
        assert client.http.request(method, path).status_code == status


def test_an_item_with_a_long_arabic_name_is_taken_in(client: Client, inbox: Path) -> None:
    assert client.ingest(id="خبر" * 60, provider="وكالة" * 30).status_code == 202
    assert len(list(inbox.iterdir())) == 1
