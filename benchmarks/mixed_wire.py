"""A thousand wire files in every format, of which one in twenty is damaged, through `watch --once`.

    python benchmarks/mixed_wire.py [FILES]

Every good one must be checked, every damaged one named with its reason, and the exit status must be 3. The desk is that
of tests/stubdesk.py: this is about files, not about findings.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from click.testing import CliRunner

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import wirefiles  # noqa: E402 - lives beside the tests
from muqabala import watch  # noqa: E402
from muqabala.cli import main  # noqa: E402
from stubdesk import StubDesk  # noqa: E402

SETTINGS = 'formats = ["json"]\n[watch]\nsettle = 0.01\nqueue = 1000\n'


def run(files: int, damaged: int) -> bool:
    """Make the files, check them, print what came of it; whether all of it was right."""
    Path("inbox").mkdir()
    Path("muqabala.toml").write_text(SETTINGS, "utf-8")
    good, bad = wirefiles.make(Path("inbox"), files, damaged)
    began = time.perf_counter()
    result = CliRunner().invoke(main, ["-q", "watch", "inbox", "--once"])
    spent = time.perf_counter() - began
    left = {path.name for path in Path("inbox").iterdir() if path.is_file()}
    reasons = {path.name.removesuffix(".reason.txt") for path in Path("inbox/failed").glob("*.reason.txt")}
    reports = [json.loads(path.read_text("utf-8")) for path in Path("reports").glob("*.json")]
    checked = {Path(report["article"]["path"].partition("#")[0]).name for report in reports if report["claims"]}
    formats = Counter(name.partition(".")[2] for name in good)
    print(f"{files} files in {len(formats)} forms, {damaged} damaged: {spent:.0f} s")
    print(f"good: {len(good)}, checked {len(good & checked)}, still in the inbox {len(good & left)}")
    print(f"damaged: {len(bad)}, set aside with the reason {len(bad & reasons)}")
    print(f"good ones set aside: {len(good & reasons)}")
    print(f"articles checked: {sum(bool(report['claims']) for report in reports)}; exit status {result.exit_code}")
    return checked == good == left and reasons == bad and result.exit_code == 3


def begin() -> None:
    """Run in a folder of its own; status 1 when something was not right."""
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    watch.SharedDesk = lambda *_: StubDesk()  # type: ignore[assignment, misc]
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        right = run(files, files // 20)
        os.chdir(ROOT)
    sys.exit(not right)


if __name__ == "__main__":
    begin()
