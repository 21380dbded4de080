"""Who says what: the same speaker in other words passes, another speaker does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growth import Work, assert_linear
from linked import Pairs, collation, flagged, pairs
from muqabala.facts import attribution
from muqabala.facts.collation import Collation
from muqabala.records import Passage, Relation, Severity, Span, WordPair

# claim, source, links, code and marked words
CHANGED = [
    (
        "قال خبراء إن الجسر سيغلق شهرا كاملا",
        "Police said the bridge would be closed for a month",
        pairs("الجسر=bridge سيغلق=closed شهرا=month"),
        ("MQ601", "قال خبراء"),
    ),
    (
        "قال المدرب كارلوس مندوزا إن اللاعب سيغيب أسبوعين",
        "The player will be out for two weeks, doctor Henry Walsh said",
        pairs("اللاعب=player سيغيب=out أسبوعين=weeks"),
        ("MQ601", "قال المدرب كارلوس مندوزا"),
    ),
    (
        "ارتفعت أسعار القمح بسبب الجفاف، بحسب النقابة",
        "Wheat prices rose because of the drought, the central bank said",
        pairs("ارتفعت=rose أسعار=prices القمح=Wheat الجفاف=drought"),
        ("MQ601", "بحسب النقابة"),
    ),
    (
        "بحسب أصحاب المطاعم فإن الرخصة ستلغى في الربيع",
        "Inspectors told restaurant owners that the licence would be cancelled in the spring",
        pairs("الرخصة=licence ستلغى=cancelled الربيع=spring"),
        ("MQ601", "بحسب أصحاب المطاعم"),
    ),
    (
        "أكل الفأر الحبوب المخزنة كلها في أسبوع، فيما يقول الحارس إن الباب كان مغلقا",
        "Farmers say the mouse ate all the stored grain in a week; the librarian says the door was locked",
        pairs("أكل=ate الفأر=mouse الحبوب=grain المخزنة=stored أسبوع=week الباب=door مغلقا=locked"),
        ("MQ602", "أكل الفأر الحبوب المخزنة كلها في أسبوع"),
    ),
    (
        "نصف البيوت في الوادي بلا ماء منذ شهر",
        "Half the houses in the valley have had no water for a month, by the mayor's own count",
        pairs("نصف=Half البيوت=houses الوادي=valley ماء=water شهر=month"),
        ("MQ602", "نصف البيوت في الوادي بلا ماء منذ شهر"),
    ),
    (
        "سرق الموظف ملايين الدولارات من صندوق المدرسة",
        "Prosecutors allege that the clerk stole millions of dollars from the school fund",
        pairs("سرق=stole الموظف=clerk ملايين=millions الدولارات=dollars صندوق=fund المدرسة=school"),
        ("MQ602", "سرق الموظف ملايين الدولارات من صندوق المدرسة"),
    ),
    (
        "ستنخفض البطالة إلى النصف خلال العام المقبل",
        "Unemployment will fall by half within the coming year, the minister said",
        pairs("ستنخفض=fall البطالة=Unemployment النصف=half العام=year المقبل=coming"),
        ("MQ602", "ستنخفض البطالة إلى النصف خلال العام المقبل"),
    ),
    (
        "أكد مسؤولون أن السفينة غرقت قبل الفجر",
        "The ship sank before dawn",
        pairs("السفينة=ship غرقت=sank قبل=before الفجر=dawn"),
        ("MQ603", "أكد مسؤولون"),
    ),
    (
        "تقول الأمم المتحدة إن النهر جف تماما",
        "The river has dried up completely",
        pairs("النهر=river جف=dried تماما=completely"),
        ("MQ603", "تقول الأمم المتحدة"),
    ),
    (
        "زعم الوزير أن المصنع سيفتح أبوابه قريبا",
        "The minister said the factory would open its doors soon",
        pairs("الوزير=minister المصنع=factory سيفتح=open أبوابه=doors قريبا=soon زعم=said"),
        ("MQ604", "زعم الوزير"),
    ),
    (
        "أكد المحققون أن الحريق متعمد",
        "Investigators suspect the fire was deliberate",
        pairs("المحققون=Investigators الحريق=fire متعمد=deliberate أكد=suspect"),
        ("MQ604", "أكد المحققون"),
    ),
    (
        "أقر المدير بأنه تلقى أموالا من الشركة",
        "The director denied that he had taken money from the company",
        pairs("المدير=director تلقى=taken أموالا=money الشركة=company أقر=denied"),
        ("MQ604", "أقر المدير"),
    ),
    (
        "قالت الشرطة إن الصفقة ستوقع غدا",
        "The deal will be signed tomorrow, two sources said",
        pairs("الصفقة=deal ستوقع=signed غدا=tomorrow"),
        ("MQ605", "قالت الشرطة"),
    ),
    (
        "قال البيت الأبيض إن الضربات على الميناء ألغيت",
        "A senior US official said the strikes on the port had been called off",
        pairs("الضربات=strikes الميناء=port ألغيت=off البيت=US"),
        ("MQ605", "قال البيت الأبيض"),
    ),
    (
        "تلقى الوزير السابق رشى من مقاولين",
        "The former minister has been accused of taking bribes from contractors",
        pairs("تلقى=taking الوزير=minister السابق=former رشى=bribes مقاولين=contractors"),
        ("MQ602", "تلقى الوزير السابق رشى من مقاولين"),
    ),
    (
        "أحرقت الميليشيا قرى في الوادي",
        "Human rights monitors accused the militia of burning villages in the valley",
        pairs("أحرقت=burning الميليشيا=militia قرى=villages الوادي=valley"),
        ("MQ602", "أحرقت الميليشيا قرى في الوادي"),
    ),
    (
        "ماكرون: على الحلفاء اتخاذ قرار هذا الأسبوع",
        "President Volodymyr Zelenskyy spoke. Zelenskyy: allies must take a decision this week",
        pairs("الحلفاء=allies اتخاذ=take قرار=decision الأسبوع=week"),
        ("MQ601", "ماكرون"),
    ),
    (
        "التضخم سيعود إلى المستوى المستهدف العام المقبل",
        "Christine Lagarde: inflation will return to target next year",
        pairs("التضخم=inflation سيعود=return المستهدف=target العام=year المقبل=next"),
        ("MQ602", "التضخم سيعود إلى المستوى المستهدف العام المقبل"),
    ),
    (
        "قال مدير البنك المركزي إن الفواتير ستنخفض في نيسان",
        "Energy companies said bills would fall in April",
        pairs("الفواتير=bills ستنخفض=fall نيسان=April"),
        ("MQ601", "قال مدير البنك المركزي"),
    ),
]

CHANGED_ENGLISH = [
    (
        "Doctors said the bridge would be closed for a month",
        "قالت الشرطة إن الجسر سيغلق شهرا",
        pairs("bridge=الجسر closed=سيغلق month=شهرا"),
        ("MQ601", "Doctors said"),
    ),
    (
        "The clerk stole millions of dollars from the school fund",
        "تزعم النيابة أن الموظف سرق ملايين الدولارات من صندوق المدرسة",
        pairs("clerk=الموظف stole=سرق millions=ملايين dollars=الدولارات school=المدرسة fund=صندوق"),
        ("MQ602", "clerk stole millions of dollars from the school fund"),
    ),
    (
        "Officials confirmed that the ship sank before dawn",
        "غرقت السفينة قبل الفجر",
        pairs("ship=السفينة sank=غرقت before=قبل dawn=الفجر"),
        ("MQ603", "Officials confirmed"),
    ),
    (
        "The minister claimed that the factory would open its doors soon",
        "قال الوزير إن المصنع سيفتح أبوابه قريبا",
        pairs("minister=الوزير claimed=قال factory=المصنع open=سيفتح doors=أبوابه soon=قريبا"),
        ("MQ604", "The minister claimed"),
    ),
]

FAITHFUL = [
    (
        "قالت رئيسة البنك المركزي الأوروبي إن التضخم سيعود إلى المستوى المستهدف",
        "Lagarde said inflation would return to target",
        pairs("التضخم=inflation سيعود=return المستهدف=target"),
    ),
    (
        "وقال الأمين العام لحلف شمال الأطلسي إن الحلفاء سيرفعون الإنفاق",
        "Rutte said the allies would raise spending",
        pairs("الحلفاء=allies سيرفعون=raise الإنفاق=spending"),
    ),
    (
        "وقال رافاييل غروسي إن المفتشين مُنعوا من دخول الموقع",
        "The UN nuclear watchdog's director said inspectors had been refused access to the site",
        pairs("المفتشين=inspectors مُنعوا=refused دخول=access الموقع=site"),
    ),
    (
        "قال رئيس الوزراء القطري إن الوسطاء سيجتمعون مجددا الأحد",
        "Sheikh Mohammed said the mediators would meet again on Sunday",
        pairs("الوسطاء=mediators سيجتمعون=meet مجددا=again الأحد=Sunday"),
    ),
    (
        "قال مسؤول في الصليب الأحمر إن القافلة تعرضت لإطلاق نار مرتين",
        "The head of the Red Cross delegation said the convoy had been fired on twice",
        pairs("القافلة=convoy تعرضت=fired نار=on مرتين=twice"),
    ),
    (
        "قالت مصادر طبية إن الجثث نقلت خلال الليل",
        "Hospital officials said the bodies had been brought in overnight",
        pairs("الجثث=bodies نقلت=brought الليل=overnight"),
    ),
    (
        "انتشر الحريق في الطوابق العليا، على ما أفاد جهاز الإطفاء",
        "The blaze spread to the floors above, the fire brigade said",
        pairs("انتشر=spread الحريق=blaze الطوابق=floors العليا=above"),
    ),
    (
        "قالت واشنطن إن حاملة الطائرات غادرت الخليج",  # a capital for its officials
        "US officials said the carrier had left the Gulf",
        pairs("حاملة=carrier غادرت=left الخليج=Gulf واشنطن=US"),
    ),
    (
        "والوزير السابق متهم بتلقي رشى من مقاولين",
        "The former minister has been accused of taking bribes from contractors",
        pairs("بتلقي=taking والوزير=minister السابق=former رشى=bribes مقاولين=contractors متهم=accused"),
    ),
    (
        "مثل الرجل أمام المحكمة بعد يومين من الهجوم",  # what is told of the accused is told as fact
        "The man accused of stabbing tourists appeared in court two days after the attack",
        pairs("مثل=appeared الرجل=man المحكمة=court يومين=days الهجوم=attack"),
    ),
    (
        "غادر المصرفي البلاد العام الماضي مع أسرته",
        "The banker, who has been accused of laundering money, left the country last year with his family",
        pairs("غادر=left المصرفي=banker البلاد=country العام=year الماضي=last أسرته=family"),
    ),
    (
        "السويد تفوز بمسابقة الأغنية للمرة الثامنة",  # a theme before a colon says nothing
        "Eurovision: Sweden wins the song contest for the eighth time",
        pairs("السويد=Sweden تفوز=wins بمسابقة=contest الأغنية=song الثامنة=eighth"),
    ),
    (
        "عراقجي يؤكد أن بلاده لن تتخلى عن التخصيب",
        "Abbas Araghchi: Iran will not give up enrichment",
        pairs("عراقجي=Araghchi تتخلى=give التخصيب=enrichment"),
    ),
    (
        "أكدت الشرطة أن الجسر سيغلق شهرا",
        "Police said the bridge would be closed for a month",
        pairs("الشرطة=Police أكدت=said الجسر=bridge سيغلق=closed شهرا=month"),
    ),
    (
        "وأضاف أن الجسر سيغلق شهرا",
        "The mayor, Tom Baker, said the bridge would be closed for a month",
        pairs("أضاف=said الجسر=bridge سيغلق=closed شهرا=month"),
    ),
    (
        "قالت المتحدثة إن المصنع سيفتح قريبا",
        "The factory would open soon, Anna Keller said",
        pairs("المصنع=factory سيفتح=open قريبا=soon"),
    ),
    (
        "بحسب هنري والش، سيغيب اللاعب أسبوعين",
        "The player will be out for two weeks, doctor Henry Walsh said",
        pairs("اللاعب=player سيغيب=out أسبوعين=weeks هنري=Henry والش=Walsh"),
    ),
    (
        "أعلن هنري والش، طبيب النادي، أن اللاعب سيغيب أسبوعين",
        "The club doctor, Henry Walsh, said the player would be out for two weeks",
        pairs("هنري=Henry والش=Walsh طبيب=doctor النادي=club اللاعب=player سيغيب=out أسبوعين=weeks"),
    ),
    (
        "يرى الكاتب أن النهر جف تماما",
        "The river has dried up completely",
        pairs("النهر=river جف=dried تماما=completely"),
    ),
    (
        "النهر جف تماما والحقول بلا ماء",
        "The river has dried up completely and the fields have no water",
        pairs("النهر=river جف=dried تماما=completely الحقول=fields ماء=water"),
    ),
    (
        "ستنخفض البطالة إلى النصف خلال العام المقبل، كما قال الوزير",
        "Unemployment will fall by half within the coming year, the minister said",
        pairs("ستنخفض=fall البطالة=Unemployment النصف=half العام=year المقبل=coming الوزير=minister قال=said"),
    ),
    (
        "وزع المدرب القمصان وفق قواعد اللعبة",
        "The shirts were handed out",
        pairs("القمصان=shirts وزع=handed"),
    ),
    (
        "ستنخفض البطالة إلى النصف خلال العام المقبل، هذا وعد الوزير",
        "Unemployment will fall by half within the coming year, the minister said",
        pairs("ستنخفض=fall البطالة=Unemployment النصف=half العام=year المقبل=coming"),
    ),
    (
        "يشتبه الحراس في أن الحريق متعمد وأن المخزن كان فارغا",
        "Keepers suspect that the fire was deliberate and the store empty",
        pairs("الحريق=fire متعمد=deliberate المخزن=store فارغا=empty"),
    ),
    (
        "على ما قال المدير، سيفتح المتحف أبوابه في مايو",
        "The museum will open its doors in May, the director said",
        pairs("سيفتح=open المتحف=museum أبوابه=doors مايو=May المدير=director"),
    ),
    (
        "صوتت الدول التي صادقت على المعاهدة وحدها",
        "Only states that had ratified the treaty voted",
        pairs("صوتت=voted الدول=states صادقت=ratified المعاهدة=treaty"),
    ),
    (
        "أُبلغ المديرون بأن الساعات ستعوض عبر الشبكة",
        "Heads were told that the hours would be made up online",
        pairs("الساعات=hours ستعوض=made الشبكة=online"),
    ),
    (
        "قال حزب الفلاحين إنه سينتظر الحكم",
        "The government's largest partner, the Peasants' Party, said it would wait for the verdict",
        pairs("سينتظر=wait الحكم=verdict"),
    ),
    (
        "نفى الوزير أن المصنع سيغلق أبوابه",
        "The minister denied that the factory would close its doors",
        pairs("الوزير=minister نفى=denied المصنع=factory سيغلق=close أبوابه=doors"),
    ),
    (
        "أكدت العائلة أن الرجل لم يسرق شيئا",
        "The family denied that the man had stolen anything",
        pairs("العائلة=family أكدت=denied الرجل=man يسرق=stolen شيئا=anything"),
    ),
]

FAITHFUL_ENGLISH = [
    (
        "The bridge will be closed for a month, according to police",
        "أعلنت الشرطة أن الجسر سيغلق شهرا",
        pairs("bridge=الجسر closed=سيغلق month=شهرا police=الشرطة"),
    ),
    (
        '"The bridge is old," he said',
        "قال المهندس سامر حداد إن الجسر قديم",
        pairs("bridge=الجسر old=قديم said=قال"),
    ),
    (
        "The minister claimed that the factory was safe",
        "زعم الوزير أن المصنع آمن",
        pairs("minister=الوزير claimed=زعم factory=المصنع safe=آمن"),
    ),
    (
        "The river has dried up completely and the fields have no water",
        "جف النهر تماما وباتت الحقول بلا ماء",
        pairs("river=النهر dried=جف completely=تماما fields=الحقول water=ماء"),
    ),
]


@pytest.mark.parametrize(("claim", "source", "links", "expected"), CHANGED)
def test_another_attribution_is_flagged(claim: str, source: str, links: Pairs, expected: tuple[str, str]) -> None:
    assert flagged(attribution, collation(attribution, claim, source, links)) == [expected]


@pytest.mark.parametrize(("claim", "source", "links", "expected"), CHANGED_ENGLISH)
def test_another_attribution_is_flagged_in_english(
    claim: str, source: str, links: Pairs, expected: tuple[str, str]
) -> None:
    assert flagged(attribution, collation(attribution, claim, source, links, "en")) == [expected]


@pytest.mark.parametrize(("claim", "source", "links"), FAITHFUL)
def test_a_faithful_attribution_passes(claim: str, source: str, links: Pairs) -> None:
    assert flagged(attribution, collation(attribution, claim, source, links)) == []


@pytest.mark.parametrize(("claim", "source", "links"), FAITHFUL_ENGLISH)
def test_a_faithful_attribution_passes_in_english(claim: str, source: str, links: Pairs) -> None:
    assert flagged(attribution, collation(attribution, claim, source, links, "en")) == []


def test_the_same_speaker_is_shown_on_both_sides() -> None:
    claim, source = "قالت الشرطة إن الجسر سيغلق شهرا", "Police said the bridge would be closed for a month"
    links = pairs("الشرطة=Police قالت=said الجسر=bridge سيغلق=closed شهرا=month")
    (found,) = attribution.compare(collation(attribution, claim, source, links))
    assert found.relation is Relation.SAME
    assert found.article is not None
    assert found.source is not None
    assert (found.article.of(claim), found.source.span.of(source)) == ("قالت الشرطة", "Police said")


def test_a_speaker_named_in_the_sentence_before_is_not_missed() -> None:
    article = "تحدث الوزير عن سوق العمل وقال إن الأرقام مشجعة. ستنخفض البطالة إلى النصف خلال العام المقبل"
    start = article.index("ستنخفض")
    source = "Unemployment will fall by half within the coming year, the minister said"
    whole = collation(
        attribution,
        article,
        source,
        pairs("ستنخفض=fall البطالة=Unemployment النصف=half العام=year المقبل=coming"),
    )
    claim = Passage("article", article, Span(start, len(article)), "ar")
    links = tuple(link for link in whole.links if link.article.start >= start)
    later = Collation(claim, (), whole.evidence, whole.said, whole.context, links)
    assert flagged(attribution, later) == []


@pytest.mark.parametrize(
    ("lang", "source"), [("he", "הגשר ייסגר לחודש"), ("ru", "Мост закроют на месяц"), ("tr", "Köprü")]
)
def test_a_source_in_a_language_that_is_not_read_speaks_for_nobody(lang: str, source: str) -> None:
    claim = Passage("article", text := "قالت الشرطة إن الجسر سيغلق", Span(0, len(text)), "ar")
    other = Passage("source", source, Span(0, len(source)), lang)
    links = [WordPair(Span(0, len(text)), other.place, 0.8)]
    stated = attribution.extract(claim)
    assert attribution.compare(Collation(claim, stated, [other], [], [], links)) == ()


def test_without_links_nothing_is_said() -> None:
    given_sides = collation(attribution, "قال خبراء إن الجسر سيغلق", "Police said the bridge would be closed", ())
    silent = Collation(given_sides.claim, (), given_sides.evidence, (), (), ())
    assert attribution.compare(silent) == ()


def test_beside_a_language_that_is_not_read_nothing_is_said() -> None:
    claim, source = (
        "تظاهر نحو 45 ألف شخص في المدينة، وفق الشرطة",
        "Quelque 45 000 personnes ont défilé, selon la police",
    )
    links = pairs("تظاهر=défilé شخص=personnes الشرطة=police")
    given_sides = collation(attribution, claim, source, links)
    french = tuple(replace(passage, lang="fr") for passage in given_sides.evidence)
    assert attribution.compare(replace(given_sides, evidence=french, said=(), context=())) == ()


def test_a_question_is_not_a_speaker_dropped() -> None:
    claim = "هل ستنخفض البطالة إلى النصف خلال العام المقبل؟"
    source = "Unemployment will fall by half within the coming year, the minister said"
    links = pairs("ستنخفض=fall البطالة=Unemployment النصف=half العام=year المقبل=coming")
    assert flagged(attribution, collation(attribution, claim, source, links)) == []


@pytest.mark.parametrize(
    ("text", "lang", "words"),
    [
        ("قال وزير المالية سامر حداد إن الموازنة جاهزة", "ar", ["قال وزير المالية سامر حداد"]),
        ("الشرطة قالت إن الطريق مغلق", "ar", ["الشرطة قالت"]),
        ("الطريق مغلق، بحسب الشرطة", "ar", ["بحسب الشرطة"]),
        ("«الطريق مغلق»، على حد قول السائق", "ar", ["على حد قول السائق"]),
        ("لم يقل الوزير إن الموازنة جاهزة", "ar", []),
        ("تزعم ابن العمدة الحزب عشر سنوات", "ar", []),
        ("Jane Roe, who runs the clinic, said that it would close", "en", ["Jane Roe, who runs the clinic, said"]),
        ('"It will close," said Jane Roe, head of the clinic', "en", ["said Jane Roe"]),
        ("The clinic will close, according to its director", "en", ["according to its director"]),
        ("The family says it paid nothing", "en", ["The family says"]),
        ("Officials said at least two roads were closed", "en", ["Officials said"]),
        ("The road is closed, or so the drivers say", "en", ["the drivers say"]),
        ("Only states that had ratified the treaty voted", "en", []),
        ("Customers were asked to wait", "en", []),
        ("الطريق مغلق، على ما قال السائق", "ar", ["ما قال السائق"]),
        ("أُبلغ السائقون بأن الطريق مغلق", "ar", []),
        ("الطريق مغلق باعتراف السائق", "ar", ["باعتراف السائق"]),
        ("الطريق في رأيها مغلق", "ar", ["في رأيها"]),
        ("The United States reports rising exports", "en", []),
        ("The report claims are false", "en", []),
    ],
)
def test_the_words_that_say_who_speaks(text: str, lang: str, words: list[str]) -> None:
    facts = attribution.extract(Passage("d", text, Span(0, len(text)), lang))
    assert [fact.text for fact in facts] == words


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["قال", "الوزير", "إن", "بحسب", "said", "that", ",", '"', "«", "»", ".", "according", "to", "Roe", "\u200f"]
        )
        | st.text(max_size=8),
        max_size=40,
    ),
    st.sampled_from(["ar", "en", "fr"]),
)
def test_offsets_lie_in_the_text(parts: list[str], lang: str) -> None:
    text = " ".join(parts)
    passage = Passage("d", text, Span(0, len(text)), lang)
    for fact in attribution.extract(passage):
        assert fact.text == fact.span.of(text) != ""
    if text.strip():
        source = "Police said that it was closed, according to Jane Roe."
        for one in attribution.compare(collation(attribution, text, source, ())):
            assert one.article is not None
            assert 0 <= one.article.start < one.article.end <= len(text)
            assert one.source is not None
            assert one.severity in Severity


@pytest.mark.parametrize("unit", ["said that he said, ", "قال إن الوزير قال بحسب ", "x, of, ", '" said " ', "بحسب "])
def test_reading_takes_linear_time(unit: str) -> None:
    def reading(times: int) -> Work:
        text = unit * times
        passage = Passage("d", text, Span(0, len(text)), "ar" if "ب" in unit else "en")
        return lambda: attribution.extract(passage)

    assert_linear(reading, 200)


def test_the_words_that_say_who_speaks_are_no_apposition() -> None:
    """«قول» is spelled much like Kyle, and yet does not name him."""
    claim = '"لقد باعها لجاره"، على حد قول باركر.'
    said = ('"He sold it to his neighbour," Kyle said.', "Parker said the police had found the car near the river.")
    source = " ".join(said)
    evidence = tuple(
        Passage("source", source, Span(source.index(one), source.index(one) + len(one)), "en") for one in said
    )
    plain = collation(attribution, claim, source, pairs("باعها=sold لجاره=neighbour باركر=Parker"))
    facts = tuple(fact for one in evidence for fact in attribution.extract(one))
    beside = Collation(plain.claim, plain.stated, evidence, facts, facts, plain.links)
    assert flagged(attribution, beside) == [("MQ601", "على حد قول باركر")]


TOLD_ALIKE = [
    ("ويرى الكاتب أن الحرب لن تتوقف", "The war will not stop", True),  # the writer's own column
    ("كما يقول إن التجربة لم تصمم لذلك", "The trial was not designed for this", True),  # a pronoun
    ("واعترف بمعظم ما نُسب إليه، لكنه أنكر التزوير", "He pleaded guilty to most charges but denied forgery", True),
    ("وقد عاش ابنها لدى أسرة بديلة", "Her son was placed with foster carers", True),  # nobody speaks
    ("قالت الشرطة إن الطريق مغلق", "Police said the road was closed", True),
    ("قال وزير المالية إن الطريق مغلق", "Police said the road was closed", False),
    ("قال وزير المالية إن الطريق مغلق", "The road was closed", False),  # a speaker where nobody spoke
    ("الطريق مغلق", "Police said the road was closed", False),  # a speaker lost
]


@pytest.mark.parametrize(("claim", "source", "alike"), TOLD_ALIKE)
def test_frames_are_no_other_speakers(claim: str, source: str, alike: bool) -> None:
    assert attribution.told_alike(collation(attribution, claim, source, ())) is alike


def test_a_speaker_named_near_by_is_no_stranger() -> None:
    text = "Anwar led the trial. It was not designed for this."
    near = Passage("source", text, Span(text.index("It was"), len(text)), "en")
    own = collation(attribution, "لكن التجربة لم تصمم لذلك، كما يقول أنور", text, ()).claim
    assert attribution.told_alike(Collation(own, (), (near,), (), (), ()))


def test_in_a_language_that_is_not_read_nobody_is_said_to_speak_alike() -> None:
    given_ = collation(attribution, "قالت الشرطة إن الطريق مغلق", "La police a dit cela", ())
    french = [replace(passage, lang="fr") for passage in given_.evidence]
    assert not attribution.told_alike(replace(given_, evidence=french))
