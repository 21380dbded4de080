"""Certainty: hedges, plans, allegations and words of scale that changed, and those that did not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import Work, assert_linear
from joined import collation, flags, passage, repeated
from muqabala.facts import certainty
from muqabala.records import Relation, Severity

CHANGED = [
    (
        "أدى الإضراب إلى إغلاق المصنع",
        "The strike may close the factory",
        "ar>en",
        "إغلاق=close, الإضراب=strike, المصنع=factory",
        "MQ701",
    ),
    (
        "ستخفض الشركة الأسعار",
        "The company could cut prices",
        "ar>en",
        "ستخفض=cut, الشركة=company, الأسعار=prices",
        "MQ701",
    ),
    (
        "لا شك أن الحريق بدأ في المطبخ",
        "The fire began in the kitchen",
        "ar>en",
        "الحريق=fire, بدأ=began, المطبخ=kitchen",
        "MQ701",
    ),
    (
        "The bridge collapsed because of the flood",
        "ربما انهار الجسر بسبب الفيضان",
        "en>ar",
        "collapsed=انهار, bridge=الجسر, flood=الفيضان",
        "MQ701",
    ),
    (
        "قد تغادر البعثة العاصمة",
        "The mission is leaving the capital",
        "ar>en",
        "تغادر=leaving, البعثة=mission, العاصمة=capital",
        "MQ702",
    ),
    (
        "يُرجَّح أن النفق بُني في العصر الروماني",
        "The tunnel was built in the Roman era",
        "ar>en",
        "النفق=tunnel, بُني=built, العصر=era",
        "MQ702",
    ),
    (
        "تعتزم الشركة بيع المصنع",
        "The company sold the factory",
        "ar>en",
        "بيع=sold, الشركة=company, المصنع=factory",
        "MQ702",
    ),
    (
        "The tunnel was probably built by monks",
        "بنى الرهبان النفق",
        "en>ar",
        "built=بنى, monks=الرهبان, tunnel=النفق",
        "MQ702",
    ),
    (
        "قرر الاتحاد استئناف العقوبة",
        "The federation is considering an appeal",
        "ar>en",
        "استئناف=appeal, الاتحاد=federation, العقوبة=considering",
        "MQ703",
    ),
    (
        "نجا جميع الركاب",
        "Most passengers survived",
        "ar>en",
        "الركاب=passengers, نجا=survived, جميع=Most",
        "MQ704",
    ),
    (
        "غادر بعض الخبراء المدينة",
        "All experts left the city",
        "ar>en",
        "بعض=All, الخبراء=experts, المدينة=city",
        "MQ704",
    ),
    (
        "All judges supported the ruling",
        "أيد معظم القضاة الحكم",
        "en>ar",
        "All=معظم, judges=القضاة, ruling=الحكم",
        "MQ704",
    ),
    (
        "سرق الموظف أموال الشركة",
        "The employee is accused of stealing the company's money",
        "ar>en",
        "سرق=stealing, الموظف=employee, أموال=money",
        "MQ705",
    ),
    (
        "The mayor took bribes",
        "العمدة متهم بتلقي رشاوى",
        "en>ar",
        "took=بتلقي, mayor=العمدة, bribes=رشاوى",
        "MQ705",
    ),
    (
        "تعيدهم الصين أحيانا قسرا",
        "China often forcibly repatriates them",
        "ar>en",
        "تعيدهم=repatriates, الصين=China, أحيانا=often, قسرا=forcibly",
        "MQ704",
    ),
    (
        "He rarely answers questions from reporters",
        "كثيرا ما يجيب عن أسئلة الصحفيين",
        "en>ar",
        "answers=يجيب, questions=أسئلة, reporters=الصحفيين",
        "MQ704",
    ),
    # A guess told as proved, and a doubt told as affirmed.
    (
        "أثبت خبراء المتحف أن التمثال مزيف",
        "The museum's experts suspect that the statue is a fake",
        "ar>en",
        "خبراء=experts, المتحف=museum, التمثال=statue, مزيف=fake",
        "MQ701",
    ),
    (
        "ستنهار العملة لا محالة",
        "The currency seems fragile",
        "ar>en",
        "العملة=currency, ستنهار=fragile, محالة=currency",
        "MQ701",
    ),
    (
        "أكد الطبيب أن المريض سيشفى",
        "The doctor hopes that the patient will recover",
        "ar>en",
        "الطبيب=doctor, المريض=patient, سيشفى=recover",
        "MQ701",
    ),
    # A duty that was only advice, or leave.
    (
        "ألزمت البلدية السكان بالبقاء في بيوتهم",
        "The town urged residents to stay in their homes",
        "ar>en",
        "البلدية=town, السكان=residents, بيوتهم=homes",
        "MQ701",
    ),
    (
        "يتعين على الزوار دخول القلعة من البوابة الشرقية",
        "Visitors may enter the fortress through the eastern gate",
        "ar>en",
        "الزوار=Visitors, دخول=enter, القلعة=fortress",
        "MQ701",
    ),
    # An excuse elsewhere in the sentence is none.
    (
        "ستخفض الشركة الأسعار",
        "The company, which said wages will rise in June, could soon cut prices",
        "ar>en",
        "ستخفض=cut, الشركة=company, الأسعار=prices",
        "MQ701",
    ),
    (
        "يدرس المجلس بناء ملعب",
        "The council built a stadium",
        "ar>en",
        "المجلس=council, بناء=built, ملعب=stadium",
        "MQ702",
    ),
    (
        "هدد المدير بفصل العامل",
        "The manager, who had been told of the quarrel, dismissed the worker",
        "ar>en",
        "المدير=manager, فصل=dismissed, العامل=worker",
        "MQ702",
    ),
    # Steps of the scale.
    (
        "نجا جميع الركاب",
        "Nearly all passengers survived",
        "ar>en",
        "الركاب=passengers, نجا=survived, جميع=all",
        "MQ704",
    ),
    (
        "رحلت العائلات كلها عن القرية",
        "Many of the families left the village",
        "ar>en",
        "العائلات=families, رحلت=left, القرية=village",
        "MQ704",
    ),
    (
        "لن تتأثر القطارات إطلاقا",
        "Most trains should run as usual",
        "ar>en",
        "القطارات=trains, تتأثر=run, إطلاقا=Most",
        "MQ704",
    ),
    (  # what the source calls probable is not made sure, whatever "will" stands beside
        "من المؤكد أن الأسعار سترتفع بعد القمة",
        "Prices will probably rise after the summit",
        "ar>en",
        "الأسعار=Prices, سترتفع=rise, بعد=after, القمة=summit",
        "MQ701",
    ),
    (  # nothing but the tense shows it
        "افتتحت الوزارة ثلاثة مستشفيات في المحافظة",
        "The ministry will open three hospitals in the province",
        "ar>en",
        "افتتحت=open, الوزارة=ministry, مستشفيات=hospitals, المحافظة=province",
        "MQ701",
    ),
    (
        "The airline has cancelled its flights to Tunis",
        "ستلغي الشركة رحلاتها إلى تونس",
        "en>ar",
        "cancelled=ستلغي, airline=الشركة, flights=رحلاتها, Tunis=تونس",
        "MQ701",
    ),
]

KEPT = [
    (
        "قد تغلق الشركة المصنع",
        "The company may close the factory",
        "ar>en",
        "تغلق=close, الشركة=company, المصنع=factory",
    ),
    (  # a headline looks ahead without a word for it
        "نورلوند تعتزم إغلاق أقدم مصانعها",
        "Norlund to close its oldest furniture factory",
        "ar>en",
        "نورلوند=Norlund, إغلاق=close, أقدم=oldest, مصانعها=factory",
    ),
    ("ربما انهار الجسر", "The bridge probably collapsed", "ar>en", "انهار=collapsed, الجسر=bridge"),
    ("من المتوقع أن ترتفع الأسعار", "Prices are expected to rise", "ar>en", "ترتفع=rise, الأسعار=Prices"),
    ("من المتوقع أن ترتفع الأسعار", "Prices will rise", "ar>en", "ترتفع=rise, الأسعار=Prices"),
    ("يمكن للشركة إغلاق المصنع", "The company could close the factory", "ar>en", "إغلاق=close, المصنع=factory"),
    # «قد» before a past says "already", and «فقد» may be "lost".
    (
        "وقد أغلقت الشركة المصنع",
        "The company closed the factory",
        "ar>en",
        "أغلقت=closed, الشركة=company, المصنع=factory",
    ),
    ("وقد تراجعت الأسعار", "Prices fell", "ar>en", "تراجعت=fell, الأسعار=Prices"),
    ("فقد توازنه على الجسر", "He lost his balance on the bridge", "ar>en", "فقد=lost, توازنه=balance, الجسر=bridge"),
    # The month of May is no hedge.
    ("أُغلق المصنع في أيار", "The factory closed in May this year", "ar>en", "أُغلق=closed, المصنع=factory, أيار=May"),
    # An allegation kept, in whatever words.
    (
        "يُشتبه في أن الموظف سرق أموال الشركة",
        "The employee is accused of stealing the company's money",
        "ar>en",
        "سرق=stealing, الموظف=employee, أموال=money",
    ),
    (
        "تعتزم الشركة بيع المصنع",
        "The company plans to sell the factory",
        "ar>en",
        "بيع=sell, الشركة=company, المصنع=factory",
    ),
    ("قررت الحكومة بناء سد", "The government decided to build a dam", "ar>en", "بناء=build, الحكومة=government"),
    # The same step of the scale in other words.
    ("نجا الركاب جميعًا", "All passengers survived", "ar>en", "الركاب=passengers, نجا=survived"),
    ("أيد أغلب القضاة الحكم", "The majority of judges backed the ruling", "ar>en", "القضاة=judges, الحكم=ruling"),
    ("غادر بعض الخبراء", "A number of experts left", "ar>en", "الخبراء=experts, بعض=number"),
    # As often in other words.
    ("يزور القرية من حين إلى آخر", "He occasionally visits the village", "ar>en", "يزور=visits, القرية=village"),
    ("دأبت الصحيفة على نشر الرسائل", "The paper regularly printed letters", "ar>en", "الصحيفة=paper, الرسائل=letters"),
    ("غالبا ما يتأخر القطار", "The train is usually late", "ar>en", "القطار=train, يتأخر=late"),
    # «لطالما» is as often "always" as "often".
    ("لطالما عارض الحزب الضريبة", "The party has always opposed the tax", "ar>en", "الحزب=party, الضريبة=tax"),
    # Proof in other words, or denied on either side.
    (
        "أثبت خبراء المتحف أن التمثال مزيف",
        "The museum's experts established that the statue is a fake",
        "ar>en",
        "خبراء=experts, المتحف=museum, التمثال=statue, مزيف=fake",
    ),
    (
        "لا يعني ذلك حتما أن التمثال مزيف",
        "This does not suggest that the statue is a fake",
        "ar>en",
        "يعني=suggest, التمثال=statue, مزيف=fake",
    ),
    (
        "أكد الطبيب أن المريض سيشفى",
        "The doctor said the patient will recover, as the family hoped",
        "ar>en",
        "الطبيب=doctor, المريض=patient, سيشفى=recover",
    ),
    # «ثبّت» is "kept as it was", not "proved".
    ("ثبت المصرف سعر الفائدة", "The bank kept its rate", "ar>en", "المصرف=bank, الفائدة=rate, سعر=kept"),
    # A duty in other words.
    (
        "يتعين على الزوار دخول القلعة من البوابة الشرقية",
        "Visitors are required to enter the fortress through the eastern gate",
        "ar>en",
        "الزوار=Visitors, دخول=enter, القلعة=fortress",
    ),
    # "may" bears on another verb.
    (
        "ستخفض الشركة الأسعار",
        "The company, which may move to Tunis, will cut prices",
        "ar>en",
        "ستخفض=cut, الشركة=company, الأسعار=prices",
    ),
    # «سيارة» is no verb, «كان قد» no hedge.
    ("سيارة الوزير في المرأب", "The minister's car could be seen", "ar>en", "سيارة=car, الوزير=minister"),
    (
        "كان الحارس قد تجاهل الإنذار",
        "The guard had ignored the alarm",
        "ar>en",
        "الحارس=guard, تجاهل=ignored, الإنذار=alarm",
    ),
    # A threat kept, and one that was only near.
    (
        "هدد المدير بفصل العامل",
        "The manager warned the worker of dismissal",
        "ar>en",
        "المدير=manager, فصل=dismissal, العامل=worker",
    ),
    # "Almost" takes the edge off "all"; "one in three" is no "all".
    ("نجا الركاب جميعا تقريبا", "Nearly all passengers survived", "ar>en", "الركاب=passengers, نجا=survived"),
    (
        "رحلت أسرة من كل ثلاث أسر",
        "Some families left: one in three",
        "ar>en",
        "أسرة=families, رحلت=left, ثلاث=three",
    ),
    # Scale added to a plain plural is left to the judge.
    ("غادر كل الخبراء", "The experts left", "ar>en", "الخبراء=experts, كل=The"),
    # A plan told in the past that is still a plan, and a noun that ends like a past.
    (
        "أعلنت الوزارة خطة لفتح ثلاثة مستشفيات",
        "The ministry plans to open three hospitals",
        "ar>en",
        "لفتح=open, الوزارة=ministry, مستشفيات=hospitals, أعلنت=open",
    ),
    (
        "ستفتتح الوزارة ثلاثة مستشفيات في المحافظة",
        "The ministry will open three hospitals in the province",
        "ar>en",
        "ستفتتح=open, الوزارة=ministry, مستشفيات=hospitals",
    ),
    (
        "تعهدت الشركة بالاتصال بكل سائق",
        "The company agreed to contact every driver",
        "ar>en",
        "الشركة=company, بالاتصال=contact, سائق=driver, تعهدت=agreed",
    ),
    (
        "لم يستبعد الوزير إجراء انتخابات مبكرة",
        "The minister did not rule out early elections",
        "ar>en",
        "الوزير=minister, إجراء=elections, انتخابات=elections, مبكرة=early",
    ),
    # «رجحت كفته» is "he prevailed", «كما يبدو في» "as can be seen in", "only … may" gives leave.
    (
        "رجحت في الجولة الثانية كفة مرشح الحزب",
        "The party's candidate prevailed in the second round",
        "ar>en",
        "رجحت=prevailed, الجولة=round, الثانية=second, مرشح=candidate, الحزب=party",
    ),
    (
        "جلس الوزيران إلى الطاولة كما يبدو في الصور",
        "Photographs show both ministers at the table",
        "ar>en",
        "يبدو=show, الصور=Photographs, الوزيران=ministers, الطاولة=table",
    ),
    (
        "لا يدخل الجناح إلا الأطباء",
        "Only doctors may enter the ward",
        "ar>en",
        "يدخل=enter, الجناح=ward, الأطباء=doctors",
    ),
]


@pytest.mark.parametrize(("claim", "source", "langs", "pairs", "code"), CHANGED)
def test_change_is_flagged(claim: str, source: str, langs: str, pairs: str, code: str) -> None:
    found = flags(collation(claim, source, langs, pairs, certainty.extract), certainty.compare)
    assert [name for name, _ in found] == [code]


@pytest.mark.parametrize(("claim", "source", "langs", "pairs"), KEPT)
def test_kept_certainty_is_left_alone(claim: str, source: str, langs: str, pairs: str) -> None:
    assert flags(collation(claim, source, langs, pairs, certainty.extract), certainty.compare) == []


@pytest.mark.parametrize(("claim", "source", "langs", "pairs", "code"), CHANGED)
def test_without_links_nothing_is_said(claim: str, source: str, langs: str, pairs: str, code: str) -> None:
    assert certainty.compare(collation(claim, source, langs, "", certainty.extract)) == ()


def test_weak_links_are_not_trusted() -> None:
    claim, source, langs, pairs, _ = CHANGED[0]
    assert flags(collation(claim, source, langs, pairs, certainty.extract, score=0.2), certainty.compare) == []


def test_marked_words_are_those_that_changed() -> None:
    claim, source, langs, pairs, _ = CHANGED[4]
    assert flags(collation(claim, source, langs, pairs, certainty.extract), certainty.compare) == [
        ("MQ702", "قد تغادر البعثة")
    ]
    claim, source, langs, pairs, _ = CHANGED[12]
    [item] = [x for x in certainty.compare(collation(claim, source, langs, pairs, certainty.extract)) if x.code]
    assert item.article is not None
    assert "سرق" in item.article.of(claim)
    assert item.source is not None
    assert item.source.span.of(source).startswith("accused of stealing")
    assert item.severity is Severity.CRITICAL


def test_shared_hedge_is_recorded() -> None:
    claim, source, langs, pairs = KEPT[0]
    found = certainty.compare(collation(claim, source, langs, pairs, certainty.extract))
    assert [(item.relation, item.article.of(claim)) for item in found if item.article] == [(Relation.SAME, "قد")]


@given(st.text(max_size=120), st.text(max_size=120), st.sampled_from(["ar", "en", "fr", ""]))
def test_any_text_is_read(claim: str, source: str, lang: str) -> None:
    own, theirs = passage(f"قد يصل كل {claim}", lang, "article"), passage(f"may reach most {source}", "en", "source")
    for fact in certainty.extract(own):
        assert 0 <= fact.span.start < fact.span.end <= len(own.text)
        assert fact.span.of(own.text) == fact.text
    sides = collation(own.text, theirs.text, f"{lang}>en", "يصل=reach, كل=most", certainty.extract)
    for item in certainty.compare(sides):
        assert item.article is not None
        assert item.article.end <= len(own.text)
        assert item.source is not None
        assert item.source.span.end <= len(theirs.text)


@pytest.mark.parametrize(
    ("own", "theirs", "pair"),
    [
        ("سترتفع كل الأسعار. ", "Most prices could rise here. ", "سترتفع=rise"),
        ("ربما هدد. لا شك. يجب. ", "It may, should; believed. ", "هدد=believed"),
    ],
)
def test_time_is_linear(own: str, theirs: str, pair: str) -> None:
    def comparing(times: int) -> Work:
        linked = repeated(own, theirs, pair, times, certainty.extract)
        return lambda: certainty.compare(linked)

    assert_linear(comparing, 200)
