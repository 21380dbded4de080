"""The library on disk: what is added is there, whatever is killed, damaged, full, locked or at work beside it."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest
from filelock import FileLock
from hypothesis import given, settings
from hypothesis import strategies as st

from fulldisk import full_disk
from made_vectors import WIDTH, document, documents, joined, key
from muqabala.errors import StoreError
from muqabala.index import DamageError, Index, Library, Rows, Sizes, Snapshot, centred_key

SIGNS = Sizes(exact=0, half=0)
MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else None
"""A folder in memory, where there is one: these tests write much, and a kill is no loss of power."""


@pytest.fixture
def library() -> Iterator[Library]:
    with tempfile.TemporaryDirectory(dir=MEMORY) as name:
        yield Library(Path(name) / "deep" / "library", WIDTH)


def holds(snapshot: Snapshot, numbers: range | list[int]) -> bool:
    """Whether exactly these documents are there, bit for bit."""
    entries = documents(numbers)
    if set(snapshot.keys()) != set(entries) or snapshot.problems:
        return False
    snapshot.verify()
    rows = snapshot.bind(list(entries))
    return np.array_equal(rows.take(np.arange(len(rows))), joined(entries, list(entries)))


def files(library: Library) -> list[Path]:
    return sorted(path for path in library.folder.iterdir() if path.name != "lock")


steps = st.lists(st.tuples(st.booleans(), st.lists(st.integers(0, 30), max_size=12)), max_size=12)


@settings(max_examples=40)
@given(steps)
def test_any_sequence_of_adding_and_removing_leaves_what_a_dictionary_would(sequence: object) -> None:
    assert isinstance(sequence, list)
    with tempfile.TemporaryDirectory(dir=MEMORY) as name:
        library, model = Library(Path(name), WIDTH), set[int]()
        for adding, numbers in sequence:
            if adding:
                after = library.add(documents(numbers))
                model |= set(numbers)
            else:
                after = library.remove([key(n) for n in numbers])
                model -= set(numbers)
            assert holds(after, sorted(model))
        assert holds(Library(Path(name), WIDTH).snapshot(), sorted(model))
        kept = [path for path in Path(name).iterdir() if path.suffix in (".volume", ".tmp")]
        assert len(kept) == len(library.snapshot().volumes), "nothing is left lying about"


def test_nothing_is_created_by_looking(library: Library) -> None:
    assert len(library.snapshot()) == 0
    assert not library.folder.exists()


def test_adding_one_at_a_time_keeps_few_volumes_each_smaller_than_the_one_before(library: Library) -> None:
    for n in range(120):
        after = library.add({key(n): document(n, 3)})
    sizes = [shelved.rows for shelved in after.volumes]
    assert sum(sizes) == 360
    assert all(small < large / 2 for large, small in itertools.pairwise(sizes))


def test_a_reader_keeps_what_it_has_opened_while_a_writer_replaces_it(library: Library) -> None:
    before = library.add(documents(range(40)))
    library.remove([key(n) for n in range(35)])
    library.add(documents(range(100, 200)))
    assert holds(before, range(40))
    assert holds(library.snapshot(), [*range(35, 40), *range(100, 200)])


def test_the_key_of_centred_vectors_changes_with_content_and_mean() -> None:
    zero, one = np.zeros(WIDTH, np.float32), np.ones(WIDTH, np.float32)
    assert len({centred_key(b"a", zero), centred_key(b"b", zero), centred_key(b"a", one)}) == 3


def use(library: Library) -> tuple[str, ...]:
    """Search as a check does, over what is there and with what is not there added again; what was said to be damaged.
    Never a wrong vector.
    """
    entries, keys, said = documents(range(60)), list(documents(range(60))), list[str]()

    def sound() -> Rows:
        found = library.snapshot()
        said.extend(found.problems)
        if found.problems or not all(k in found for k in keys):
            found = library.add(entries)
            said.extend(found.problems)
        return library.snapshot().bind(keys)

    def rebuild(damage: DamageError) -> Rows:
        said.append(str(damage))
        library.verify()
        return sound()

    index = Index(sound(), SIGNS, rebuild)
    exact = joined(entries, keys)
    scores, rows = index.search(exact, 5)
    assert np.allclose(scores, np.take_along_axis(exact @ exact.T, rows, 1), atol=1e-5)
    assert np.allclose(scores, -np.sort(-exact @ exact.T, axis=1)[:, :5], atol=1e-5)
    assert holds(library.snapshot(), range(60))
    return tuple(said)


def test_a_changed_byte_anywhere_is_detected_named_and_rebuilt_and_never_searched(library: Library) -> None:
    library.add(documents(range(50)))
    library.add(documents(range(50, 60)))
    whole = {path: path.read_bytes() for path in files(library)}
    assert len(whole) == 3, "a manifest and two volumes"
    random = np.random.default_rng(3)
    for path, data in whole.items():
        for at in (0, len(data) - 1, *random.integers(0, len(data), 12).tolist()):
            for other, sound in whole.items():
                other.write_bytes(sound)
            for left in files(library):
                if left not in whole:
                    left.unlink()
            path.write_bytes(data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :])
            said = use(library)
            assert any(str(path) in line for line in said), f"byte {at} of {path.name}"
            assert use(library) == (), "rebuilt for good"


def test_no_byte_is_without_a_checksum(library: Library) -> None:
    library.add({key(n): document(n, 2) for n in range(3)})
    for path in files(library):
        data = path.read_bytes()
        for at in range(len(data)):
            path.write_bytes(data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :])
            snapshot = library.snapshot()
            if not snapshot.problems:
                with pytest.raises(DamageError, match=path.name):
                    snapshot.verify()
        path.write_bytes(data)
    library.snapshot().verify()


@pytest.mark.parametrize("row", [0, 1, 77])
def test_rows_that_changed_places_and_highest_bits_that_flip_together_are_damage(library: Library, row: int) -> None:
    whole = library.add({key(0): document(0, 80)})
    (path,) = [path for path in files(library) if path.suffix == ".volume"]
    size = 4 + 2 * WIDTH
    start = path.stat().st_size - (80 - row) * size
    data = path.read_bytes()
    path.write_bytes(
        data[:start] + data[start + size : start + 2 * size] + data[start : start + size] + data[start + 2 * size :]
    )
    with pytest.raises(DamageError):
        whole.verify()
    flipped = bytearray(data)
    for at in (start + 4 + 7, start + 4 + 15):
        flipped[at] ^= 128
    path.write_bytes(flipped)
    with pytest.raises(DamageError):
        whole.verify()


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.9, 0.999])
def test_a_file_cut_short_or_too_long_is_named_and_rebuilt(library: Library, share: float) -> None:
    for number in range(2):
        library.add(documents(range(60)))
        path = files(library)[number]
        data = path.read_bytes()
        path.write_bytes(data[: int(share * len(data))])
        assert any(str(path) in line for line in use(library))
        path = files(library)[number]
        path.write_bytes(path.read_bytes() + b"\0")
        assert any(str(path) in line for line in use(library))


def test_lost_and_exchanged_volumes_are_named_and_rebuilt(library: Library) -> None:
    library.add(documents(range(50)))
    library.add(documents(range(50, 60)))
    one, two = (library.folder / shelved.file.label.name for shelved in library.snapshot().volumes)
    one.unlink()
    assert any(str(one) in line for line in use(library))
    library.remove([key(n) for n in range(60)])
    library.add(documents(range(50)))
    library.add(documents(range(50, 60)))
    one, two = (library.folder / shelved.file.label.name for shelved in library.snapshot().volumes)
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    said = " ".join(use(library))
    assert str(one) in said
    assert str(two) in said


def test_damage_that_comes_while_the_file_is_open_is_met_before_it_is_searched(library: Library) -> None:
    entries = documents(range(60))
    snapshot = library.add(entries)
    exact = joined(entries, list(entries))
    index = Index(snapshot.bind(list(entries)), SIGNS)
    (volume,) = [path for path in files(library) if path.suffix == ".volume"]
    with volume.open("r+b") as stream:
        stream.seek(-WIDTH * 2 * 7, os.SEEK_END)
        stream.write(b"\1" * WIDTH * 4)
    with pytest.raises(DamageError, match=volume.name):
        index.search(exact, 5)


def test_a_file_cut_short_while_it_is_open_is_damage_and_not_the_end_of_the_process(library: Library) -> None:
    entries = documents(range(60))
    index = Index(library.add(entries).bind(list(entries)), SIGNS)
    (volume,) = [path for path in files(library) if path.suffix == ".volume"]
    with volume.open("r+b") as stream:
        stream.truncate(volume.stat().st_size - 2 * WIDTH)
    with pytest.raises(DamageError, match="bytes instead of"):
        index.search(joined(entries, list(entries)), 5)


def test_damage_without_anything_to_rebuild_from_is_found_by_verifying_and_dropped(library: Library) -> None:
    library.add(documents(range(50)))
    library.add(documents(range(50, 60)))
    assert library.verify() == ()
    largest = max(files(library), key=lambda path: path.stat().st_size)
    data = bytearray(largest.read_bytes())
    data[-1] ^= 1
    largest.write_bytes(data)
    (problem,) = library.verify()
    assert str(largest) in problem
    assert holds(library.snapshot(), range(50, 60))


def test_a_merge_does_not_carry_damage_on(library: Library) -> None:
    library.add(documents(range(20)))
    (volume,) = [path for path in files(library) if path.suffix == ".volume"]
    data = bytearray(volume.read_bytes())
    data[-5] ^= 4
    volume.write_bytes(data)
    after = library.add(documents(range(20, 60)))
    assert [str(volume) in problem for problem in after.problems] == [True]
    assert holds(library.snapshot(), range(20, 60))


WRITER = f"""
    import sys
    from pathlib import Path
    from made_vectors import documents, key
    from muqabala.index import Library
    library = Library(Path(sys.argv[1]), {WIDTH})
    n = len(library.snapshot())
    print("ready", flush=True)
    while True:
        if n >= 200:
            library.remove([key(i) for i in range(100, 200)])
            n = 100
        library.add(documents(range(n, n + 20)))
        n += 20
