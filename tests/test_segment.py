"""Sentences: where they end in twelve languages, which side a quotation mark belongs to, and exact offsets."""

from __future__ import annotations

import subprocess
import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muqabala.records import Block, Document, Span
from muqabala.segment import segment


def document(text: str, lang: str, *blocks: Block) -> Document:
    return Document("a.txt", text, blocks or (Block(Span(0, len(text))),), lang)


def sentences(text: str, lang: str) -> list[str]:
    return [sentence.span.of(text) for sentence in segment(document(text, lang))]


ARABIC = [
    ["وصل د. سامي النجار إلى عمّان.", "ثم غادر إلى بغداد."],
    ["التقى أ.د. محمود سالم الطلبة.", "ووافق الجميع."],
    ["قال و. ب. ييتس ذلك.", "وأيده آخرون."],
    ["بنيت القلعة عام 500 ق.م. وهدمت لاحقًا.", "ثم رممت."],
    ["كان ذلك عام 2024 م.", "وانتهى الأمر."],
    ["قطع الموكب 7 كم.", "وسار الناس خلفه."],
    ["ومن وجد فيها فائدة له.", "فقد وصف محققون ما جرى به.", "ولا يعرف أحد كم.", "وقالوا: لم نعلم بكل ذلك ولم."],
    ["التقى الوزير بد. ليلى سالم.", "ثم غادر."],
    ["بلغ وزنه 5 كغ.", "وبيع أمس."],
    ["وقع الحادث سنة ١٤٤٥ هـ.", "ولم يصب أحد."],
    ["لعب الفريق في المجموعة ب.", "ثم خرج."],
    ["تحدث جورج دبليو. بوش أمس.", "وصفق الحضور."],
    ["قال ذلك لقناة بي بي سي.", "ثم انصرف."],
    ["وصلت النسبة إلى 4.5 في المئة.", "وكانت ٣٫٢٪."],
    ["بلغ النمو ٣.٥٪ هذا العام.", "ثم زاد."],
    ["صدر القرار في ١٢.٠٥.٢٠٢٣ رسميًا.", "ونشر بعدها."],
    ["كان ذلك عام ٢٠٢٤.", "٣ لاعبين غابوا."],
    ["بدأ اللقاء الساعة 9.30 مساءً.", "وحضره كثيرون."],
    ["صدر القرار في 12.05.2023 رسميًا.", "ونشر بعدها."],
    ["زوروا www.example.com اليوم.", "شكرًا."],
    ["من فاز؟", "لا أحد يعرف!", "ربما…"],
    ["كيف حدث هذا؟!", "لا ندري."],
    ["قال القائد: «لن نرحل. سنبقى هنا.»", "ثم صمت."],
    ["قال: «هذا يوم طويل جدًا على كل من حضر إلى هذه القاعة.", "سنعود غدًا لنكمل ما بدأناه من عمل مع الجميع».", "ثم صمت."],
    ["كتب في “الصحيفة”: “كل شيء يتغير.”", "وأضاف كلامًا آخر."],
    ['قالت: "لم أكن أعرف شيئًا عن هذا الأمر كله."', "وأضافت أنها حزينة."],
    ['صرخ: "اخرجوا من الماء حالًا فهناك خطر كبير عليكم جميعًا!" كما روى سامي.', "ثم خرج."],
    ['"نحن نتابع كل ما يجري هناك عن قرب منذ زمن طويل جدًا." حسبما قال الوزير.', "وانتهى."],
    ['انتهى الأمر عند "هذا الحد".', "كما أعلنت الوزارة أن التحقيق سيستمر أسابيع أخرى قبل أن يعرف الناس نتيجته."],
    ['لقد قال إنها كانت "لحظة صعبة علينا"', '"ولم يكن أحد منا يعرف ماذا نفعل".'],
    ["أفلام مثل «الأول» «الثاني» عرضت أمس."],
    ["أكد المتحدث (أ. سالم) ذلك.", "ونفاه غيره."],
    ["هل تذكرون السؤال؟، قالت المذيعة.", "ثم ضحكت."],
    ["قال أ.\u200fد.\u200f سامي النجار ذلك.", "ثم غادر د.\u200f سامي."],
    ["وصفه بأنه «رجل... لا يشبه أحدًا من الناس الذين عرفهم في حياته الطويلة» في رسالة.", "ثم غادر."],
    ["كان يعدّ الأيام... فقد طال غيابه.", "ثم عاد."],
    ["1. البند الأول مهم.", "2. البند الثاني أهم."],
]  # fmt: skip

