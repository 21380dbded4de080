"""JSON that any UTF-8 file can hold."""

from __future__ import annotations

import json
import re

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def dump(value: object, indent: int | None = None) -> str:
    """A value as JSON with letters as they are. A file name that is not UTF-8 holds lone surrogates, which no UTF-8
    file can: JSON can, as escapes. Raises ValueError for numbers that JSON does not have.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    return _LONE_SURROGATE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
