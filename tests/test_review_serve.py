"""The verb `review` as users start it: the address it prints, the stop, and what it refuses."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx

import reports
from desks import Client, put
from muqabala.review.store import FILE, Store

NUMBER = reports.identifier("d", 3)


def start(folder: Path, *options: str, **environment: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "muqabala.cli", "review", str(folder), "--no-browser", *options]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder.parent,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
    )


def test_it_prints_an_address_that_opens_it_and_stops_at_once_with_pages_open(tmp_path: Path) -> None:
    put(tmp_path / "reports", "bridge")
    desk = start(tmp_path / "reports", "--port", "0")
    assert desk.stdout
    address = desk.stdout.readline().strip()
    url = address.split("/enter")[0]
    client = Client(url)
    assert client.http.get(address).status_code == 200
    client.learn()
    client.post("/api/me", {"name": "Amal"})
    while client.decide("bridge", NUMBER, status="confirmed").status_code == 404:
        time.sleep(0.1)
    following = threading.Thread(target=follow, args=(client,))
    following.start()
    time.sleep(0.5)
    begun = time.monotonic()
    desk.send_signal(signal.SIGINT)
    _, said = desk.communicate(timeout=60)
    following.join()
    assert desk.returncode == 0
    assert "every decision is kept" in said
    assert time.monotonic() - begun < 30, "an open stream of updates does not hold it"
    store = Store.beside(tmp_path / "reports")
    assert [d.target for d in store.decisions("bridge")] == [NUMBER]
    store.close()
    assert not (tmp_path / "reports" / f"{FILE}-wal").exists(), "closed in order"


def follow(client: Client) -> None:
    """Keep a stream open until the desk ends it."""
    try:
        for _ in client.events():
            pass
    except httpx.HTTPError:
        return


def test_wrong_usage_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    refused = start(tmp_path / "reports", "--host", "0.0.0.0", MUQABALA_REVIEW_PASSWORD="")
    _, said = refused.communicate(timeout=60)
    assert refused.returncode == 2
    assert "MUQABALA_REVIEW_PASSWORD" in said
    assert said.count("\n") == 1
