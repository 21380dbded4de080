"""XML parsed so that a file can do no harm: nothing is fetched, no entity is expanded, growth and depth are bounded."""

from __future__ import annotations

from lxml import etree

from muqabala.errors import ReadError


def parse(data: bytes, path: str) -> etree._Element:
    """The root element of a file's bytes, comments and instructions dropped.

    Raises `ReadError` for XML that is not well-formed, and for a document type that declares entities.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        problem = f"it is no well-formed XML ({error})" if data.strip() else "the file is empty"
        raise ReadError(path, problem, "Fetch the file again, or have its provider correct it") from error
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and next(iter(declared.iterentities()), None) is not None:
        raise ReadError(
            path, "it declares XML entities, which can hide or multiply text", "Have its provider send it without them"
        )
    return root
