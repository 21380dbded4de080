"""What a site's robots.txt allows, read as RFC 9309 says."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

AGENT = "muqabala"
"""The name that robots.txt can address us by."""
MOST_BYTES = 512_000
"""How much of a robots.txt is read; RFC 9309 asks for at least 500 KiB."""
_LONGEST_DELAY = 30.0


@dataclass(frozen=True, slots=True)
class Rules:
    """A site's rules; without a parsed file everything is allowed, or nothing when `refusal` was set from the start."""

    parsed_file: Protego | None
    refusal: str = "its robots.txt does not allow programs to fetch it"
    closed: bool = False

    @staticmethod
    def parsed(data: bytes) -> Rules:
        """The rules in a robots.txt; bytes that are no UTF-8 are replaced."""
        return Rules(Protego.parse(data.decode("utf-8-sig", "replace")))

    @staticmethod
    def none() -> Rules:
        """No robots.txt: everything is allowed."""
        return Rules(None)

    @staticmethod
    def unreachable(status: int) -> Rules:
        """The server answered with a failure of its own: nothing is allowed for now."""
        return Rules(None, f"its robots.txt cannot be had (the server answered {status})", closed=True)

    def allows(self, url: str) -> bool:
        """Whether this address may be fetched by us."""
        if self.closed:
            return False
        return self.parsed_file is None or bool(self.parsed_file.can_fetch(url, AGENT))

    @property
    def delay(self) -> float:
        """Seconds between two requests that the site asks for, within reason."""
        wanted = self.parsed_file.crawl_delay(AGENT) if self.parsed_file else None
        return min(float(wanted or 0.0), _LONGEST_DELAY)