"""


@pytest.fixture
def environment() -> dict[str, str]:
    """For child processes that use the made vectors too."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}


def test_killed_at_any_moment_it_opens_as_the_state_before_or_after(
    library: Library, environment: dict[str, str]
) -> None:
    command = [sys.executable, "-c", dedent(WRITER), str(library.folder)]
    seen = set()
    for kill in range(8):
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
            assert process.stdout
            assert process.stdout.readline() == b"ready\n"
            time.sleep(0.003 + 0.02 * kill)
            os.kill(process.pid, signal.SIGKILL)
        snapshot = library.snapshot()
        count = len(snapshot)
        assert count % 20 == 0
        assert holds(snapshot, range(count))
        seen.add(count)
    assert len(seen) > 1, "the writer got somewhere before it was killed"
    assert holds(library.add(documents(range(200))), range(200))
    assert not list(library.folder.glob("*.tmp")), "what killed writers left is cleared away"


def test_two_builders_at_once_lose_nothing(library: Library, environment: dict[str, str]) -> None:
    script = f"""
        import sys
        from pathlib import Path
        from made_vectors import documents
        from muqabala.index import Library
        library = Library(Path(sys.argv[1]), {WIDTH})
        for n in range(int(sys.argv[2]), 60, 2):
            library.add(documents(range(n, n + 1)))
    """
    command = [sys.executable, "-c", dedent(script), str(library.folder)]
    running = [subprocess.Popen([*command, start], env=environment) for start in "01"]
    while any(process.poll() is None for process in running):
        assert not library.snapshot().problems, "readers meet no half-written state"
    assert [process.wait() for process in running] == [0, 0]
    assert holds(library.snapshot(), range(60))


