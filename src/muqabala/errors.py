"""What can go wrong, each error saying which file, what is wrong, and what to do next.

Only the command line turns these into an exit status; library callers catch `MuqabalaError`.
"""


class MuqabalaError(Exception):
    """Base of every error that muqabala raises on purpose."""


class ReadError(MuqabalaError):
    """A file cannot be read as text: missing, empty, binary, oversized, undecodable or malformed."""

    def __init__(self, path: str, problem: str, advice: str) -> None:
        super().__init__(f"{path}: {problem}. {advice}")
        self.path = path
        self.problem = problem
        self.advice = advice


class FetchError(ReadError):
    """A document cannot be fetched: refused by us (address, size, robots.txt), by its server, or not answered."""


class ModelError(MuqabalaError):
    """A model is missing, damaged or of a kind that gives no token vectors."""


class StoreError(MuqabalaError):
    """The index store cannot be read or written, and rebuilding it did not help."""


class ConfigError(MuqabalaError):
    """A setting is unknown, of the wrong kind, or contradicts another."""


class CheckError(MuqabalaError):
    """An article could not be checked: no claims, or no source to check it against."""


class BenchmarkError(MuqabalaError):
    """A benchmark folder lacks its gold file or articles, or a gold line is malformed."""