ENGLISH = [
    ["The U.S. envoy, Ms. Jane Roe-Smith, visited in April.", "She criticised nobody."],
    ["Growth was 3.5 percent in Q1.", "It fell to 2.1 percent later."],
    ['"We will not leave. We will stay," Mr. Roe said.', "He then left."],
    ['"We have talked about this for a very long time in this house.', 'Nobody ever listened to us," she said.'],
    ['He said: "It is over for all of us who came to this place today."', '"I am sad," he added.'],
    ["He said: 'We will go. We will win.'", "The crowd cheered."],
    ["'We will go. We will win,' Mr. Roe said.", "He then left."],
    ["It was the workers' day.", "The owners' day came later."],
    ["It began in the '90s.", "It was the workers' idea.", "They won."],
    ["“We don't.", "‘Never’ is the word for all of that, and so it will be for years.", "Go,” she said."],
    ["Will it end?", "Nobody knows!", "Perhaps..."],
    ['"Why did it happen to us of all the people in the town?" she asked.', "He left."],
    ['"There is something very big in the water over there, get out now!" Roe added.', "They did."],
    ["It opens at 11 a.m. ET on Sept. 5.", "It closes at 5 p.m.", "NATO pays."],
    ["He met Gen. Lee in N. Korea.", "Both smiled."],
    ["J. R. R. Tolkien wrote it.", "It sold well."],
    ["They agreed on plan B.", "It failed."],
    ["Did we talk...No, we did not.", "Never."],
    ["He uses an app.", "iPhones are dear."],
    ["It came from the village.", "al-Mazra said so."],
    ["See www.example.com for more.", "Thanks."],
    ["He won (for the third time).", "(She lost.)", "They left."],
    ["“It ended.”", "“Truly?”"],
    ["‘I am tired of all of this, and so is every one of us here.’", "He left."],
    ["**It is over.**", "They left."],
    ["1. First of all.", "2. Second of all."],
]

OTHERS = {
    "fr": [
        ["M. Durand est arrivé à Lyon à 10 h.", "Il a vu le maire."],
        ["« Nous gagnerons. C’est sûr », a-t-il dit.", "Puis il est parti."],
        ["« Nous gagnerons, et tout le monde le sait depuis fort longtemps. »", "Puis il est parti."],
    ],
    "de": [
        ["Am 3. Oktober kam Dr. Meier nach Köln.", "Er sprach z. B. mit Frau Roth."],
        ["Im 5. Jahrhundert v. Chr. war das neu.", "Heute nicht."],
        ["„Wir gehen jetzt alle nach Hause, und zwar sofort und ohne jede Widerrede.“", "Dann ging er."],
    ],
    "es": [
        ["El Sr. Ruiz llegó a las 10 a.m. del lunes.", "¿Qué dijo?", "Nada."],
        ["Murió en 45 d. C. en Roma.", "Fue rey."],
    ],
    "ru": [["Президент В. В. Иванов прибыл в г. Омск.", "Он встретился с мэром."]],
    "zh": [
        ["主席会见了总统。", "他们讨论了问题！", "结果如何？"],
        [
            "他说：“我们不会离开这里，因为这里是我们的家。",
            "也是我们孩子的家，我们会一直留下来，直到最后一个人也离开为止，没有人能改变这个决定。”",
            "她走了。",
        ],
    ],
    "ja": [["首相が訪問した。", "「行くよ。」と彼は言った。"]],
    "fa": [["دکتر احمدی به شیراز رفت.", "آیا برمی‌گردد؟", "کسی نمی‌داند."]],
    "tr": [["Prof. Dr. Ali Bey geldi.", "Saat 10.30'da gitti."], ["Kent M.Ö. 300 yılında kuruldu.", "Sonra yıkıldı."]],
    "ur": [["وزیر لاہور گئے۔", "کیا وہ واپس آئیں گے؟", "کوئی نہیں جانتا۔"]],
    "hi": [["भारत ने मतदान किया।", "क्या यह सही है?"]],
    "he": [['ד"ר כהן הגיע ב-10.30.', "הוא דיבר."]],
    "und": [["One thing.", "Another thing."]],
}  # fmt: skip

CASES = [
    *[("ar", case) for case in ARABIC],
    *[("en", case) for case in ENGLISH],
    *[(lang, case) for lang, cases in OTHERS.items() for case in cases],
]


@pytest.mark.parametrize(("lang", "expected"), CASES)
def test_sentences_are_those_a_reader_would_mark(lang: str, expected: list[str]) -> None:
    text = ("" if lang in {"zh", "ja"} else " ").join(expected)
    assert sentences(text, lang) == expected


