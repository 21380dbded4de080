"""A small newsroom for the tests of the whole flow: three English sources and an Arabic article, written for this."""

from __future__ import annotations

from pathlib import Path

BRIDGE = """---
title: Harbour bridge reopens after two years
outlet: Harbour Courier
author: Sarah Milne
date: 2024-05-06
---

Harbour bridge reopens after two years

The city of Port Ellin reopened the harbour bridge on Sunday after repairs that lasted two years. About 48,000 cars \
crossed it every day before it was closed. The transport minister said the remaining work may end next March.

The repair cost 210 million crowns, twice the first estimate. The council rejected a plan to charge a toll on lorries. \
Engineers blamed salt water for the rust in the old cables.
"""
WHALE = """A whale was found dead on a beach in the north on Friday. Biologists from the university will examine it to \
learn why it died. Three other whales were seen near the coast in April. The beach will stay closed until Monday.
"""
BANK = """The central bank raised its main interest rate to 5.25 percent on Thursday. It was the third increase this \
year. The governor said inflation was still too high. Analysts expect no further increase before the autumn.
"""
HEAD = "إعادة فتح جسر المرفأ بعد عامين"
FIRST = (
    "أعادت مدينة بورت إيلين فتح جسر المرفأ يوم الأحد بعد أعمال إصلاح استمرت عامين. "
    "وكانت نحو 84 ألف سيارة تعبر الجسر كل يوم قبل إغلاقه."
)
SECOND = (
    "وقالت وزيرة النقل إن الأعمال المتبقية قد تنتهي في مارس المقبل. "
    "وبلغت كلفة الإصلاح 210 ملايين كرونة، أي ضعف التقدير الأول."
)
THIRD = "ورفض المجلس خطة لفرض رسوم على الشاحنات."
ARTICLE = "\n\n".join((HEAD, FIRST, SECOND, THIRD)) + "\n"


def corpus(folder: Path) -> Path:
    """The three sources in `folder`/corpus."""
    sources = folder / "corpus"
    sources.mkdir(parents=True)
    for name, text in (("bridge.md", BRIDGE), ("whale.txt", WHALE), ("bank.txt", BANK)):
        (sources / name).write_text(text, encoding="utf-8")
    return sources


def article(folder: Path, text: str = ARTICLE, name: str = "article.txt") -> Path:
    """An article in `folder`."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
