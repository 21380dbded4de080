"""How alike two spellings of a name are, within a script and across scripts.

Arabic against Latin letters: a weighted alignment of graphemes (`data/graphemes.tsv`), word by word. The same script on
both sides: an edit distance in which letters of one sound class are near. Any other script is romanised first
(anyascii). Scores run from 0 to 1; from ACCEPT on a reader takes both for the same name.
"""

from __future__ import annotations

from muqabala.spelling.pairing import ACCEPT, similarity
from muqabala.spelling.windows import best_window

__all__ = ["ACCEPT", "best_window", "similarity"]
