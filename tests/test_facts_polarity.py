"""Polarity: opposites and negations that must be flagged, and those that say the same in other words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import Work, assert_linear
from joined import collation, flags, passage, repeated
from muqabala.facts import polarity
from muqabala.records import Relation

REVERSED = [
    (
        "تراجعت أرباح المصرف هذا العام",
        "The bank's profits rose this year",
        "ar>en",
        "تراجعت=rose, أرباح=profits, المصرف=bank",
        ("MQ802", "تراجعت"),
    ),
    (
        "رفض البرلمان الموازنة يوم الأحد",
        "Parliament approved the budget on Sunday",
        "ar>en",
        "البرلمان=Parliament, الموازنة=budget, الأحد=Sunday",
        ("MQ802", "رفض"),
    ),
    (
        "خسر الفريق المباراة النهائية",
        "The team won the final match",
        "ar>en",
        "خسر=won, الفريق=team, المباراة=match",
        ("MQ802", "خسر"),
    ),
    (
        "نفت الوزارة وقوع الحادث",
        "The ministry confirmed the accident",
        "ar>en",
        "نفت=confirmed, الوزارة=ministry, الحادث=accident",
        ("MQ802", "نفت"),
    ),
    (
        "برأت المحكمة الوزير السابق",
        "The court convicted the former minister",
        "ar>en",
        "برأت=convicted, المحكمة=court, الوزير=minister",
        ("MQ802", "برأت"),
    ),
    (
        "ستغلق السلطات المعبر الحدودي",
        "The authorities will open the border crossing",
        "ar>en",
        "ستغلق=open, السلطات=authorities, المعبر=crossing",
        ("MQ802", "ستغلق"),
    ),
    (
        "The government banned the march",
        "سمحت الحكومة بالمسيرة",
        "en>ar",
        "banned=سمحت, government=الحكومة, march=بالمسيرة",
        ("MQ802", "banned"),
    ),
    (
        "Unemployment fell in the south last month",
        "ارتفعت البطالة في الجنوب الشهر الماضي",
        "en>ar",
        "fell=ارتفعت, Unemployment=البطالة, south=الجنوب",
        ("MQ802", "fell"),
    ),
    (
        "لن تواجه الشركة غرامات",
        "The company will face fines",
        "ar>en",
        "تواجه=face, الشركة=company, غرامات=fines",
        ("MQ801", "لن تواجه"),
    ),
    (
        "يعتزم الوزير زيارة بغداد",
        "The minister does not intend to visit Baghdad",
        "ar>en",
        "يعتزم=intend, الوزير=minister, زيارة=visit",
        ("MQ801", "يعتزم"),
    ),
    (
        "The workers did not sign the agreement",
        "وقع العمال على الاتفاق",
        "en>ar",
        "sign=وقع, workers=العمال, agreement=الاتفاق",
        ("MQ801", "not sign"),
    ),
    (
        "Residents received compensation",
        "لم يتلق السكان تعويضات",
        "en>ar",
        "received=يتلق, Residents=السكان, compensation=تعويضات",
        ("MQ801", "received"),
    ),
    (  # the verb is linked with its auxiliary, but the two are the same end of an axis
        "قبلت نقابة المعلمين عرض الوزارة",
        "The teachers' union did not accept the ministry's offer",
        "ar>en",
        "نقابة=union, المعلمين=teachers, عرض=offer, الوزارة=ministry, قبلت=did",
        ("MQ801", "قبلت"),
    ),
    (  # a word in which the source denies a negative one
        "استبعد الوزير إجراء انتخابات مبكرة",
        "The minister did not rule out early elections",
        "ar>en",
        "استبعد=rule, الوزير=minister, انتخابات=elections, مبكرة=early",
        ("MQ801", "استبعد"),
    ),
    (
        "قطع البلدان علاقاتهما الدبلوماسية",
        "The two countries resumed diplomatic relations",
        "ar>en",
        "قطع=resumed, البلدان=countries, علاقاتهما=relations, الدبلوماسية=diplomatic",
        ("MQ802", "قطع"),
    ),
    (
        "التصويت ملزم للأعضاء",
        "The vote is non-binding on members",
        "ar>en",
        "التصويت=vote, ملزم=binding, للأعضاء=members",
        ("MQ802", "ملزم"),
    ),
]

SAME = [
    ("إنه يعمل الآن بلا شك", "It sure is working now", "ar>en", "يعمل=working, الآن=now, شك=sure"),
    # A double negation, or a negated opposite, is a plain statement.
    ("نجحت المهمة في المريخ", "The mission did not fail on Mars", "ar>en", "نجحت=fail, المهمة=mission, المريخ=Mars"),
    ("لم يتأخر القطار", "The train arrived early", "ar>en", "يتأخر=early, القطار=train"),
    ("The talks did not succeed", "فشلت المحادثات", "en>ar", "succeed=فشلت, talks=المحادثات"),
    # What looks like a negation and is none.
    (
        "لا تزال القوات تواجه مقاومة",
        "The troops face resistance",
        "ar>en",
        "تواجه=face, القوات=troops, مقاومة=resistance",
    ),
    (
        "لا شك أن الحكومة تواجه أزمة",
        "The government faces a crisis",
        "ar>en",
        "تواجه=faces, الحكومة=government, أزمة=crisis",
    ),
    ("لم يحضر سوى الوزير", "Only the minister attended", "ar>en", "يحضر=attended, الوزير=minister"),
    ("The bill not only raises wages", "يرفع القانون الأجور", "en>ar", "raises=يرفع, bill=القانون, wages=الأجور"),
    # A negation that the other side puts into a word.
    ("لم تتمكن الفرق من الوصول", "The teams failed to arrive", "ar>en", "الفرق=teams, الوصول=arrive, تتمكن=failed"),
    ("ليس من الواضح السبب", "The cause is unclear", "ar>en", "الواضح=unclear, السبب=cause"),
    (
        "نفقات غير صحيحة للنائب",
        "false expenses of the lawmaker",
        "ar>en",
        "صحيحة=false, نفقات=expenses, للنائب=lawmaker",
    ),
    ("رفض الحزب الاقتراح", "The party turned down the proposal", "ar>en", "رفض=turned, الحزب=party, الاقتراح=proposal"),
    # Both ends on both sides.
    (
        "ارتفعت الصادرات وتراجعت الواردات",
        "Exports rose while imports fell",
        "ar>en",
        "ارتفعت=fell, تراجعت=rose, الصادرات=Exports",
    ),
    # Phrases that only look like one end.
    ("قُتل على الأقل خمسة", "More people, five, were killed", "ar>en", "الأقل=More, خمسة=five"),
    ("غير أن الشركة تواجه غرامات", "But the company faces fines", "ar>en", "تواجه=faces, الشركة=company, غرامات=fines"),
    # Two negations.
    (
        "لم يوقع الوزير الاتفاق",
        "The minister did not sign the deal",
        "ar>en",
        "يوقع=sign, الوزير=minister, الاتفاق=deal",
    ),
    # The negation stands further away and reaches over "any".
    (
        "لم يجد تقرير المحققين الأولي أي دلائل على التخريب",
        "The investigators' initial report found no sign of sabotage",
        "ar>en",
        "تقرير=report, المحققين=investigators, دلائل=sign, التخريب=sabotage",
    ),
    # What is affirmed is a negation, and so what was denied.
    (
        "أكدت الوزارة أنها لم تلغ الامتحانات",
        "The ministry denied that the exams had been cancelled",
        "ar>en",
        "أكدت=denied, الوزارة=ministry, الامتحانات=exams, تلغ=cancelled",
    ),
    (
        "لم تخرق الوزيرة قواعد التمويل",
        "The report cleared the minister of breaking funding rules",
        "ar>en",
        "تخرق=breaking, الوزيرة=minister, قواعد=rules, التمويل=funding",
    ),
    # «أسبوع آخر» is another week, «فوق» and «أعلى» no rise.
    (
        "انتظر الناس أسبوعا آخر",
        "People waited for their first pay another week",
        "ar>en",
        "انتظر=waited, الناس=People, أسبوعا=week, آخر=first",
    ),
    (
        "سعى الرئيس إلى تهدئة مخاوف الحلفاء",
        "The president sought to reassure the allies",
        "ar>en",
        "الرئيس=president, مخاوف=reassure, الحلفاء=allies",
    ),
    (
        "رأى الوزير أن التقرير مجانب للصواب",
        "The minister said the report was wrong",
        "ar>en",
        "الوزير=minister, التقرير=report, للصواب=wrong",
    ),
]


@pytest.mark.parametrize(("claim", "source", "langs", "pairs", "expected"), REVERSED)
def test_reversal_is_flagged(claim: str, source: str, langs: str, pairs: str, expected: tuple[str, str]) -> None:
    assert flags(collation(claim, source, langs, pairs, polarity.extract), polarity.compare) == [expected]


@pytest.mark.parametrize(("claim", "source", "langs", "pairs"), SAME)
def test_same_meaning_is_left_alone(claim: str, source: str, langs: str, pairs: str) -> None:
    assert flags(collation(claim, source, langs, pairs, polarity.extract), polarity.compare) == []


@pytest.mark.parametrize(("claim", "source", "langs", "pairs", "expected"), REVERSED)
def test_without_links_nothing_is_said(
    claim: str, source: str, langs: str, pairs: str, expected: tuple[str, str]
) -> None:
    assert polarity.compare(collation(claim, source, langs, "", polarity.extract)) == ()


def test_another_language_is_left_alone() -> None:
    sides = collation("Les prix ont fell", "Prices rose", "fr>en", "fell=rose, prix=Prices", polarity.extract)
    assert polarity.compare(sides) == ()


def test_source_words_are_shown() -> None:
    claim, source, langs, pairs, _ = REVERSED[0]
    found = [item for item in polarity.compare(collation(claim, source, langs, pairs, polarity.extract)) if item.code]
    assert [item.source.span.of(source) for item in found if item.source] == ["rose"]
    assert [dict(item.params) for item in found] == [{"article": "تراجعت", "source": "rose"}]


def test_shared_negation_is_recorded() -> None:
    claim, source, langs, pairs = SAME[-1]
    found = polarity.compare(collation(claim, source, langs, pairs, polarity.extract))
    assert [item.relation for item in found] == [Relation.SAME]


@pytest.mark.parametrize(
    ("text", "lang", "values"),
    [
        ("لم يصل الوفد", "ar", ["full:not"]),
        ("ولن يعود", "ar", ["full:not"]),
        ("لم يصل إلا الوفد", "ar", ["void:only"]),
        ("لا يزال هناك", "ar", ["void:still"]),
        ("They didn't come", "en", ["full:not"]),
        ("not only tea", "en", ["void:only"]),
        ("أفادت الزراعة", "ar", ["pole:benefit/a"]),
        ("يستفيد المزارعون", "ar", ["pole:benefit/a"]),
        ("امتلأت القاعة بالحضور", "ar", ["pole:full/a"]),
    ],
)
def test_cues_are_read(text: str, lang: str, values: list[str]) -> None:
    found = {fact.value for fact in polarity.extract(passage(text, lang, "d"))}
    assert set(values) <= found
    assert not {"full:not", "void:only", "void:still"} & (found - set(values))


def test_millions_deny_nothing() -> None:
    found = polarity.extract(passage("بلغت الكلفة 210 ملايين كرونة", "ar", "d"))
    assert not [fact for fact in found if fact.value.startswith(("full", "void", "soft"))]


@given(st.text(max_size=120), st.text(max_size=120), st.sampled_from(["ar", "en", "fr", ""]))
def test_any_text_is_read(claim: str, source: str, lang: str) -> None:
    own, theirs = passage(f"لم {claim}", lang, "article"), passage(f"not {source}", "en", "source")
    for fact in polarity.extract(own):
        assert 0 <= fact.span.start < fact.span.end <= len(own.text)
        assert fact.span.of(own.text) == fact.text
    sides = collation(own.text, theirs.text, f"{lang}>en", "لم=not", polarity.extract)
    for item in polarity.compare(sides):
        assert item.article is not None
        assert item.article.end <= len(own.text)
        assert item.source is not None
        assert item.source.span.end <= len(theirs.text)


def test_time_is_linear() -> None:
    def comparing(times: int) -> Work:
        linked = repeated("لم ترتفع الأسعار. ", "Prices did not fall here. ", "ترتفع=fall", times, polarity.extract)
        return lambda: polarity.compare(linked)

    assert_linear(comparing, 200)
