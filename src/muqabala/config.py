"""Settings: frozen, from `muqabala.toml` or `[tool.muqabala]` in pyproject.toml; an unknown key is an error."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields, replace
from math import inf
from pathlib import Path

from muqabala.errors import ConfigError
from muqabala.records import Severity

FILE = "muqabala.toml"
TABLES = ("gate", "watch")
"""Tables of the settings file that belong to one verb: it reads and validates its own."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a check depends on besides the texts.

    `threads` 0 means every processor; `limit_mb` is the largest input file in megabytes (10**6 bytes); `cache` says
    whether sentence vectors are kept between runs.
    """

    sources: tuple[str, ...] = ("corpus",)
    out: str = "reports"
    formats: tuple[str, ...] = ("html",)
    fail_on: Severity | None = None
    judge: str = "combined"
    operating: str = "balanced"
    model: str | None = None
    threads: int = 0
    limit_mb: float = 20.0
    cache: bool = True
    ui_lang: str = "en"
    excerpts_only: bool = False

    @property
    def limit(self) -> int:
        """Largest input file in bytes."""
        return int(self.limit_mb * 1_000_000)


def load(path: Path | None = None, folder: Path | None = None) -> Settings:
    """Settings from a named file, else from the first of `muqabala.toml` and `pyproject.toml` in `folder` (the current
    one by default), else the defaults. Raises `ConfigError` naming the file, the key and what is allowed.
    """
    found, whole = _find(path, folder)
    return _settings(found, whole) if found else Settings()


def table(name: str, path: Path | None = None, folder: Path | None = None) -> tuple[Path | None, dict[str, object]]:
    """The file that `load` reads, and the raw table of one verb in it (empty where there is none).

    `name` is one of `TABLES`. Raises `ConfigError` when it is not a table.
    """
    found, whole = _find(path, folder)
    part = whole.get(name, {}) if isinstance(whole, dict) else {}
    if not isinstance(part, dict):
        raise ConfigError(f"{found}: [{name}] must be a table of settings.")
    return found, part


def _find(path: Path | None, folder: Path | None) -> tuple[Path | None, object]:
    """The settings file in force, and its table of settings."""
    if path is not None:
        return path, _table(path)
    here = folder or Path.cwd()
    if (here / FILE).is_file():
        return here / FILE, _table(here / FILE)
    project = here / "pyproject.toml"
    if project.is_file():
        tool = _read(project).get("tool", {})
        if isinstance(tool, dict) and "muqabala" in tool:
            return project, tool["muqabala"]
    return None, {}


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error}). Check the path given with --config.") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML ({error}). Correct that line and run again.") from error


def _table(path: Path) -> object:
    whole = _read(path)
    tool = whole.get("tool")
    if path.name == "pyproject.toml":
        return tool.get("muqabala", {}) if isinstance(tool, dict) else {}
    return whole


def _settings(path: Path, table: object) -> Settings:
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: [tool.muqabala] must be a table of settings.")
    known = {field.name for field in fields(Settings)}
    changes: dict[str, object] = {}
    for key, value in table.items():
        if key in TABLES:
            continue
        name = key.replace("-", "_")
        if name not in known:
            raise ConfigError(f"{path}: unknown setting {key!r}. Known settings: {', '.join(sorted(known))}.")
        changes[name] = _value(path, name, value)
    return replace(Settings(), **changes)  # type: ignore[arg-type]


def _value(path: Path, name: str, value: object) -> object:
    """A TOML value as the field's type; `ConfigError` when it is of another kind."""
    if name in ("sources", "formats"):
        items = [value] if isinstance(value, str) else value
        if isinstance(items, list) and items and all(isinstance(item, str) for item in items):
            return tuple(items)
        raise ConfigError(f"{path}: {name} must be a text or a list of texts, not {value!r}.")
    if name == "fail_on":
        if value in list(Severity):
            return Severity(str(value))
        raise ConfigError(f"{path}: fail_on must be one of {', '.join(Severity)}, not {value!r}.")
    if name == "threads" and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
        raise ConfigError(f"{path}: threads must be a whole number, 0 for every processor, not {value!r}.")
    if name == "limit_mb" and (isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < inf):
        raise ConfigError(f"{path}: limit_mb must be a number of megabytes above 0, not {value!r}.")
    if name in ("cache", "excerpts_only") and not isinstance(value, bool):
        raise ConfigError(f"{path}: {name} must be true or false, not {value!r}.")
    if name in ("out", "judge", "operating", "model", "ui_lang") and not (isinstance(value, str) and value):
        raise ConfigError(f"{path}: {name} must be a text, not {value!r}.")
    return float(value) if name == "limit_mb" else value  # type: ignore[arg-type]
