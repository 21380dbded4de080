"""Statements in Arabic: «قال فلان إن», «الشرطة قالت إن», «بحسب فلان», «كما قال فلان», «يُعتقد أن»."""

from __future__ import annotations

from collections.abc import Iterator

from muqabala.facts.names.words import name_likelihood
from muqabala.facts.speech import THAT_AR
from muqabala.facts.speech.headline import headline_speaker
from muqabala.facts.speech.saying import Saying, Strength, finds_out, roles_of, saying_of
from muqabala.facts.speech.statements import Sentence, Speaker, Statement, statement
from muqabala.facts.tables import word_set

_NEGATIONS = word_set("لا لم لن ما")
_SOURCES = word_set("بحسب حسب وبحسب وحسب وفق ووفق وفقا ووفقا طبقا وطبقا")
_OPINIONS = word_set("رأي برأي وبرأي نظر تقدير اعتقاد لسان ذمة")
_OWN_OPINIONS = word_set("رأيه رأيها رأيهم نظره نظرها نظرهم تقديره تقديرها تقديرهم اعتقاده اعتقادها اعتقادهم")
_ADMISSIONS = word_set("باعتراف وباعتراف بإقرار وبإقرار بشهادة وبشهادة")
_OPINION_LEADS = word_set("في وفي على وعلى عن")
_WORDS_OF = word_set(
    """
    قول تعبير وصف قوله قولها قولهم تعبيره تعبيرها تعبيرهم تصريح تصريحه تصريحها تصريحهم تصريحات
    تصريحاته كلام كلامه كلامها رواية روايته روايتها وصفه وصفها وصفهم زعم زعمه زعمها ما
    """
)
_TAILS = word_set("كما وكما حسبما مثلما هكذا")
_BEFORE_WHAT = word_set("هذا وهذا هو وهو هي على وعلى وفق بحسب حسب ذلك")
# After these «أن» opens an act or a time, not what somebody says.
_BEFORE_ACT = word_set(
    "قبل بعد دون غير بيد منذ يمكن يمكنه يمكنها يجب ينبغي يستطيع تستطيع يكاد تكاد كاد شأنه شأنها حد لمجرد"
)
_ASIDES = word_set("وهو وهي وهم وهما والذي والتي والذين واسمه واسمها وفق وفقا وبحسب")  # go on about the speaker
_RELATIVE = word_set("الذي التي الذين اللذان اللذين من")
# What ends the name of a speaker: words that begin a circumstance.
_BOUNDS = word_set("""
    في وفي خلال بعد قبل منذ عقب أمام عن على إلى مع بدوره بدورها أيضا كذلك أمس اليوم حين عندما لدى ضمن عبر إثر حول بشأن
    الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد الإثنين يوم ذات مرة لاحقا سابقا قائلا قائلة مضيفا إنه أخيرا
    الذي التي الذين لكن حيث فيما بينما كان كانت قد وقد هذا هذه ذلك تلك هنا هناك كيف هل ماذا لماذا متى أولا
""")
_NOT_SPEECH = word_set("""
    قواعد قانون قوانين نظام أنظمة جدول خطة خطط اتفاق اتفاقية
    معايير شروط ترتيب أحكام مبدأ نموذج طريقة أسلوب برنامج منهج
    الحاجة الظروف النظام القانون القواعد الاتفاق الجدول الخطة رغبة حجم نوع درجة عدد سعر أسعار شكل مذهب تقليد تقاليد
""")
_LEADING = word_set("""
    كان كانت وكان وكانت لا يزال تزال زال و لكن ولكن غير أن إن إلا بيد أما فيما بينما كما وإن
    لكنه لكنها لكنهم لكنهما ولكنه ولكنها ولكنهم ولكنهما لكنني لكننا
""")
_ADVERBIAL = word_set(
    """
    أمام إلى إثر وسط ضمن عبر حول إزاء في من منذ بعد قبل خلال على
    مع عقب أثناء ومن وفي ثم حين يوم عن لدى بحسب وفق قد وقد لقد
    """
)
_TO_SOMEBODY = word_set("له لها لهم لنا لي به بها فيه فيها عنه عنها منه منها إليه إليها عليه عليها")
_LONGEST = 10  # tokens of a speaker
_TITLE = 8  # tokens of a name in quotation marks
_REACH = 24  # tokens from a verb to «أن»
_DAMMA = "\u064f"
_PAUSES = frozenset('،,;؛:"()-.!؟?')


def arabic_statements(sentence: Sentence) -> Iterator[Statement]:
    """The statements of an Arabic sentence, in order; words inside quotation marks are not searched."""
    done = sentence.start
    if (heading := headline_speaker(sentence, "ar", _sort)) is not None:
        done = sentence.line.tokens(heading.span).stop
        yield heading
    for index in range(sentence.start, sentence.stop):
        if index < done or sentence.quoted[index] or not sentence.is_word(index):
            continue
        if (found := _source(sentence, index)) is not None:
            done = sentence.line.tokens(found.span).stop
            yield found
        elif (saying := saying_of(sentence.word(index), "ar")) is not None:
            yield _statement(sentence, index, saying)
        elif (saying := _with_object(sentence.word(index))) is not None:
            told = not saying.loose and _is_tail(sentence, index)
            yield _tail(sentence, index, index, saying) if told else _loose(sentence, index, saying)


