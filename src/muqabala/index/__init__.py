"""Vectors to search, and what of them is kept on disk; the only owner of faiss.

`Store` keeps the sentence vectors of documents, keyed by content and model, so that no document is embedded twice.
`Index` searches; how, depends on how much there is (`SIZES`). `Library` keeps large corpora ready to be searched from
disk: immutable checksummed volumes, one writer, many readers.
"""

from muqabala.index.library import Library, Snapshot, centred_key, of_content
from muqabala.index.rows import Bound, Held, Rows
from muqabala.index.search import SIZES, Index, Mask, Sizes
from muqabala.index.store import Store, content_key, stored_form
from muqabala.index.volume import DamageError

__all__ = [
    "SIZES",
    "Bound",
    "DamageError",
    "Held",
    "Index",
    "Library",
    "Mask",
    "Rows",
    "Sizes",
    "Snapshot",
    "Store",
    "centred_key",
    "content_key",
    "of_content",
    "stored_form",
]
