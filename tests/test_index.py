"""The store on disk survives damage, kills and other processes; the search equals brute force."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muqabala.errors import StoreError
from muqabala.index import Index, Store, content_key, stored_form
from muqabala.records import Passage, Span

if TYPE_CHECKING:
    from muqabala.records import Matrix

WIDTH = 8


def entries(count: int, sentences: int = 3) -> dict[bytes, Matrix]:
    """Vectors of `count` documents by key."""
    random = np.random.default_rng(7)
    return {bytes([n]) * 32: random.standard_normal((sentences, WIDTH)).astype(np.float32) for n in range(count)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "folder" / "vectors.sqlite"


@pytest.fixture
def filled(path: Path) -> Path:
    """A closed store of twelve documents."""
    store = Store(path, WIDTH)
    store.put(entries(12))
    store.close()
    return path


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = Store(path, WIDTH)
    yield opened
    opened.close()


def same(found: dict[bytes, Matrix], given: dict[bytes, Matrix]) -> bool:
    """Whether every vector found is the one given, bit for bit."""
    return all(np.array_equal(vectors, stored_form(given[key])) for key, vectors in found.items())


def test_what_was_put_comes_back_in_stored_form(store: Store) -> None:
    given = entries(5)
    store.put(given)
    found = store.get(list(given))
    assert found.keys() == given.keys()
    assert same(found, given)
    assert all(vectors.dtype == np.float32 for vectors in found.values())
    assert len(store) == 5
    assert store.rebuilt is None


def test_stored_form_is_what_a_second_rounding_leaves_alone() -> None:
    vectors = entries(1)[b"\0" * 32]
    assert not np.array_equal(stored_form(vectors), vectors), "otherwise this test proves nothing"
    assert np.array_equal(stored_form(stored_form(vectors)), stored_form(vectors))


def test_keys_never_put_are_not_found_and_repeated_keys_count_once(store: Store) -> None:
    given = entries(1)
    store.put(given)
    (key,) = given
    assert store.get([key, key, b"x" * 32]).keys() == {key}
    assert store.get([]) == {}


def test_a_document_without_sentences_can_be_kept(store: Store) -> None:
    store.put({b"e" * 32: np.zeros((0, WIDTH), np.float32)})
    assert store.get([b"e" * 32])[b"e" * 32].shape == (0, WIDTH)


def test_putting_again_replaces(store: Store) -> None:
    store.put({b"k" * 32: np.zeros((1, WIDTH), np.float32)})
    store.put({b"k" * 32: np.ones((2, WIDTH), np.float32)})
    assert np.array_equal(store.get([b"k" * 32])[b"k" * 32], np.ones((2, WIDTH)))
    assert len(store) == 1


def test_purge_forgets_all_but_what_is_kept(store: Store) -> None:
    given = entries(6)
    store.put(given)
    keep = list(given)[:2]
    assert store.purge([*keep, b"never seen"]) == 4
    assert store.get(list(given)).keys() == set(keep)
    assert store.purge(keep) == 0


def test_another_process_reads_what_this_one_wrote_and_the_other_way_round(store: Store) -> None:
    given = entries(2)
    store.put(given)
    script = f"""
        import sys, numpy as np
        from pathlib import Path
        from muqabala.index import Store
        store = Store(Path(sys.argv[1]), {WIDTH})
        found = store.get([bytes([n]) * 32 for n in range(2)])
        assert len(found) == 2 and store.rebuilt is None
        store.put({{b"t" * 32: found[b"\\0" * 32] * 2}})
    """
    run = subprocess.run([sys.executable, "-c", dedent(script), str(store.path)], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert np.array_equal(store.get([b"t" * 32])[b"t" * 32], 2 * stored_form(given[b"\0" * 32]))


def test_the_key_changes_with_model_texts_and_their_order() -> None:
    def key(model: str, *texts: str) -> bytes:
        return content_key(model, [Passage("d", text, Span(0, len(text)), "en") for text in texts])

    keys = [key("m", "a", "b"), key("n", "a", "b"), key("m", "b", "a"), key("m", "ab"), key("m", "a"), key("m")]
    assert len(set(keys)) == len(keys)
    assert key("m", "a", "b") == key("m", "a", "b")
    assert key("m", "\ud800"), "a lone surrogate is no reason to fail"


def test_the_key_does_not_depend_on_the_documents_name_or_place() -> None:
    one = Passage("a.txt", "Hello there.", Span(0, 5), "en")
    other = Passage("b.txt", "She said: Hello", Span(10, 15), "en", "2024")
    assert content_key("m", [one]) == content_key("m", [other])


def _use(path: Path) -> Store:
    """Open, read, write and read again, as a check would; the store, open. Never a wrong vector."""
    given = entries(12)
    store = Store(path, WIDTH)
    try:
        found = store.get(list(given))
        assert same(found, given)
        store.put({key: vectors for key, vectors in given.items() if key not in found})
        assert same(store.get(list(given)), given)
        store.purge(list(given))
    except BaseException:
        store.close()
        raise
    return store


@pytest.mark.parametrize("share", [0.0, 0.001, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999])
def test_a_truncated_file_gives_no_wrong_vector_and_what_is_left_is_set_aside(filled: Path, share: float) -> None:
    whole = filled.read_bytes()
    filled.write_bytes(whole[: int(share * len(whole))])
    store = _use(filled)
    if 0 < share < 0.6:  # later the end of the last page is missing, and the entries in it are merely not found
        assert store.rebuilt
        assert filled.with_name(filled.name + ".damaged").exists()
    store.close()


def test_flipped_bytes_anywhere_give_no_wrong_vector_and_no_other_error(filled: Path) -> None:
    whole = filled.read_bytes()
    used = [at for at, byte in enumerate(whole) if byte]
    random = np.random.default_rng(3)
    # The header, the table's own definition (at the end of the first page), and a sample of all the rest.
    places = [*used[:40], *[at for at in used if at < 4096][-40:], *random.choice(used, 50, replace=False).tolist()]
    for at in places:
        for other in filled.parent.iterdir():
            other.unlink()
        damaged = bytearray(whole)
        damaged[at] ^= (0x01, 0x04, 0x80, 0xFF)[at % 4]
        filled.write_bytes(damaged)
        forbids_writing = at == 18  # in the format of SQLite's files
        with pytest.raises(StoreError) if forbids_writing else nullcontext():
            _use(filled).close()


def test_overwritten_stretches_give_no_wrong_vector(filled: Path) -> None:
    whole = filled.read_bytes()
    random = np.random.default_rng(5)
    for start in range(0, len(whole) - 512, len(whole) // 12):
        for other in filled.parent.iterdir():
            other.unlink()
        filled.write_bytes(whole[:start] + random.bytes(512) + whole[start + 512 :])
        _use(filled).close()


def _foreign(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE vectors (key BLOB PRIMARY KEY, data BLOB, sha256 BLOB)")
    connection.commit()
    connection.close()


def _newer(path: Path) -> None:
    store = Store(path, WIDTH)
    store.put(entries(1))
    store.close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 999")
    connection.close()


def _text(path: Path) -> None:
    path.write_text("These are my notes, not a database. " * 50, encoding="utf-8")


@pytest.mark.parametrize("make", [_foreign, _newer, _text])
def test_a_file_of_somebody_else_is_set_aside_whole_and_said_so(path: Path, make: object) -> None:
    path.parent.mkdir(parents=True)
    assert callable(make)
    make(path)
    before = path.read_bytes()
    store = Store(path, WIDTH)
    aside = path.with_name(path.name + ".damaged")
    assert store.rebuilt
    assert str(path) in store.rebuilt
    assert str(aside) in store.rebuilt
    assert aside.read_bytes() == before
    assert len(store) == 0
    store.put(entries(2))
    store.close()
    again = Store(path, WIDTH)
    assert again.rebuilt is None
    assert len(again) == 2
    again.close()


def test_an_empty_file_is_a_new_store(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.touch()
    store = Store(path, WIDTH)
    assert store.rebuilt is None
    assert len(store) == 0
    store.close()


def test_a_folder_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    with pytest.raises(StoreError, match=r"vectors\.sqlite.*MUQABALA_CACHE"):
        Store(blocked / "vectors.sqlite", WIDTH)


def test_a_database_that_cannot_be_opened_says_what_to_do(path: Path) -> None:
    path.mkdir(parents=True)  # a folder where the file should be
    with pytest.raises(StoreError, match=r"vectors\.sqlite.*writable.*MUQABALA_CACHE"):
        Store(path, WIDTH)


def test_a_full_disk_is_no_damage(store: Store) -> None:
    given = entries(4)
    store.put(given)
    store._connection.execute("PRAGMA max_page_count = 1")  # SQLite's own way to play a full disk
    big = {b"b" * 32: np.ones((5000, WIDTH), np.float32)}
    with pytest.raises(StoreError, match="Free some space"):
        store.put({**big, b"c" * 32: np.ones((1, WIDTH), np.float32)})
    assert store.rebuilt is None
    assert store.get([b"c" * 32]) == {}, "all of them or none"
    assert len(store.get(list(given))) == 4


def test_killed_in_the_middle_of_writing_it_keeps_complete_entries_only(path: Path) -> None:
    script = f"""
        import sys, numpy as np
        from pathlib import Path
        from muqabala.index import Store
        store = Store(Path(sys.argv[1]), {WIDTH})
        print("ready", flush=True)
        n = len(store)
        while True:
            batch = range(n, n + 5)
            store.put({{i.to_bytes(32, "big"): np.full((50, {WIDTH}), i % 1000, np.float32) for i in batch}})
            n += 5
    """
    command = [sys.executable, "-c", dedent(script), str(path)]
    kept = 0
    for kill in range(10):
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        time.sleep(0.01 + 0.013 * kill)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        store = Store(path, WIDTH)
        count = len(store)
        found = store.get([i.to_bytes(32, "big") for i in range(count)])
        store.close()
        assert store.rebuilt is None
        assert count >= kept, "what was kept is not lost"
        assert count % 5 == 0, "a batch is kept whole or not at all"
        assert len(found) == count, "all entries are complete"
        for i in range(count):
            assert (found[i.to_bytes(32, "big")] == i % 1000).all()
        kept = count
    assert kept > 0, "the writer got somewhere before it was killed"


def test_two_processes_write_at_once(path: Path) -> None:
    script = f"""
        import sys, numpy as np
        from pathlib import Path
        from muqabala.index import Store
        store = Store(Path(sys.argv[1]), {WIDTH})
        for i in range(20):
            store.put({{(sys.argv[2] + str(i)).encode(): np.full((2, {WIDTH}), i, np.float32)}})
    """
    running = [subprocess.Popen([sys.executable, "-c", dedent(script), str(path), name]) for name in "ab"]
    assert [process.wait(60) for process in running] == [0, 0]
    store = Store(path, WIDTH)
    found = store.get([f"{name}{i}".encode() for name in "ab" for i in range(20)])
    assert len(found) == 40
    assert store.rebuilt is None
    store.close()


@given(st.integers(0, 40), st.integers(1, 5), st.integers(1, 50), st.integers(0, 2**32 - 1))
def test_search_equals_brute_force(rows: int, queries: int, k: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    vectors = random.standard_normal((rows, WIDTH)).astype(np.float32)
    asked = random.standard_normal((queries, WIDTH)).astype(np.float32)
    scores, found = Index(vectors).search(asked, k)
    assert scores.shape == found.shape == (queries, min(k, rows))
    exact = asked @ vectors.T
    assert np.allclose(scores, -np.sort(-exact, axis=1)[:, :k], atol=1e-5)
    assert np.allclose(scores, np.take_along_axis(exact, found, 1), atol=1e-5)
