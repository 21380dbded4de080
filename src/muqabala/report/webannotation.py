"""Findings as W3C Web Annotations, for tools that lay notes over texts.

Each annotation targets the article's words by quotation and by position (in code points), and points to the source's
words in the same way; for something left out it targets the source's sentence.
"""

from __future__ import annotations

from collections.abc import Iterable

from muqabala.records import Report
from muqabala.report import jsontext
from muqabala.report.bidi import direction
from muqabala.report.findings import Finding, Place, findings, language
from muqabala.report.messages import Language
from muqabala.report.rendering import Rendering
from muqabala.report.sarif import uri

CONTEXT = "http://www.w3.org/ns/anno.jsonld"

Json = dict[str, object]

_CONTEXT_LENGTH = 32


def render(report: Report, rendering: Rendering | None = None) -> str:
    """An annotation page of one report."""
    lang = language((rendering or Rendering()).ui_lang)
    return page(findings(report, lang), lang)


def page(found: Iterable[Finding], lang: Language = "en") -> str:
    """An annotation page of findings on one or several articles."""
    items = [annotation(finding, lang) for finding in found]
    value = {"@context": CONTEXT, "type": "AnnotationPage", "items": items}
    return jsontext.dump(value) + "\n"


def annotation(finding: Finding, lang: Language) -> Json:
    """A finding as one annotation; its message is in `lang`."""
    target = finding.here or finding.there
    return {
        "id": f"urn:muqabala:finding:{finding.fingerprint}",
        "type": "Annotation",
        "motivation": "assessing",
        "generator": {"type": "Software", "name": "muqabala"},
        "body": _body(finding, lang),
        "target": _resource(target) if target else uri(finding.article),
    }


def _body(finding: Finding, lang: Language) -> list[Json]:
    body: list[Json] = [
        {
            "type": "TextualBody",
            "purpose": "commenting",
            "value": finding.message,
            "format": "text/plain",
            "language": lang,
            "textDirection": direction(lang),
        }
    ]
    tags = (str(finding.type or finding.rule), finding.rule, str(finding.severity))
    body += [{"type": "TextualBody", "purpose": "tagging", "value": tag} for tag in dict.fromkeys(tags)]
    if finding.here and finding.there:
        body.append(_resource(finding.there) | {"purpose": "linking"})
    elif finding.there:
        body.append({"type": "SpecificResource", "purpose": "linking", "source": uri(finding.article)})
    return body


def _resource(place: Place) -> Json:
    start, end = place.span.start, place.span.end
    quotation = {
        "type": "TextQuoteSelector",
        "exact": place.words,
        "prefix": place.text[max(0, start - _CONTEXT_LENGTH) : start],
        "suffix": place.text[end : end + _CONTEXT_LENGTH],
    }
    position = {"type": "TextPositionSelector", "start": start, "end": end}
    source = {"id": uri(place.document), "type": "Text", "language": place.lang, "textDirection": direction(place.lang)}
    return {"type": "SpecificResource", "source": source, "selector": [quotation, position]}
