"""Whole files as they were approved. A file that differs is written beside the golden one for a look.

To approve what is there now: MUQABALA_GOLDEN=write python -m pytest tests/test_report_golden.py
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

import reports
from muqabala.report import WRITERS, Rendering

FOLDER = Path(__file__).parent / "golden"
FILES = {
    "report.en.html": ("html", Rendering()),
    "report.ar.html": ("html", Rendering("ar")),
    "excerpts.en.html": ("html", Rendering(excerpts_only=True)),
    "report.en.md": ("md", Rendering()),
    "report.ar.md": ("md", Rendering("ar")),
    "report.en.csv": ("csv", Rendering()),
    "report.json": ("json", Rendering()),
}


def scrubbed(text: str) -> str:
    """The file without what changes by itself: versions, and the style sheet and the script with their hashes."""
    text = re.sub(r"<(style|script)>.*?</\1>", r"<\1>…</\1>", text, flags=re.DOTALL)
    text = re.sub(r"'sha256-[^']+'", "'sha256-…'", text)
    return re.sub(rf"\b{re.escape(reports.signature().version)}\b", "VERSION", text)


@pytest.mark.parametrize("name", FILES)
def test_files_are_as_approved(name: str) -> None:
    form, rendering = FILES[name]
    text = scrubbed(WRITERS[form].render(reports.report(), rendering))
    golden, actual = FOLDER / name, FOLDER / f"{Path(name).stem}.actual{Path(name).suffix}"
    if os.environ.get("MUQABALA_GOLDEN") == "write":
        FOLDER.mkdir(exist_ok=True)
        golden.write_bytes(text.encode())
    if golden.read_bytes() == text.encode():
        actual.unlink(missing_ok=True)
        return
    actual.write_bytes(text.encode())
    pytest.fail(f"{golden} differs from {actual}: compare them, and approve the new one if it is right", pytrace=False)
