"""The fields that wire formats share, each in the form of the records: dates, languages, urgency, status.

What cannot be understood is left unknown: a provider's odd field must not cost the article.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from muqabala.read.compose import one_line
from muqabala.records import Status

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_PARTIAL_DATE = re.compile(r"\d{4}(?:-\d{2})?")
_CODE = re.compile(r"[^:/#]*$")
_STATUSES = {
    "usable": Status.USABLE,
    "withheld": Status.WITHHELD,
    "embargoed": Status.WITHHELD,
    "canceled": Status.CANCELED,
    "cancelled": Status.CANCELED,
}
_BY = re.compile(r"^(?:by|von|par|por|بقلم|كتب|كتبت)\s*:?\s+", re.IGNORECASE)
_MOST_URGENT, _LEAST_URGENT = 1, 9


def moment(value: str | None) -> str | None:
    """A date and time in any ISO 8601 or mail form (RFC 5322) as `2024-06-19T12:00:00+03:00`; None when it is none."""
    found = _datetime((value or "").strip())
    return found.isoformat(timespec="seconds") if found else None


def day(value: str | None) -> str | None:
    """The day of a date and time as it was written there, `2024-06-19`; less precise where less was written."""
    written = (value or "").strip()
    if (
        _PARTIAL_DATE.fullmatch(written)
        and written[:4] != "0000"
        and written[5:] not in ("00",)
        and written[5:] <= "12"
    ):
        return written
    found = _datetime(written)
    return found.date().isoformat() if found else None


def version_of(value: str | None) -> str | None:
    """A time that counts as a version: in UTC, so that versions sort."""
    found = _datetime((value or "").strip())
    if found is None:
        return None
    return (found.astimezone(UTC) if found.tzinfo else found).strftime("%Y%m%dT%H%M%S")


def _datetime(value: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(value)
            found.astimezone(UTC)  # a year that no calendar has shows here
        except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
            continue
        return found
    return None


def language(value: str | None) -> str | None:
    """A language tag such as `ar` or `en-GB`, None for anything else."""
    tag = (value or "").strip()
    return tag if _LANGUAGE_TAG.fullmatch(tag) else None


def urgency(value: object) -> int | None:
    """A whole number from 1 to 9."""
    digits = str(value).strip()
    number = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) == 1 else 0
    return number if _MOST_URGENT <= number <= _LEAST_URGENT else None


def status(code: str | None) -> Status | None:
    """The status that a code stands for, with or without a scheme before it: `stat:usable`, `…/pubstatusg2/usable`."""
    return _STATUSES.get(local(code).lower())


def local(code: str | None) -> str:
    """The last part of a code or of a URI that names one."""
    found = _CODE.search((code or "").strip())
    return found.group() if found else ""


def byline(value: str | None) -> str | None:
    """The name in a byline, without the word for "by" before it."""
    return one_line(_BY.sub("", one_line(value) or ""))


def field(value: object) -> str | None:
    """A text field on one line; None when it is empty or no text."""
    return one_line(value) if isinstance(value, str) else None