def _source(sentence: Sentence, index: int) -> Statement | None:
    """«بحسب فلان», «وفقا لفلان», «نقلا عن فلان», «في رأي فلان», «باعتراف فلان», «في رأيه»."""
    word, after = sentence.word(index), index + 1
    if word in _SOURCES:
        return _cited(sentence, index, after)
    if word == "نقلا" and sentence.word(after) == "عن":
        return _cited(sentence, index, after + 1)
    if word in _ADMISSIONS:
        return _cited(sentence, index, after)
    if word in _OWN_OPINIONS and sentence.word(index - 1) in _OPINION_LEADS:
        return statement(sentence, (index - 1, after), None, (_sort, Strength.SAY), said=(index - 1, after))
    if word in _OPINIONS and (word[0] in "بو" or sentence.word(index - 1) in _OPINION_LEADS):
        return _cited(sentence, index if word[0] in "بو" else index - 1, after)
    if word == "حد" and sentence.word(index - 1) in ("علي", "وعلي") and sentence.word(after) in _WORDS_OF:
        return _cited(sentence, index - 1, after + 1)
    return None


def _cited(sentence: Sentence, first: int, start: int) -> Statement | None:
    """A source named after its marker, up to the next pause; «ما قال» in between is part of the marker."""
    if sentence.word(start) == "ما":
        saying = saying_of(sentence.word(start + 1), "ar") or _with_object(sentence.word(start + 1))
        start += 2 if saying is not None else 1
    elif sentence.word(start) in _WORDS_OF:
        start += 1
    if sentence.word(start) in _NOT_SPEECH:
        return None
    stop = start + (1 if sentence.word(start).startswith("لل") else 0)
    while stop < min(sentence.stop, start + _LONGEST) and not _stops(sentence, stop):
        stop += 1
    stop = _past_title(sentence, start, stop)
    return statement(sentence, (first, max(stop, first + 1)), (start, stop), (_sort, Strength.SAY), said=(first, stop))


def _stops(sentence: Sentence, index: int) -> bool:
    word = sentence.word(index)
    pauses = not word or (word in _PAUSES and not sentence.joins(index))
    return (
        pauses
        or word in THAT_AR
        or word == "الا"
        or word in _RELATIVE - {"من"}
        or (word.startswith("لل") and len(word) > 3)
    )


def _statement(sentence: Sentence, verb: int, saying: Saying) -> Statement:
    """What a verb of saying makes of its sentence; loose when it is negated or opens nothing."""
    if not saying.loose and _is_tail(sentence, verb):
        return _tail(sentence, verb - 1, verb, saying)
    finds = saying.finds and any(finds_out(sentence.word(index), "ar") for index in (verb - 1, verb + 1))
    if (saying.loose and not finds) or sentence.word(verb - 1) in _NEGATIONS:
        return _loose(sentence, verb, saying)
    that = _complement(sentence, verb, saying)
    if that is None or sentence.word(verb + 1)[:1].isdecimal() or _is_passive(sentence, verb):
        return _loose(sentence, verb, saying)
    if saying.participle:
        return statement(
            sentence, (verb, verb + 1), None, (_sort, saying.strength), verb=verb, said=(sentence.start, that)
        )
    speaker = (verb, verb) if sentence.word(verb - 1) in _RELATIVE else _after(sentence, verb, that)
    if sentence.span(*speaker) is None:
        speaker = _before(sentence, verb)
    first = min(verb, speaker[0]) if sentence.span(*speaker) is not None else verb
    last = max(verb + 1, speaker[1]) if sentence.span(*speaker) is not None else verb + 1
    return statement(sentence, (first, last), speaker, (_sort, saying.strength), verb=verb, said=(sentence.start, that))


def _is_passive(sentence: Sentence, verb: int) -> bool:
    """Whether a vowel mark makes a verb in the past passive, so that those after it are told: «أُبلغ المديرون»."""
    return sentence.word(verb)[:1] not in "يتن" and _DAMMA in sentence.line.reading.raw(verb)[1:3]


def _loose(sentence: Sentence, verb: int, saying: Saying) -> Statement:
    span = sentence.line.spans[verb]
    return Statement(span, Speaker.UNKNOWN, saying.strength, span, loose=True, speech=saying.speech)


def _with_object(word: str) -> Saying | None:
    """A verb of saying with its object joined: «قاله», «أعلنته»."""
    for suffix in ("ها", "هم", "ه"):
        if word.endswith(suffix) and len(word) > len(suffix) + 2:
            found = saying_of(word.removesuffix(suffix), "ar")
            if found is not None and not found.participle:
                return found
    return None