def test_a_builder_that_waits_in_vain_says_so_and_readers_do_not_wait(library: Library) -> None:
    library.add(documents(range(5)))
    with FileLock(library.folder / "lock"):
        with pytest.raises(StoreError, match=r"another process.*Nothing is lost"):
            Library(library.folder, WIDTH, patience=0.05).add(documents(range(9)))
        assert holds(library.snapshot(), range(5))


def test_a_full_disk_is_told_and_nothing_is_lost(library: Library) -> None:
    library.add(documents(range(5)))
    with (
        full_disk(),
        pytest.raises(StoreError, match=r"deep/library.*Nothing that was kept is lost: free some space"),
    ):
        library.add(documents(range(500)))
    assert holds(library.snapshot(), range(5))
    assert not list(library.folder.glob("*.tmp"))
    assert holds(library.add(documents(range(6))), range(6))


def test_a_read_only_folder_can_be_read_and_writing_says_what_to_do(library: Library) -> None:
    library.add(documents(range(5)))
    user = os.geteuid()
    for folder in (library.folder, library.folder.parent, library.folder.parent.parent):
        folder.chmod(0o555)
    try:
        if user == 0:
            os.seteuid(65534)  # nothing is read-only for root
        assert holds(library.snapshot(), range(5))
        with pytest.raises(StoreError, match=r"deep/library.*writable.*MUQABALA_CACHE"):
            library.add(documents(range(9)))
    finally:
        os.seteuid(user)
        for folder in (library.folder, library.folder.parent, library.folder.parent.parent):
            folder.chmod(0o755)


def test_a_folder_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    library = Library(tmp_path / "file" / "library", WIDTH)
    assert len(library.snapshot()) == 0
    with pytest.raises(StoreError, match=r"file/library.*MUQABALA_CACHE"):
        library.add(documents(range(2)))


def test_another_models_library_is_not_read(library: Library) -> None:
    library.add(documents(range(5)))
    (problem,) = Library(library.folder, WIDTH * 2).snapshot().problems
    assert "manifest.json" in problem
