"""Names in claim and evidence: what is found, what explains what, what is flagged and what must never be."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linked import Pairs, collation, flagged, pairs
from muqabala.facts import names
from muqabala.facts.collation import Collation
from muqabala.facts.names import KIND, compare, extract
from muqabala.records import Comparison, Passage, Relation, Severity, Span


def passage(text: str, document: str = "article", lang: str = "ar") -> Passage:
    return Passage(document, text, Span(0, len(text)), lang)


def held(claim: str, source: str, *, rest: str = "", claim_lang: str = "ar") -> tuple[Comparison, ...]:
    """The comparisons of a claim with a source sentence, `rest` being what the source says elsewhere."""
    whole = f"{source}\n{rest}"
    evidence = Passage("source", whole, Span(0, len(source)), "en")
    around = Passage("source", whole, Span(0, len(whole)), "en")
    own = passage(claim, lang=claim_lang)
    return compare(Collation(own, extract(own), [evidence], extract(evidence), extract(around)))


def flags(comparisons: tuple[Comparison, ...]) -> list[Comparison]:
    return [comparison for comparison in comparisons if comparison.severity is not Severity.INFO]


def found(text: str, lang: str) -> list[tuple[str, str]]:
    return [(fact.text, fact.unit) for fact in extract(passage(text, lang=lang))]


ENGLISH = [
    (
        "Chancellor Angela Merkel met French officials in Nice, NATO said.",
        [("Angela Merkel", "person"), ("French", "nationality"), ("Nice", "place"), ("NATO", "body")],
    ),
    ("Trading was thin. Investors waited.", []),  # words with a capital only because a sentence begins
    ("Monday's talks between the US and Russia", [("US", "place"), ("Russia", "place")]),
    ("They told us that the turkey was cold.", []),  # no capitals, no names
    ("The White House and the Kremlin disagree.", [("White House", "body"), ("Kremlin", "place")]),
    ("a London-based bank", [("London", "place")]),
    ("Sheikh Mohammed bin Salman al-Harbi left", [("Mohammed bin Salman al-Harbi", "person")]),
    ("Then Abdel Fattah ibn al-Qasim spoke", [("Abdel Fattah ibn al-Qasim", "person")]),
    ("Inspectors told the UN security council", [("UN security council", "body")]),
    ("the high court and the Scottish National party", [("high court", "body"), ("Scottish National party", "body")]),
    ("She met police by a white house, with a group of seven", []),  # institutions only are bodies in lower case
    ("Iraqi Prime Minister Nouri al-Maliki spoke", [("Iraqi", "nationality"), ("Nouri al-Maliki", "person")]),
    ("Zelenskyy: allies must decide this week", [("Zelenskyy", "")]),
]

ARABIC = [
    ("قالت المستشارة أنغيلا ميركل إن ألمانيا ستدعم الناتو", ["أنغيلا ميركل", "ألمانيا", "الناتو"]),
    ("رفضت الولايات المتحدة وبريطانيا القرار", ["الولايات المتحدة", "بريطانيا"]),
    ("عقد المسؤولون الروس اجتماعاً في حلف شمال الأطلسي", ["الروس", "حلف شمال الأطلسي"]),
    ("ارتفعت أسعار القمح في الأسواق أمس", []),
    ("يرفع يده اليمنى ويلوح بها", []),  # the right hand, not Yemen
    ("وُلد في 5 نيسان 1980", []),  # April, not the car maker
    ("نفى المدير أنه زوّر التوقيع", []),  # forged: a verb stands after أنه, and sounds like a name
    ("لكنهم لم يقابلوا ليندكفيست", ["ليندكفيست"]),
    ("باعت نيسان أسهمها لشركة هوندا", ["نيسان", "هوندا"]),
    ("الوضع كارثي ومأساوي في المخيم", []),  # words that judge sound foreign, and are no names
    ("ماكرون: على الحلفاء أن يقرروا", ["ماكرون"]),  # no verb stands before a colon
    ("أما الشركة، فيبدو أنها تنتظر", []),
    ("أما باريس، فسوق الأسهم فيها مغلقة", ["باريس"]),
    ("وقالت المديرة: «فوجئنا بالنتيجة»", []),
    ("وظل كرسي الوفد شاغراً", []),
    ("كانت قمة جبل الجليد", []),
    ("تعمل مع «ليندكفيست» منذ عام", ["ليندكفيست"]),  # a name in quotation marks, not a sentence
    ("نشرت الصحيفة مقالاً لمارتن هاريسون", ["مارتن هاريسون"]),
    ("في تقرير لهارييت بولتون", ["هارييت بولتون"]),
]


@pytest.mark.parametrize(("text", "names"), ENGLISH)
def test_names_of_an_english_passage(text: str, names: list[tuple[str, str]]) -> None:
    assert found(text, "en") == names


@pytest.mark.parametrize(("text", "names"), ARABIC)
def test_names_of_an_arabic_passage(text: str, names: list[str]) -> None:
    assert [name for name, _ in found(text, "ar")] == names


def test_offsets_are_those_of_the_document() -> None:
    text = "First sentence here. Then Viktor Orbán spoke in Vienna."
    facts = extract(Passage("s", text, Span(21, len(text)), "en"))
    assert [fact.span.of(text) for fact in facts] == ["Viktor Orbán", "Vienna"]
    assert {fact.kind for fact in facts} == {KIND}


CHANGED = [
    ("وصل الوفد إلى باريس مساء أمس", "The delegation arrived in Rome last night", "باريس", "Rome"),
    ("أدانت فرنسا الهجوم", "Germany condemned the attack", "فرنسا", "Germany"),
    ("قال المهاجم البرازيلي إنه سعيد", "The Argentine striker said he was happy", "البرازيلي", "Argentine"),
    ("ذكرت رويترز أن المصنع أُغلق", "The BBC reported that the factory had closed", "رويترز", "BBC"),
    ("توقع صندوق النقد الدولي نمواً أبطأ", "The World Bank expects slower growth", "صندوق النقد الدولي", "World Bank"),
    ("استقال الوزير مارتن شولتز من منصبه", "Minister Olaf Scholz resigned from office", "مارتن", "Olaf"),
    ("قالت أليس رمسيس إنها لن تترشح", "Alice Becker said that she would not run", "رمسيس", "Becker"),
    ("انتقل إلى ولاية تكساس", "He moved to the state of Utah", "تكساس", "Utah"),
    ("انخفض مؤشر برنامج الأغذية العالمي", "The FAO's index fell", "برنامج الأغذية العالمي", "FAO"),
    ("أحصت منظمة الصحة العالمية الوفيات", "The IOM counted the deaths", "منظمة الصحة العالمية", "IOM"),
    ("رفضت منظمة الصحة العالمية المشروع", "UNICEF rejected the draft", "منظمة الصحة العالمية", "UNICEF"),
    ("يقع المخيم بغرب دارفور", "The camp lies in north Darfur", "غرب دارفور", "north Darfur"),
    ("يدعى فويتشيخ كوفالسكي", "He is called Wojciech Grzegorzewski", "كوفالسكي", "Grzegorzewski"),
    (
        "أغضب القرار السويد وسكان ستوكهولم",
        "The decision angered Sweden and people in Copenhagen",
        "ستوكهولم",
        "Copenhagen",
    ),
]


@pytest.mark.parametrize(("claim", "source", "article_words", "source_words"), CHANGED)
def test_another_name_in_the_same_role_is_flagged(
    claim: str, source: str, article_words: str, source_words: str
) -> None:
    (flag,) = flags(held(claim, source))
    assert flag.relation is Relation.CHANGED
    assert flag.code in {"MQ401", "MQ403"}
    assert flag.article is not None
    assert article_words in flag.article.of(claim)
    assert flag.source is not None
    assert source_words in flag.source.span.of(source)
    assert flag.params["article"]
    assert flag.params["source"]


def test_a_garbled_name_is_told_from_another_name() -> None:
    (flag,) = flags(held("كتب سايمون تيلسدون في مقاله أن الحرب طويلة", "Simon Tisdall wrote that the war was long"))
    assert flag.code == "MQ403"


def test_a_name_by_its_letters_against_one_of_a_further_sentence_is_only_a_hint() -> None:
    best, further = "The harbour was quiet in the morning.", "Then Novak left it."
    whole = f"{best} {further}"
    evidence = [Passage("source", whole, Span(at, at + len(part)), "en") for at, part in ((0, best), (38, further))]
    claim = passage("كان الميناء هادئا، وغادر ليندكفيست")
    said = [fact for one in evidence for fact in extract(one)]
    (hint,) = flags(compare(Collation(claim, extract(claim), evidence, said, said)))
    (flag,) = flags(compare(Collation(claim, extract(claim), evidence[1:], said, said)))
    assert hint.confidence < 0.6 < flag.confidence, "at 0.6 and below a comparison counts in the score alone"


MISPLACED = (("ليندكفيست", "Novak", 0.6), ("أعاد", "restored", 0.7))
ELSEWHERE = [
    (MISPLACED, ["Novak"]),
    (MISPLACED[:1], []),  # the names are linked, as names often are, and nothing beside them
    (MISPLACED[1:], []),
    ((), []),
]


@pytest.mark.parametrize(("links", "words"), ELSEWHERE)
def test_a_name_of_another_sentence_is_flagged_where_links_show_it_in_the_wrong_place(
    links: Pairs, words: list[str]
) -> None:
    source = "Then Novak restored the lead."
    rest = "The captain Lindqvist scored first. Lindqvist was happy, and so was Novak."
    given = collation(names, "أعاد ليندكفيست الفريق إلى المقدمة", source, links)
    around = extract(passage(f"{source} {rest}", "source", "en"))
    found = flags(compare(replace(given, context=around)))
    assert [flag.params["source"] for flag in found] == words


FAITHFUL = [
    (
        "والفيلم، وعنوانه «ابنة مُشعل القناديل»، أنتج عام 1923",
        "The Lamplighter's Daughter, made in 1923, was identified",
    ),
    ("وأنا اليوم أؤدي تمارين الرشاقة", "Today I am doing agility drills"),
    ("قال غوتيريش إن الوضع خطير", "António Guterres said the situation was grave"),
    ("قال جوتيريس إن الوضع خطير", "Guterres said the situation was grave"),
    ("قال إن الوضع خطير", "Guterres said the situation was grave"),  # a pronoun
    ("قال الأمين العام إن الوضع خطير", "Guterres said the situation was grave"),  # a description
    ("اتهمت موسكو الغرب بالكذب", "Russia accused the West of lying"),  # a capital for its country
    ("قال مسؤول روسي إن المحادثات فشلت", "An official in Moscow said the talks had failed"),
    ("رفض الكرملين التعليق", "Russia declined to comment"),
    ("قال حلف شمال الأطلسي إنه مستعد", "NATO said it was ready"),
    ("قال الناتو إنه مستعد", "The North Atlantic Treaty Organization said it was ready"),
    ("التقى رئيس الوزراء البريطاني نظيره المجري", "Britain's prime minister met his counterpart from Hungary"),
    ("نشرت الجارديان المقال", "The Guardian published the article"),
    ("نشرت صحيفة الغارديان المقال", "The Guardian published the article"),
    ("أعلن الرئيس الأميركي الخطة", "The president announced the plan"),  # background that a newsroom adds
    ("زار البابا بولس السادس المدينة", "Pope Paul VI visited the city"),  # a name that Arabic translates
    ("بعد خروج بريطانيا من الاتحاد الأوروبي ارتفعت الأسعار", "After Brexit prices rose"),
    ("قال ريتشارد وميلدريد إنهما سعيدان", "Richard and Mildred said they were happy"),
    ("قالت المحكمة العليا إن القانون باطل", "The Supreme Court said the law was void"),
    ("استقال رئيس شركة رايان إير", "The head of Ryanair resigned"),
    ("عاد إلى البيت بعد يوم طويل", "Katherine Hepburn returned home after a long day"),
    ("هيمن القلق على الأسواق", "Boeing and Lufthansa shares fell on worries"),
    ("حل حزب البديل من أجل ألمانيا أولا", "The AfD came first in Saxony"),
    ("علقت المجموعة الاقتصادية لدول غرب أفريقيا عضوية النيجر", "ECOWAS suspended Niger"),
    ("قالت لأعضاء البرلمان الأوروبي إن زوجها سُمم", "Navalnaya told MEPs that her husband had been poisoned"),
    ("يدعى فويتشيخ غجيغوجيفسكي", "He is called Wojciech Grzegorzewski"),
    ("قالت رئيسة البنك المركزي الأوروبي إن التضخم سينخفض", "He heard that Lagarde expects inflation to fall"),
    ("الوضع كارثي في المخيم", "Fletcher said the situation in the camp was dire"),
    ("رفض مجلس الأمن المشروع", "The UN rejected the draft, as the RSF had asked"),  # an organ for the whole
    ("دعت الأمم المتحدة إلى الهدوء", "The UN security council called for calm"),
    ("قال محققو مجلس الأمن إن التهم صحيحة", "Investigators for the security council told the UN that it was true"),
    ("أيدت محكمة الاستئناف القرار", "The court of appeal upheld the decision of the Home Office"),
    ("رفض مجلس العموم المشروع", "The house of commons rejected the bill, the BBC said"),
    ("التقت سولين غوتييه وفداً", "Solenne Gautier met a delegation"),
    ("استقال لوران دولاكروا من منصبه", "Laurent Delacroix has resigned"),
    ("قال جيرار لارشيه إن الوقت حان", "Gérard Larcher said it was time"),
    ("التقى محمد بن سلمان وفداً", "Crown Prince Mohammed bin Salman met a delegation"),
    ("قال ديرك روخمان إنه راض", "Dirk Roggeman said he was content"),
    ("قال ديرك روغيمان إنه راض", "Dirk Roggeman said he was content"),
]

OTHER_SCRIPTS = [
    ("زار سيرغي لافروف إسطنبول", "Сергей Лавров посетил Стамбул", "ru", []),
    ("زار ديمتري ميدفيديف إسطنبول", "Сергей Лавров посетил Стамбул", "ru", ["ديمتري ميدفيديف"]),
    ("زار كيرياكوس ميتسوتاكيس سالونيك", "Ο Κυριάκος Μητσοτάκης επισκέφθηκε τη Θεσσαλονίκη", "el", []),
    ("سيعزز حلف الناتو قواته في بولندا", "НАТО усилит группировку в Польше, заявил Рютте", "ru", []),
    ("التقى بنيامين نتنياهو في القدس السفير", "בנימין נתניהו נפגש בירושלים עם השגריר", "he", []),
]


@pytest.mark.parametrize(("claim", "source"), FAITHFUL)
def test_a_faithful_rendering_is_never_flagged(claim: str, source: str) -> None:
    assert flags(held(claim, source)) == []


@pytest.mark.parametrize(("claim", "source", "lang", "words"), OTHER_SCRIPTS)
def test_names_in_other_scripts(claim: str, source: str, lang: str, words: list[str]) -> None:
    own, other = passage(claim), passage(source, "source", lang)
    said = extract(other)
    found = flags(compare(Collation(own, extract(own), [other], said, said)))
    assert [flag.article.of(claim) for flag in found if flag.article is not None] == words


@pytest.mark.parametrize(("country", "codes"), [("لاتفيا", ["MQ401"]), ("ليتوانيا", []), ("الليتوانية", [])])
def test_a_country_in_the_place_of_a_capital_is_its_own(country: str, codes: list[str]) -> None:
    given = collation(
        names,
        f"استدعت الصين سفيرها من {country}",
        "Beijing recalled its ambassador from Vilnius",
        ((country, "Vilnius", 0.8),),
    )
    assert [code for code, _ in flagged(names, given)] == codes


PLAIN_PLACES = [
    ("يقع المخيم في شمال كردفان", "The camp lies in north Darfur", "كردفان=Darfur@0.5", ["كردفان"]),
    ("يقع المخيم في شمال كردفان", "The camp lies in north Darfur", "", []),  # a plain word: only a link makes it a name
    ("يقع المخيم في شمال كردفان", "The camp lies in north Kordofan", "كردفان=Kordofan@0.5", []),
    ("أُغلقت المدارس في ولاية سنار", "Schools were closed in Gezira state", "سنار=Gezira@0.5", ["سنار"]),
    ("أُغلقت المدارس في ولاية سنار", "Schools were closed in the city of Gezira", "سنار=Gezira@0.5", []),
    ("يقع المخيم قرب وادي النهر", "The camp lies in north Darfur", "وادي=Darfur@0.5", []),
    ("يقع المخيم شمال غربي دارفور", "The camp lies in north-western Darfur", "", []),
    ("يقع المخيم في غرب دارفور", "The camp lies in north-western Darfur", "", []),
    ("يقع المخيم في شرق ليبيا", "The camp lies in Libya, by the eastern city of Benghazi", "", []),
    ("وقع الهجوم شمال المدينة", "The attack happened north of Khartoum", "المدينة=Khartoum@0.5", []),
]


@pytest.mark.parametrize(("claim", "source", "links", "words"), PLAIN_PLACES)
def test_places_behind_directions(claim: str, source: str, links: str, words: list[str]) -> None:
    given = collation(names, claim, source, pairs(links))
    assert [flag for _, flag in flagged(names, given)] == words


BYLINES = [
    ("قالت هارييت بولتون إن الحكم صائب", ("The Guardian", "Harriet Bolton"), "", []),
    ("قال مقال لهارييت بولتون إن الحكم صائب", ("The Guardian", "Harriet Bolton"), "", []),
    ("ذكرت صحيفة «الغارديان» أن الحكم صائب", ("The Guardian",), "", []),
    ("ذكرت رويترز أن الحكم صائب", (), "ذكرت رويترز", []),
    ("ذكرت رويترز أن الحكم صائب", ("The Guardian", "Harriet Bolton"), "", ["رويترز"]),
    ("قالت مارغريت دونالدسون إن الحكم صائب", ("The Guardian", "Harriet Bolton"), "", ["مارغريت دونالدسون"]),
]


@pytest.mark.parametrize(("claim", "credits_", "cited", "words"), BYLINES)
def test_the_paper_and_the_writer_are_no_wrong_names(
    claim: str, credits_: tuple[str, ...], cited: str, words: list[str]
) -> None:
    given = collation(names, claim, "The BBC heard Grace Adeyemi say that the ruling was right", ())
    at = claim.find(cited)
    spans = [Span(at, at + len(cited))] if cited else []
    found = flags(compare(replace(given, credits=credits_, cited=spans)))
    assert [flag.article.of(claim) for flag in found if flag.article is not None] == words


def test_a_name_known_elsewhere_in_the_source_is_not_flagged_for_missing_evidence() -> None:
    assert (
        flags(held("قال بوتين إن بلاده مستعدة", "He said his country was ready.", rest="Vladimir Putin spoke.")) == []
    )


def test_what_both_sides_name_is_paired_for_the_reader() -> None:
    claim, source = "التقى ماكرون في برلين", "Macron met them in Berlin"
    pairs = {
        (pair.article.of(claim), pair.source.span.of(source))
        for pair in held(claim, source)
        if pair.relation is Relation.SAME and pair.article is not None and pair.source is not None
    }
    assert pairs == {("ماكرون", "Macron"), ("برلين", "Berlin")}


def test_a_name_that_the_claim_leaves_out_is_information_only() -> None:
    source = "Alice Becker and Olaf Scholz met in Berlin"
    dropped = [c for c in held("التقى أولاف شولتس زميلته في برلين", source) if c.relation is Relation.DROPPED]
    assert [c.source.span.of(source) for c in dropped if c.source is not None] == ["Alice Becker"]
    assert all(c.article is None and c.severity is Severity.INFO for c in dropped)


def test_an_unexplained_name_without_a_rival_is_information_only() -> None:
    (only,) = [c for c in held("زاد الإنتاج في البرازيل", "Output rose") if c.relation is Relation.UNSUPPORTED]
    assert only.severity is Severity.INFO
    assert only.code == "MQ402"


def test_without_evidence_nothing_is_said() -> None:
    claim = passage("زار ماكرون برلين")
    assert compare(Collation(claim, extract(claim), [], [], [])) == ()


def test_english_against_english() -> None:
    source = "Germany and Alice Becker welcomed the deal."
    assert flags(held("The deal was welcomed by Germany.", source, claim_lang="en")) == []
    (flag,) = flags(held("The deal was welcomed by Denmark.", source, claim_lang="en"))
    assert flag.code == "MQ401"


def test_a_language_without_rules_is_never_flagged() -> None:
    assert flags(held("Paris a salué l'accord.", "Rome welcomed the deal.", claim_lang="fr")) == []


_MIXED = st.text(alphabet="اأبتدروسيلكنفقغشه ةىءABCDEabcdefgnrtuо.,،«»'-ـ\u064e\u200f5٥\n", max_size=60)
_SEEDS = st.sampled_from(
    ["", "قال بوتين ", "Putin said in Paris ", "الولايات المتحدة ", "the UN's ", "وللأمم المتحدة "]
)


@settings(max_examples=150, deadline=None)
@given(_SEEDS, _MIXED, st.integers(0, 10))
def test_facts_lie_in_their_passage(seed: str, noise: str, start: int) -> None:
    text = f"{seed}{noise}"
    inside = Span(min(start, len(text)), len(text))
    for fact in extract(Passage("d", text, inside, "ar")):
        assert inside.start <= fact.span.start < fact.span.end <= inside.end
        assert fact.text == fact.span.of(text)
        assert fact.value


@settings(max_examples=100, deadline=None)
@given(_SEEDS, _MIXED, _SEEDS, _MIXED)
def test_flags_point_at_words_on_both_sides(seed: str, noise: str, other: str, more: str) -> None:
    claim, source = f"{seed}{noise}", f"{other}{more}"
    for flag in held(claim, source):
        if flag.article is not None:
            assert 0 <= flag.article.start < flag.article.end <= len(claim)
        if flag.source is not None:
            assert 0 <= flag.source.span.start < flag.source.span.end <= len(source)