def _is_tail(sentence: Sentence, verb: int) -> bool:
    """Whether a verb closes what is said: «كما قال», «حسبما ذكرت», «…»، قال»."""
    before = sentence.word(verb - 1)
    if before == "ما":
        return sentence.word(verb - 2) in _BEFORE_WHAT
    if before in _TAILS:
        return True
    mark = verb - 1 if before == '"' else verb - 2
    closes = before in ('"', "،", ",") and sentence.word(mark) == '"' and mark > sentence.start
    return closes and bool(sentence.quoted[mark]) and _complement(sentence, verb, None) is None


def _tail(sentence: Sentence, first: int, verb: int, saying: Saying) -> Statement:
    stop = verb + 1
    while (
        stop < min(sentence.stop, verb + _LONGEST) and not _stops(sentence, stop) and sentence.word(stop) not in _BOUNDS
    ):
        stop += 1
    stop = _past_title(sentence, verb + 1, stop)
    return statement(sentence, (first, stop), (verb + 1, stop), (_sort, saying.strength), verb=verb, said=(first, stop))


def _past_title(sentence: Sentence, start: int, stop: int) -> int:
    """The end of a name in quotation marks that goes on where a speaker stopped: «شبكة "سي إن إن"»."""
    if stop > start and sentence.word(stop) == '"':
        closing = (i for i in range(stop + 2, min(stop + _TITLE, sentence.stop)) if sentence.word(i) == '"')
        return next(closing, stop - 1) + 1
    return stop


def _complement(sentence: Sentence, verb: int, saying: Saying | None) -> int | None:
    """The index of «أن», of a colon or of a quotation that opens what a verb reports."""
    for index in range(verb + 1, min(verb + _REACH, sentence.stop)):
        word = sentence.word(index)
        if word in THAT_AR and index - 1 > verb and saying_of(sentence.word(index - 1), "ar") is not None:
            return None  # what another verb reports
        if (word in THAT_AR and sentence.word(index - 1) not in _BEFORE_ACT) or word == ":":
            return index
        if sentence.word(index - 1) in ("،", ",") and word.startswith("و") and word not in _ASIDES:
            return None
        if word == '"' and not sentence.quoted[index - 1] and not _is_title(sentence, index):
            return index if saying is None or saying.strength not in (Strength.THINK, Strength.DOUBT) else None
        if index == verb + 1 and word in _RELATIVE - {"من"}:
            return None
        if sentence.word(index - 1) in ("،", ",") and _says_anew(word):
            return None
    return None


def _says_anew(word: str) -> bool:
    found = saying_of(word, "ar")
    return found is not None and not found.loose


def _is_title(sentence: Sentence, mark: int) -> bool:
    """Whether quotation marks hold a name: a few words, and «أن» or a colon still to come."""
    closing = next((i for i in range(mark + 1, min(mark + _TITLE, sentence.stop)) if sentence.word(i) == '"'), None)
    if closing is None:
        return False
    rest = range(closing, min(closing + _REACH, sentence.stop))
    return any(sentence.word(index) in THAT_AR or sentence.word(index) == ":" for index in rest)


def _after(sentence: Sentence, verb: int, that: int) -> tuple[int, int]:
    """The speaker between a verb and what it opens."""
    start = verb + 1
    if sentence.word(start) in _TO_SOMEBODY:
        start += 1
    if sentence.word(verb).endswith(("نقل", "نقلت")):  # «نقلت رويترز عن مصدر»: the words are the source's
        start = next((i + 1 for i in range(start, that) if sentence.word(i) == "عن"), start)
    stop = start
    while stop < min(that, start + _LONGEST) and sentence.word(stop) not in _BOUNDS:
        if _is_addressee(sentence.word(stop)):
            break
        if sentence.word(stop) in _PAUSES - {'"', "-", "."}:
            break
        stop += 1
    return start, stop


def _is_addressee(word: str) -> bool:
    """Whether a word is somebody spoken to: «لمجلة», «للصحيفة»."""
    return word == "ل" or word.startswith("لل") or (word[:1] == "ل" and bool(roles_of(word[1:], "ar")))


def _before(sentence: Sentence, verb: int) -> tuple[int, int]:
    """The speaker before its verb: «الشرطة قالت إن»; empty when the clause begins with the verb."""
    start = verb
    while start > max(sentence.start, verb - _LONGEST) and sentence.word(start - 1) not in _PAUSES:
        start -= 1
    while start < verb and (sentence.word(start) in _LEADING or sentence.word(start) in THAT_AR):
        start += 1
    begins = start == sentence.start or sentence.word(start - 1) in _PAUSES | _LEADING | THAT_AR
    end = verb - 1 if sentence.word(verb - 1) == "قد" else verb
    between = {sentence.word(index) for index in range(start, verb)}
    if not begins or sentence.word(start) in _ADVERBIAL or between & _RELATIVE:
        return verb, verb
    return start, end


def _sort(sentence: Sentence, speaker: tuple[int, int]) -> Speaker:
    words = [sentence.word(index) for index in range(*speaker) if sentence.is_word(index)]
    if len(words) == 1 and words[0] in ("هو", "هي", "هم", "هولاء"):
        return Speaker.PRONOUN
    if any(name_likelihood(word) > 0 and not roles_of(word, "ar") for word in words):
        return Speaker.NAMED
    return Speaker.DESCRIBED
