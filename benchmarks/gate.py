"""What the gate costs beyond Python's own start: `python benchmarks/gate.py REPORT.json [COUNT]`.

The report is laid down COUNT times (100 by default), each time as one on another article, and the gate is run on the
folder. Figures are processor seconds of a child process, the median of seven runs, beside those of an empty Python. The
modules are compiled before, as an installed package's are.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

RUNS = 7
FORMATS = ("text", "sarif", "junit", "codeclimate", "manifest")


def main() -> None:
    source, count = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100
    with tempfile.TemporaryDirectory() as folder:
        lay(source, count, Path(folder))
        start = seconds([sys.executable, "-c", "pass"])
        print(f"an empty Python: {start:.3f} s")
        for form in FORMATS:
            command = [sys.executable, "-m", "muqabala.cli", "-q", "gate", folder, "--format", form]
            print(f"{count} reports, {form}: {seconds(command) - start:.3f} s beyond it")


def lay(source: Path, count: int, folder: Path) -> None:
    """The report `count` times, each as one on another article."""
    report = json.loads(source.read_text(encoding="utf-8"))
    for number in range(count):
        report["article"]["path"] = f"wire/{number}.txt"
        (folder / f"{number}.json").write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"{count} reports of {(folder / '0.json').stat().st_size // 1000} kB, {len(report['claims'])} claims each")


def seconds(command: list[str]) -> float:
    """Processor seconds of a command, the median of several runs."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment.setdefault("PYTHONPYCACHEPREFIX", str(Path(tempfile.gettempdir()) / "muqabala-benchmark"))
    taken = []
    for _ in range(RUNS + 1):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
        _, _, used = os.wait4(process.pid, 0)
        taken.append(used.ru_utime + used.ru_stime)
    return statistics.median(taken[1:])


if __name__ == "__main__":
    main()