@pytest.mark.parametrize(("lang", "expected"), CASES)
def test_a_line_break_is_white_space(lang: str, expected: list[str]) -> None:
    text = "\r\n".join(sentence.replace(" ", "\n") for sentence in expected)
    assert [" ".join(found.split()) for found in sentences(text, lang)] == [" ".join(s.split()) for s in expected]


@pytest.mark.parametrize("opening", ['"', "“", "«", "”"])
def test_marks_stay_with_the_sentence_they_open_or_close(opening: str) -> None:
    closing = {"“": "”", "«": "»", "”": "“"}.get(opening, opening)
    words = "كلام طويل يقوله الرجل في هذه القاعة أمام جمهور كبير من الناس"
    expected = [
        f"وقال: {opening}{words}.{closing}",
        f"{opening}{words}{closing}.",
        f"{opening}{words}.",
        f"{words}{closing}.",
    ]
    assert sentences(" ".join(expected), "ar") == expected


def test_sentences_know_their_block_and_whether_it_is_a_headline() -> None:
    text = "A head\n\nOne here. Two here."
    found = segment(document(text, "en", Block(Span(0, 6), headline=True), Block(Span(8, len(text)))))
    assert [(s.span.of(text), s.block, s.headline) for s in found] == [
        ("A head", 0, True),
        ("One here.", 1, False),
        ("Two here.", 1, False),
    ]


def test_direction_marks_around_a_sentence_are_none_of_it() -> None:
    text = "\u200fانتهى الاجتماع.\u200f \u200f\u202bوقال الوزير كلمة.\u202c\u200f"
    assert sentences(text, "ar") == ["انتهى الاجتماع.", "وقال الوزير كلمة."]
    assert sentences("\u200f \u200e", "ar") == []


def test_text_outside_the_blocks_is_left_alone() -> None:
    text = "code. code.\nOne here. Two here.\ncode."
    found = segment(document(text, "en", Block(Span(12, 31))))
    assert [s.span.of(text) for s in found] == ["One here.", "Two here."]


def test_a_document_without_blocks_has_no_sentences() -> None:
    assert segment(Document("a", "text", (), "en")) == ()


PIECES = st.sampled_from(
    ["كلمة", "د", "م", "word", "Word", "U.S", "3", ".", "...", "…", "!", "؟", "?", "،", '"', "“", "”", "«", "»", "'",
     "(", ")", "*", " ", " ", " ", "\n", "\r\n", "\u200f", "\u202b", "\u00a0", "。", "中", "「", "」", "😀", "\u064b",
     "ـ", "۔", "।", "\u2028"]
)  # fmt: skip
MESSY = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=60))


def is_blank(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) == "Cf"


@given(MESSY, MESSY, st.sampled_from(["ar", "en", "fr", "de", "zh", "ja", "he", "tr", "und", "xx"]))
def test_only_white_space_and_direction_marks_lie_outside_the_sentences(first: str, second: str, lang: str) -> None:
    text = f"{first}\n\n{second}"
    blocks = (Block(Span(0, len(first))), Block(Span(len(first) + 2, len(text))))
    end = 0
    for sentence in segment(document(text, lang, *blocks)):
        block = blocks[sentence.block].span
        assert block.start <= sentence.span.start < sentence.span.end <= block.end
        assert not is_blank(text[sentence.span.start])
        assert not is_blank(text[sentence.span.end - 1])
        assert all(map(is_blank, text[end : sentence.span.start]))
        end = sentence.span.end
    assert all(map(is_blank, text[end:]))


@pytest.mark.parametrize("unit", ['"', "د. ", '"a. ', "(a. ", "« ا. » ", "كلمة أخرى. ", "\u200f. ", "'"])
def test_long_blocks_take_linear_time(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    start = time.process_time()
    segment(document(text, "ar"))
    assert time.process_time() - start < 2


def test_sentencex_is_loaded_only_when_a_document_is_segmented() -> None:
    code = "import sys, muqabala.segment; print('sentencex' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


def test_a_headline_is_one_sentence_whatever_its_punctuation() -> None:
    text = "بوتين وكيم.. ثنائي غريب. ومهمة مشتركة"
    found = segment(document(text, "ar", Block(Span(0, len(text)), headline=True)))
    assert [s.span.of(text) for s in found] == [text]


def test_a_text_without_punctuation_is_cut_into_what_a_model_can_read() -> None:
    text = " ".join(["كلمة"] * 1200)
    found = segment(document(text, "ar", Block(Span(0, len(text)))))
    assert max(len(s.span.of(text).split()) for s in found) <= 150
    assert " ".join(s.span.of(text) for s in found) == text
