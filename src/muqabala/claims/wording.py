"""Closed word lists that claim reading shares, all in folded form. The rows are our own, written from usage."""

from __future__ import annotations

from muqabala.fold import folded


def _set(listing: str) -> frozenset[str]:
    """The words of a listing, folded."""
    return frozenset(folded(listing).split())


# Arabic verbs of saying: past, feminine, plural, present, feminine present, participle.
SAYS_AR = _set("""
    قال قالت قالوا قالا يقول تقول يقولون قائلا قائلة قوله قولها قولهم
    أضاف أضافت أضافوا يضيف تضيف مضيفا مضيفة أعلن أعلنت أعلنوا يعلن تعلن معلنا معلنة
    ذكر ذكرت ذكروا يذكر تذكر أكد أكدت أكدوا يؤكد تؤكد مؤكدا مؤكدة صرح صرحت صرحوا يصرح تصرح
    أفاد أفادت أفادوا يفيد تفيد أوضح أوضحت أوضحوا يوضح توضح موضحا موضحة كتب كتبت كتبوا يكتب تكتب
    أشار أشارت أشاروا يشير تشير مشيرا مشيرة زعم زعمت زعموا يزعم تزعم زاعما ادعى ادعت ادعوا يدعي تدعي
    رأى رأت رأوا يرى ترى اعتبر اعتبرت اعتبروا يعتبر تعتبر معتبرا معتبرة شدد شددت شددوا يشدد تشدد مشددا مشددة
    لفت لفتت لفتوا يلفت تلفت كشف كشفت كشفوا يكشف تكشف تابع تابعت حذر حذرت حذروا يحذر تحذر محذرا محذرة
    اعترف اعترفت اعترفوا يعترف تعترف أخبر أخبرت أخبروا يخبر تخبر أورد أوردت يورد تورد نقل نقلت ينقل تنقل
    نوه نوهت بينت يبين تبين ردد رددت أبلغ أبلغت استطرد استطردت واصل واصلت أردف أردفت
    اتهم اتهمت يتهم تتهم نفى نفت نفوا ينفي تنفي توقع توقعت يتوقع تتوقع أقر أقرت أقروا يقر تقر ختم ختمت
    جادل يجادل تجادل يعتقد تعتقد أظهر أظهرت تظهر رجح رجحت يرجح ترجح استنتج خلص خلصت
    تساءل تساءلت يتساءل تتساءل سأل سألت سألته سألها
""")
# The verbs that a quotation follows without a colon.
QUOTES_AR = _set("""
    قال قالت قالوا يقول تقول يقولون قائلا قائلة أضاف أضافت يضيف تضيف مضيفا تابع تابعت أردف أردفت صرح صرحت أوضح أوضحت
    ذكر ذكرت كتب كتبت يكتب تكتب أكد أكدت تساءل تساءلت سأل سألت وقوله أعلن أعلنت استطرد أخبر أخبرتني
""")
WRITES_AR = _set("كتب كتبت يكتب تكتب")
ARTICLE_AR = _set("""
    مقال مقالة مقاله مقالته مقالها مقالتها تقرير تقريره عمود عموده افتتاحية تحليل تحليله حوار مقابلة تصريح تصريحات حديث
""")
THAT_AR = _set("""
    أن أنه أنها أنهم أنهن أنهما أنني أننا أني أنك إن إنه إنها إنهم إنهن إنهما إنني إننا إني
    بأن بأنه بأنها بأنهم بأننا بأنني لأن لأنه لأنها لأنهم كأن كأنه كأنها
""")
SOURCE_AR = _set("بحسب حسب وفق وفقا طبقا حسبما نقلا استنادا")
PUBLISHES_AR = _set("""
    ذكرت ذكر تذكر يذكر أوردت أورد نقلت نقل تنقل ينقل أفادت أفاد قالت قال تقول يقول كتبت كتب تكتب يكتب نشرت نشر
    كشفت كشف أعلنت أعلن بثت بث أشارت أشار أكدت أكد أوضحت أوضح رأت اعتبرت لاحظت تناولت وصفت أظهرت أبلغ أبلغت أخبر أخبرت
    نشرته نشرتها أوردته أوردتها نقلته نقلتها بثته بثتها
""")
HEADS_AR = _set("صحيفة جريدة وكالة مجلة قناة شبكة موقع إذاعة محطة تلفزيون فضائية دورية برنامج")
ROLES_AR = _set("""
    الكاتب الكاتبة الصحفي الصحفية الصحافي الصحافية المعلق المعلقة المحلل المحللة الباحث الباحثة المراسل المراسلة
    المحرر المحررة كاتب كاتبة مراسل مراسلة محرر محررة محلل معلق صحفي صحافي الدكتور الدكتورة الأستاذ السيد السيدة الزميل
    السياسي السياسية الشؤون الدولية رئيس تحرير
""")
# Words that open a clause which a coordinated verb may still belong to.
RELATIVE_AR = _set("""
    الذي التي الذين اللذان اللذين اللتان اللتين اللاتي اللواتي اللائي مما ممن حيث عندما حينما حين إذا إذ بينما فيما
    لأن لأنه لأنها لأنهم كي لكي حتى ما هل متى كلما ريثما طالما لو لولا بعدما قبلما كما حيثما مهما ليس ليست
""")

SAYS_EN = _set("""
    said says say saying told tells tell wrote writes write writing reported reports claimed claims argued argues added
    adds announced announces stated states insisted insists warned warns noted notes explained explains acknowledged
    admits admitted denied denies confirmed confirms alleged alleges tweeted testified replied asked conceded maintained
    maintains remarked declared declares concluded observed recalled estimated predicted suggested suggests believes
    believe revealed quoted cited
""")
# Verbs after which a clause follows without "that".
PLAIN_SAYS_EN = _set("said says added adds wrote writes argues explained insisted warned claimed noted admitted")
PUBLISHES_EN = _set("""
    reported reports said says wrote writes quoted quotes noted claimed claims revealed argued argues added published
    found understands cited described
""")
WRITING_EN = _set("""
    wrote writes writing article column op-ed oped piece report reported editorial essay analysis commentary interview
    published
""")
OUTLET_TAILS_EN = _set("""
    news times post journal herald tribune telegraph gazette chronicle standard press newspaper magazine observer
    dispatch inquirer ledger examiner courier
""")
ROLES_EN = _set("""
    columnist correspondent reporter editor commentator writer journalist analyst diplomatic political foreign affairs
    senior chief economics defence defense
""")
SUBORDINATE_EN = _set("""
    who whom whose which that when where why how what whether if because since although though unless until after before
    as than while whereas whoever whatever once
""")
PRONOUNS_EN = _set("he she they we i you it there")
DETERMINERS_EN = _set("""
    the a an his her their its our my this these those some many most several both all another no each
""")
AUXILIARIES_EN = _set("""
    is was are were am has had have will would can could may might must should do does did cannot isn't wasn't aren't
    weren't hasn't hadn't haven't won't wouldn't can't couldn't doesn't didn't don't shouldn't
""")
# Past forms that are no participles, so that they cannot be a reduced relative ("the man seen there").
PASTS_EN = _set("""
    went took came became began gave saw knew grew wrote fell rose ran spoke broke chose drove drew flew threw wore rode
    shook showed stole swore tore woke sank rang sang sprang forgot arose ate blew did bit said says told
""")
