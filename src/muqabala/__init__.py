"""Muqabala (مقابلة): collate an article against the sources it retells, and mark every departure with its evidence."""

__version__ = "0.1.0"
