"""Limiting words: which of them a report may not lose or add, and which wordings keep them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import Work, assert_linear
from linked import collation, flagged, pairs
from muqabala.facts import qualifiers
from muqabala.facts.collation import Collation
from muqabala.records import Passage, Relation, Severity, SourceSpan, Span, WordPair

CHANGED = [
    (
        "أصبح الفوز مستحيلاً على الفريق.",
        "Winning became nearly impossible for the team.",
        "أصبح=became الفوز=Winning مستحيلاً=impossible الفريق=team",
        ("MQ1001", "مستحيلاً"),
    ),
    (
        "بقيت نسبة الناخبين في المدينة عالية.",
        "The share of eligible voters in the city remained high.",
        "بقيت=remained نسبة=share الناخبين=voters المدينة=city عالية=high",
        ("MQ1001", "الناخبين"),
    ),
    (
        "تدعم الأمم المتحدة عودة اللاجئين إلى ديارهم.",
        "The United Nations supports the voluntary return of refugees to their homes.",
        "تدعم=supports الأمم=Nations المتحدة=United عودة=return اللاجئين=refugees ديارهم=homes",
        ("MQ1001", "عودة"),
    ),
    (
        "وقّع الوزير وحده الاتفاق في جنيف.",
        "The minister signed the agreement in Geneva.",
        "وقّع=signed الوزير=minister الاتفاق=agreement جنيف=Geneva",
        ("MQ1002", "وحده"),
    ),
    (
        "أغلقت الشركة المصنع نهائياً يوم الاثنين.",
        "The company closed the plant on Monday.",
        "أغلقت=closed الشركة=company المصنع=plant الاثنين=Monday",
        ("MQ1002", "نهائياً"),
    ),
    (
        "ستستضيف العاصمة البطولة في الصيف.",
        "The capital will host the tournament in summer if the government funds the stadium.",
        "ستستضيف=host العاصمة=capital البطولة=tournament الصيف=summer",
        ("MQ1003", "البطولة"),
    ),
    (
        "قال قاض من المدينة إن القضية انتهت.",
        "A retired judge from the city said the case was over.",
        "قال=said قاض=judge المدينة=city القضية=case انتهت=over",
        ("MQ1001", "قاض"),
    ),
    (  # past a figure
        "تضرر 300 منزل في العاصفة يوم الاثنين.",
        "The storm damaged up to 300 homes on Monday.",
        "تضرر=damaged 300=300 منزل=homes العاصفة=storm الاثنين=Monday",
        ("MQ1001", "منزل"),
    ),
    (
        "رفض الصندوق تغطية العلاج للمرضى هذا الشهر.",
        "The fund refused to cover treatment abroad for patients this month.",
        "رفض=refused الصندوق=fund تغطية=cover العلاج=treatment للمرضى=patients الشهر=month",
        ("MQ1001", "العلاج"),
    ),
    (
        "أغلقت البلدية جميع المدارس قرب النهر.",
        "The municipality closed schools near the river.",
        "أغلقت=closed البلدية=municipality المدارس=schools النهر=river",
        ("MQ1002", "جميع"),
    ),
    (
        "سترتفع رسوم المواقف في وسط المدينة الشهر المقبل.",
        "Parking fees in the city centre will rise next month, except for disabled drivers.",
        "سترتفع=rise رسوم=fees المواقف=Parking وسط=centre المدينة=city الشهر=month المقبل=next",
        ("MQ1003", "الشهر"),
    ),
    (  # the condition stands in the middle of a sentence, and "that" is no condition
        "قال الوزير إن العمل في الجسر يبدأ في مارس.",
        "The minister said work on the bridge would start in March if parliament approves funding.",
        "قال=said الوزير=minister العمل=work الجسر=bridge يبدأ=start مارس=March",
        ("MQ1003", "مارس"),
    ),
    (
        "أجرت الجمهورية استفتاء في الإقليم.",
        "The self-declared republic held a referendum in the region.",
        "أجرت=held الجمهورية=republic استفتاء=referendum الإقليم=region",
        ("MQ1001", "الجمهورية"),
    ),
    (  # at the beginning of a sentence no article is needed
        "سيتلقى اللاجئون مساعدات من الوكالة.",
        "Registered refugees will receive aid from the agency.",
        "سيتلقى=receive اللاجئون=refugees مساعدات=aid الوكالة=agency",
        ("MQ1001", "اللاجئون"),
    ),
]

KEPT = [
    (  # part of a name
        "وصلت شرطة الجامعة.",
        "Police of the Foreign University arrived.",
        "وصلت=arrived شرطة=Police الجامعة=University",
    ),
    (  # the source speaks of one school in four
        "واحدة من كل أربع مدارس أغلقت قرب النهر.",
        "One in four schools near the river closed.",
        "واحدة=One مدارس=schools أغلقت=closed النهر=river",
    ),
    (  # a verb, not a limit
        "علّق الاتحاد عضوية النادي في الدوري.",
        "The union suspended membership of the club in the league.",
        "الاتحاد=union عضوية=membership النادي=club الدوري=league",
    ),
    (  # «إن» with a verb is a condition
        "قال الوزير إن العمل في الجسر يبدأ في مارس إن وافق البرلمان.",
        "The minister said work on the bridge would start in March if parliament approves funding.",
        "قال=said الوزير=minister العمل=work الجسر=bridge يبدأ=start مارس=March",
    ),
    (  # what was asked is no condition
        "سأل القاضي الشهود عن الحادث قرب الجسر.",
        "The judge asked if witnesses remembered anything about the accident near the bridge.",
        "سأل=asked القاضي=judge الحادث=accident الجسر=bridge",
    ),
    (
        "سترتفع رسوم المواقف في وسط المدينة الشهر المقبل ما عدا ذوي الإعاقة.",
        "Parking fees in the city centre will rise next month, except for disabled drivers.",
        "سترتفع=rise رسوم=fees المواقف=Parking وسط=centre المدينة=city الشهر=month المقبل=next",
    ),
    (
        "أصبح الفوز شبه مستحيل على الفريق.",
        "Winning became nearly impossible for the team.",
        "أصبح=became الفوز=Winning شبه=nearly مستحيل=impossible الفريق=team",
    ),
    (  # the limit in words that no table has, close by
        "أصبح الفوز في عداد المستحيل على الفريق.",
        "Winning became nearly impossible for the team.",
        "أصبح=became الفوز=Winning المستحيل=impossible الفريق=team",
    ),
    (
        "تدعم الأمم المتحدة عودة اللاجئين طوعاً إلى ديارهم.",
        "The United Nations supports the voluntary return of refugees to their homes.",
        "تدعم=supports الأمم=Nations المتحدة=United عودة=return اللاجئين=refugees ديارهم=homes",
    ),
    (
        "وقّع الوزير وحده الاتفاق في جنيف.",
        "The minister alone signed the agreement in Geneva.",
        "وقّع=signed الوزير=minister الاتفاق=agreement جنيف=Geneva",
    ),
    (
        "ستستضيف العاصمة البطولة في الصيف شريطة أن تموّل الحكومة الملعب.",
        "The capital will host the tournament in summer if the government funds the stadium.",
        "ستستضيف=host العاصمة=capital البطولة=tournament الصيف=summer تموّل=funds الحكومة=government",
    ),
    (  # "directed" does not limit what follows
        "أخرجه لاسي هالستروم.",
        "It was directed by Lasse Hallström.",
        "أخرجه=directed@0.4 لاسي=Lasse هالستروم=Hallström",
    ),
    (  # a colour adjective may go
        "وصل الوزير بسيارة إلى القصر.",
        "The minister arrived at the palace in a shiny car.",
        "وصل=arrived الوزير=minister بسيارة=car القصر=palace",
    ),
    (
        "أجرت الجمهورية المعلنة من طرف واحد استفتاء.",
        "The self-declared republic held a referendum.",
        "أجرت=held الجمهورية=republic استفتاء=referendum",
    ),
    (
        "غادر الموظفون غير الأساسيين السفارة.",
        "Non-essential staff left the embassy.",
        "غادر=left الموظفون=staff السفارة=embassy",
    ),
    (
        "فر المصرفي المدان من البلاد.",
        "The disgraced banker fled the country.",
        "فر=fled المصرفي=banker البلاد=country",
    ),
]


@pytest.mark.parametrize(("claim", "source", "links", "expected"), CHANGED)
def test_a_limit_lost_or_added_is_underlined(claim: str, source: str, links: str, expected: tuple[str, str]) -> None:
    found = flagged(qualifiers, collation(qualifiers, claim, source, pairs(links)))
    code, words = expected
    assert [one for one, _ in found] == [code]
    assert words in found[0][1]


@pytest.mark.parametrize(("claim", "source", "links"), KEPT)
def test_a_limit_that_is_kept_or_of_no_weight_is_left_alone(claim: str, source: str, links: str) -> None:
    assert flagged(qualifiers, collation(qualifiers, claim, source, pairs(links))) == []


def test_an_english_article_is_held_against_an_arabic_source() -> None:
    claim, links = "The minister alone signed the agreement.", pairs("minister=الوزير signed=وقع agreement=الاتفاق")
    added = collation(qualifiers, claim, "وقع الوزير الاتفاق.", links, lang="en")
    assert [code for code, _ in flagged(qualifiers, added)] == ["MQ1002"]
    kept = collation(qualifiers, claim, "وقع الوزير وحده الاتفاق.", links, lang="en")
    assert flagged(qualifiers, kept) == []


def test_limits_of_a_sentence_that_is_not_retold_are_no_loss() -> None:
    claim, source = "افتتح الوزير الجسر يوم الاثنين.", "The minister opened the bridge on Monday."
    other = "A former minister spoke elsewhere."
    own = collation(qualifiers, claim, source, pairs("افتتح=opened الوزير=minister الجسر=bridge الاثنين=Monday"))
    aside = Passage("other", other, Span(0, len(other)), "en")
    place = other.index("minister")
    links = tuple(
        WordPair(link.article, SourceSpan("other", Span(place, place + 8)), 0.9)
        if link.article.of(claim) == "الوزير"
        else link
        for link in own.links
    )
    said = (*own.said, *qualifiers.extract(aside))
    both = Collation(own.claim, own.stated, (*own.evidence, aside), said, said, links)
    assert flagged(qualifiers, both) == []


def test_a_kept_limit_is_reported_as_the_same() -> None:
    given_ = collation(
        qualifiers,
        "أصبح الفوز شبه مستحيل.",
        "Winning became nearly impossible.",
        pairs("أصبح=became الفوز=Winning شبه=nearly مستحيل=impossible"),
    )
    same = [one for one in qualifiers.compare(given_) if one.relation is Relation.SAME]
    assert ("شبه", "nearly") in [(one.params["article"], one.params["source"]) for one in same]


def test_a_limit_that_rarely_matters_is_only_noted() -> None:
    given_ = collation(
        qualifiers,
        "نشرت الصحيفة تقريراً عن المحطة.",
        "The newspaper published a monthly report on the station.",
        pairs("نشرت=published الصحيفة=newspaper تقريراً=report المحطة=station"),
    )
    noted = [one for one in qualifiers.compare(given_) if one.code == "MQ1001"]
    assert [one.severity for one in noted] == [Severity.INFO]


def test_nothing_is_said_without_links() -> None:
    bare = collation(qualifiers, "أصبح الفوز مستحيلاً.", "Winning became nearly impossible.", ())
    assert qualifiers.compare(replace(bare, links=())) == ()


@given(
    st.lists(st.sampled_from(["وحده", "فقط", "إذا", "الوزير", "نهائياً", "شبه", "،", ".", "3", "ـ", "ّ"]), max_size=15),
    st.lists(
        st.sampled_from(["only", "if", "nearly", "the", "minister", "one", "of", "most", ",", ".", "n't", "5"]),
        max_size=15,
    ),
    st.integers(0, 9),
)
def test_any_text_can_be_compared_and_spans_stay_inside(own_words: list[str], words: list[str], seed: int) -> None:
    claim, source = " ".join(own_words), " ".join(words)
    own, other = Passage("a", claim, Span(0, len(claim)), "ar"), Passage("s", source, Span(0, len(source)), "en")
    links = tuple(
        WordPair(Span(i, i + 1), SourceSpan("s", Span(i % len(source), i % len(source) + 1)), (i * 7 + seed) % 10 / 10)
        for i in range(len(claim) if source else 0)
    )
    said = qualifiers.extract(other)
    for one in qualifiers.compare(Collation(own, qualifiers.extract(own), (other,), said, said, links)):
        assert one.article is None or 0 <= one.article.start < one.article.end <= len(claim)
        assert one.source is None or one.source.span.end <= len(source)


def test_the_time_grows_with_the_text_and_no_faster() -> None:
    def comparing(times: int) -> Work:
        claim = "أصبح الفوز مستحيلاً على الفريق وحده، " * times
        source = "Winning became nearly impossible if the team failed to score early, " * times
        given_ = collation(qualifiers, claim, source, pairs("أصبح=became الفوز=Winning مستحيلاً=impossible"))
        return lambda: qualifiers.compare(given_)

    assert_linear(comparing, 50)
