"""Who may talk to the desk, and what can run in its pages: asked over real HTTP, as an attacker would."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

import reports
from desks import AMAL, Client, Served, put, served
from muqabala.config import Settings
from muqabala.errors import ConfigError, ReadError
from muqabala.review.doors import HEADERS, LARGEST
from muqabala.review.guard import Guard, Session
from muqabala.review.serve import HOSTS, PASSWORD, Place, serve

NUMBER = reports.identifier("d", 3)
PASS = "correct horse battery"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("reports")
    put(folder, "story")
    put(folder.parent, "outside")
    with served(folder) as running:
        yield running


@pytest.fixture
def amal(desk: Served) -> Client:
    return desk.client(AMAL)


def decide(client: Client, **headers: str) -> int:
    changes = [{"target": NUMBER, "rev": 0, "set": {"status": "confirmed"}}]
    return client.post(
        "/api/decide", {"batch": secrets.token_hex(16), "changes": changes}, "story", **headers
    ).status_code


# Coming in


def test_a_launch_address_opens_the_desk_once(desk: Served) -> None:
    address = desk.launch()
    first, second = httpx.get(address), httpx.get(address)
    assert first.status_code == 200
    assert second.status_code == 403
    assert "set-cookie" not in second.headers
    cookie = first.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert httpx.get(f"{desk.url}/enter?token=guess").status_code == 403


@pytest.mark.parametrize("path", ["/", "/article/story", "/api/queue", "/api/history?article=story", "/events"])
def test_without_a_session_nothing_is_shown(desk: Served, path: str) -> None:
    answer = httpx.get(desk.url + path)
    assert answer.status_code == 401
    assert "جسر" not in answer.text
    page = httpx.get(desk.url + path, headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (303, "/enter")


def test_a_session_cannot_be_made_up_or_changed(desk: Served) -> None:
    _, sealed = desk.guard.open("Amal")
    other = Guard(secrets.token_bytes(32), desk.port).seal(Session("x", "Amal"))
    body, _, signature = sealed.partition(".")
    changed = signature[:-1] + ("1" if signature[-1] == "0" else "0")
    for forged in ("", "x", other, f"{body}x.{signature}", f"{body}.{changed}", f".{signature}", "é.é"):
        assert desk.guard.session(forged) is None
    assert desk.guard.session(sealed)


def test_a_session_outlives_a_restart_and_ends_after_a_month(desk: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    session, sealed = desk.guard.open("Amal")
    assert Guard(desk.store.secret(), desk.port).session(sealed) == session
    later = time.time() + 31 * 24 * 3600
    monkeypatch.setattr(time, "time", lambda: later)
    assert desk.guard.session(sealed) is None


# What pages of others can make a browser do


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "127.0.0.1:1", "127.0.0.1.evil.example:{port}", "192.0.2.1:{port}", ""],
)
def test_a_name_turned_around_to_the_desk_is_not_answered(amal: Client, desk: Served, host: str) -> None:
    for path in ("/", "/enter", "/static/desk.css", "/api/queue"):
        answer = amal.http.get(path, headers={"Host": host.format(port=desk.port)})
        assert answer.status_code in (400, 421)


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "LOCALHOST:{port}"])
def test_the_desks_own_names_are_answered(desk: Served, host: str) -> None:
    assert httpx.get(f"{desk.url}/health", headers={"Host": host.format(port=desk.port)}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1", "http://localhost:{port}"]
)
def test_a_change_from_another_origin_is_refused(amal: Client, desk: Served, origin: str) -> None:
    assert decide(amal, Origin=origin.format(port=desk.port)) == 403
    assert amal.state("story")["decisions"] == []


def test_a_change_without_origin_or_token_is_refused(amal: Client, desk: Served) -> None:
    assert decide(amal, **{"X-CSRF-Token": ""}) == 403
    assert decide(amal, **{"X-CSRF-Token": desk.client().headers["X-CSRF-Token"]}) == 403, "another session's token"
    del amal.headers["Origin"]
    assert decide(amal) == 403
    assert amal.state("story")["decisions"] == []


def test_a_body_without_end_is_refused(amal: Client) -> None:
    assert amal.post("/api/me", {"name": "x" * LARGEST}).status_code == 413
    in_pieces = amal.http.post("/api/me", content=iter([b"{}"]), headers=amal.headers)
    assert in_pieces.status_code == 413


def test_every_answer_carries_the_policy(amal: Client) -> None:
    for path in (
        "/",
        "/article/story",
        "/static/article.js",
        "/enter",
        "/nothing",
        "/api/queue",
        "/api/history?article=x",
    ):
        answer = amal.http.get(path)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, (path, name)
        assert "unsafe" not in answer.headers["Content-Security-Policy"]


# What stands in the folder, and beside it


@pytest.mark.parametrize(
    "path",
    [
        "/article/../outside",
        "/article/%2e%2e/outside",
        "/article/..%2foutside",
        "/article/%2fetc%2fpasswd",
        "/static/../app.py",
        "/static/%2e%2e%2fapp.py",
        "/static/..%5capp.py",
        "/api/history?article=../outside",
        "/api/source?article=story&id=/etc/passwd",
        "/api/source?article=story&id=../../etc/passwd",
        "/article/.muqabala-review",
    ],
)
def test_no_path_leads_out_of_the_folder(amal: Client, desk: Served, path: str) -> None:
    raw = httpx.URL(desk.url).copy_with(raw_path=path.encode())
    answer = amal.http.get(raw)
    assert answer.status_code in (400, 404, 503)
    assert "root:" not in answer.text
    assert "import" not in answer.text


def test_a_report_cannot_make_the_desk_check_a_file_from_elsewhere(
    desk: Served, amal: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret", encoding="utf-8")
    working = tmp_path / "working"
    working.mkdir()
    (working / "link.txt").symlink_to(secret)
    monkeypatch.chdir(working)
    report = reports.report()
    for name, path in (("secret", secret.as_posix()), ("link", "link.txt"), ("secret", "../secret.txt")):
        put(desk.folder, name, replace(report, article=replace(report.article, id=path)))
        while name not in amal.rows():
            pass
        answer = amal.post("/api/again", {}, name)
        assert answer.status_code == 503
        assert "outside the working folder" in answer.json()["error"]
        assert "a secret" not in answer.text


def test_the_decisions_file_is_served_to_nobody(amal: Client) -> None:
    assert ".muqabala-review" not in amal.rows()
    assert amal.get("/article/.muqabala-review.sqlite").status_code == 404


# A desk that others can reach


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Served]:
    put(tmp_path, "story")
    with served(tmp_path, password=PASS, hosts=("127.0.0.1", "desk.example")) as running:
        yield running


def enter(desk: Served, password: str, **headers: str) -> httpx.Response:
    form = {"name": "Amal", "password": password}
    return httpx.post(f"{desk.url}/enter", data=form, headers={"Origin": desk.url, **headers})


def test_the_password_opens_a_shared_desk(shared: Served) -> None:
    assert httpx.get(f"{shared.url}/enter").status_code == 200
    assert httpx.get(f"{shared.url}/api/queue").status_code == 401
    assert enter(shared, "wrong").status_code == 403
    assert enter(shared, PASS, Origin="http://evil.example").status_code == 403
    answer = enter(shared, PASS)
    assert answer.status_code == 200
    page = httpx.get(f"{shared.url}/", cookies=answer.cookies)
    assert "Amal" in page.text


def test_guessing_is_slowed_down(shared: Served) -> None:
    tried = [enter(shared, f"guess {n}").status_code for n in range(6)]
    assert tried == [403] * 5 + [429]
    assert enter(shared, PASS).status_code == 429, "nor is the right one looked at"


def test_who_guesses_shuts_nobody_else_out() -> None:
    guard = Guard(b"key", 80, password=PASS)
    assert [guard.admits("guess", "192.0.2.1") for _ in range(6)] == [False] * 5 + [None]
    assert guard.admits(PASS, "192.0.2.2") is True


def test_a_shared_desk_answers_to_its_names_and_to_addresses_only(shared: Served) -> None:
    for host, status in (("desk.example", 200), ("192.0.2.1:80", 200), ("evil.example", 421)):
        assert httpx.get(f"{shared.url}/enter", headers={"Host": host}).status_code == status


@pytest.mark.parametrize("password", [None, "short"])
def test_other_addresses_are_refused_without_a_password(
    tmp_path: Path, password: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PASSWORD, raising=False)
    monkeypatch.delenv(HOSTS, raising=False)
    if password:
        monkeypatch.setenv(PASSWORD, password)
    with pytest.raises(ConfigError, match=PASSWORD):
        serve(tmp_path, Settings(), Place("0.0.0.0"), None, print)


def test_a_place_that_cannot_be_had_is_named(tmp_path: Path, desk: Served) -> None:
    with pytest.raises(ConfigError, match=str(desk.port)):
        serve(tmp_path, Settings(), Place(port=desk.port), None, print)
    with pytest.raises(ReadError, match="no such folder"):
        serve(tmp_path / "nothing", Settings(), Place(), None, print)


# Texts that try to act


def test_hostile_texts_stay_text(amal: Client, desk: Served) -> None:
    put(desk.folder, "hostile", reports.hostile())
    while "hostile" not in amal.rows():
        pass
    target = reports.identifier("d", 1)
    amal.decide("hostile", target, status="confirmed", note=reports.HOSTILE)
    page = amal.get("/article/hostile").text
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert page.count("<script") == 2
    assert amal.post("/api/me", {"name": "<b>\u202e"}).status_code == 400, "a name is printable"
