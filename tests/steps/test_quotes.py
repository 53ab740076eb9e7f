"""Quotes: the cases of tests/cases/quotes.txt, and what must hold of any text."""

from pathlib import Path

import pytest

from ravi import Reader

CASES = Path(__file__).parent.parent / "cases" / "quotes.txt"


def _cases() -> list[tuple[str, list[str]]]:
    blocks = CASES.read_text(encoding="utf-8").split("\n\n")
    lines = [[line for line in block.split("\n") if line and not line.startswith("#")] for block in blocks]
    return [(block[0], block[1:]) for block in lines if block]


@pytest.mark.parametrize(("text", "expected"), _cases())
def test_quotes_of_a_sentence(text: str, expected: list[str]) -> None:
    record = Reader().read(text)
    found = []
    for quote in record.quotes:
        speaker = quote.speaker.span.of(text) if quote.speaker and quote.speaker.span else "-"
        cue = quote.cue.of(text) if quote.cue else "-"
        found.append(f"{speaker} | {quote.form} | {cue} | {' … '.join(part.of(text) for part in quote.parts)}")
    assert found == expected


def test_quotes_a_new_cue_ends_the_words_before_it() -> None:
    text = "وی گفت: باران بارید. هوا سرد شد. وی افزود: برف هم می\u200cآید."
    assert [quote.span.of(text) for quote in Reader().read(text).quotes] == [
        "باران بارید. هوا سرد شد",
        "برف هم می\u200cآید",
    ]


def test_quotes_a_headline_before_a_colon_is_a_quote() -> None:
    text = "وزیر آب: سدهای کشور پر شده\u200cاند\nباران بارید."
    (quote,) = Reader().read(text).quotes
    assert (quote.rule, quote.span.of(text)) == ("quotes.headline", "سدهای کشور پر شده\u200cاند")


def test_quotes_a_headline_stands_on_the_first_line_that_is_not_empty() -> None:
    text = "\n\nوزیر آب: سدهای کشور پر شده\u200cاند\nباران بارید."
    (quote,) = Reader().read(text).quotes
    assert (quote.rule, quote.span.of(text)) == ("quotes.headline", "سدهای کشور پر شده\u200cاند")


@pytest.mark.parametrize(
    ("line", "speaker", "told"),
    [
        ("سردار کاویانی در گفتگو با «دریا»: راه تازه را باز می\u200cکنیم", "سردار کاویانی", "دریا"),
        ("در گفت\u200cوگو با دریا | شهردار ساحل: راه تازه را باز می\u200cکنیم", "شهردار ساحل", "دریا"),
    ],
)
def test_quotes_a_headline_says_who_was_told(line: str, speaker: str, told: str) -> None:
    (quote,) = Reader().read(f"{line}\nباران بارید.").quotes
    assert quote.speaker
    assert quote.speaker.span
    assert quote.speaker.span.of(line) == speaker
    assert quote.addressee
    assert quote.addressee.span
    assert quote.addressee.span.of(line) == told


LINES = """رود ساحل پر شد
سارا کاویانی به باران اشاره کرد که همه را ترساند.
«ما از رود می\u200cترسیم و به کوه می\u200cرویم.
آنجا خانه داریم.»
علی به او گفت: «من هم می\u200cآیم.»
البته کوه دور است.
«کوه بلند»
سارا خندید و رفت."""


def test_quotes_a_line_all_in_marks_goes_on_with_the_line_before() -> None:
    record = Reader().read(LINES)
    (quote,) = [quote for quote in record.quotes if quote.rule == "quotes.continued"]
    assert quote.span.of(LINES).startswith("ما از رود")
    assert quote.speaker is not None
    assert record.entities[quote.speaker.entity or 0].name == "سارا کاویانی"


def test_quotes_a_label_before_a_colon_is_no_speaker() -> None:
    assert Reader().read("گزارش تصویری: راه تازه شهر ساحل باز شد\nباران بارید.").quotes == ()


def test_marks_are_words_in_quote_marks_that_nobody_said() -> None:
    text = "او از «ابتکار تازه» کشورها در کتاب «رود بی\u200cپایان» یاد کرده بود."
    assert [(mark.span.of(text), mark.kind) for mark in Reader().read(text).marks] == [
        ("ابتکار تازه", "scare"),
        ("رود بی\u200cپایان", "title"),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("کاویانی به خبرنگاران گفت: باران بارید.", "خبرنگاران"),
        ("کاویانی در گفت\u200cوگو با خبرگزاری دریا گفت: باران بارید.", "خبرگزاری دریا"),
        ("کاویانی با اشاره به باران گفت: رود پر شد.", None),
        ("وزیر آب در دیدار با علی کاویانی گفت: باران بارید.", "علی کاویانی"),
        ("وزیر آب از مردم خواست تا صبر کنند.", "مردم"),
        ("کاویانی به رهبران جهان در نشست دیروز گفت که آب کم است.", "رهبران جهان"),
        ("کاویانی در جمع خبرنگاران گفت: باران بارید.", "خبرنگاران"),
        ("کاویانی به سختی گفت: باران بارید.", None),
        ("کاویانی در مذاکره با اشاره به باران گفت: آب کم است.", None),
        ("او به رویترز گفت که آب کم است.", "رویترز"),
        ("وزیر آب به شرق هشدار داد که رود خشک می\u200cشود.", "شرق"),
        ("وزیر آب به صراحت هشدار داد که رود خشک می\u200cشود.", None),
        ("وزیر آب از همکارانش خواست که صبر کنند.", "همکارانش"),
        ("وزیر آب از این راه خواست که صبر کنند.", None),
        ("وزیر آب در سفر تازه خود به چین گفت: باران بارید.", None),
        ("وزیر آب در جمع هوادارانش گفت: باران بارید.", "هوادارانش"),
        ("وزیر آب این سفر را برای مذاکره با علی کاویانی کم\u200cارزش دانست.", None),
        ("وزیر آب به چین گفت که باران بارید.", "چین"),
        ("وزیر آب به گزارش تازه\u200cای گفت که باران بارید.", None),
        ("کارگران در نامه\u200cای به وزیر آب ضمن پوزش اعلام کردند: باران بارید.", "وزیر آب"),
        ("کاویانی در سخنرانی برای روزنامه\u200cنگاران گفت: باران بارید.", "روزنامه\u200cنگاران"),
        ("کاویانی در گردهمایی کارگران ساحل گفت: باران بارید.", "کارگران ساحل"),
        ("کاویانی که با روزنامه دریا گفت\u200cوگو می\u200cکرد، افزود: باران بارید.", "روزنامه دریا"),
        ("کاویانی به فارس گفت: باران بارید.", "فارس"),
        ("کاویانی به مردم اشاره کرد که زیر باران ماندند.", None),
        ("کاویانی از دیدار با مردم ساحل خبر داد.", None),
        ("نماینده ایران در مذاکرات با سازمان ملل گفت: باران بارید.", None),
        ("کاویانی با اشاره به نامه ایران به آمریکا گفت: باران بارید.", None),
    ],
)
def test_quotes_who_was_told(text: str, told: str | None) -> None:
    record = Reader().read(text)
    (quote,) = record.quotes
    assert (quote.addressee and quote.addressee.span and quote.addressee.span.of(text)) == told
    assert quote.addressee is None or quote.addressee.entity is not None


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("رود از روستای «بیدک» می\u200cگذرد.", {"بیدک": ("name", "marks.after_noun")}),
        ("راه «بیدک» باز شد.", {"بیدک": ("scare", "marks.alone")}),
        ("موسسه پژوهشی «بیدک» باز شد.", {"بیدک": ("name", "marks.after_noun")}),
        ("موسسه و راه «بیدک» باز شد.", {"بیدک": ("scare", "marks.alone")}),
        ("سرمایه «بانک بیدک» کم شد.", {"بانک بیدک": ("name", "marks.after_noun")}),
        ("این به اصطلاح «پیشرفت» بود.", {"پیشرفت": ("scare", "marks.so_called")}),
        (
            "باران در روستاهای «بیدک»، «نارون» و «چنارک» بارید.",
            {
                "بیدک": ("name", "marks.after_noun"),
                "نارون": ("name", "marks.listed"),
                "چنارک": ("name", "marks.listed"),
            },
        ),
        (
            "باران در روستای «بیدک» بارید. دیروز «ساکت» شد.",
            {"بیدک": ("name", "marks.after_noun"), "ساکت": ("scare", "marks.alone")},
        ),
        ("مردی به نام «تیرداد» آمد.", {"تیرداد": ("name", "marks.after_noun")}),
        ("«رضا رضایی» دیروز به ساحل آمد.", {"رضا رضایی": ("name", "marks.known_name")}),
        ("دیروز «تیرداد مهیار» سخنگوی شورا آمد.", {"تیرداد مهیار": ("name", "marks.before_office")}),
        ("واژه «آبشخور» کهن است.", {"آبشخور": ("term", "marks.after_noun")}),
        ("نویسنده کتاب «باغ» آمد.", {"باغ": ("title", "marks.after_noun")}),
        ("وی گفت که پل «تا پایان سال آینده» ساخته می\u200cشود.", {}),
    ],
)
def test_marks_are_told_apart_by_the_words_around(text: str, kinds: dict[str, tuple[str, str]]) -> None:
    assert {mark.span.of(text): (mark.kind, mark.rule) for mark in Reader(rules_only=True).read(text).marks} == kinds


def test_quotes_a_section_and_an_outlet_before_a_colon_say_nothing() -> None:
    text = "باران\nشهر و محیط زیست ایران - دریای آنلاین: فرماندار ساحل گفت که رود پر می\u200cشود."
    (quote,) = Reader().read(text).quotes
    assert quote.speaker is not None
    assert quote.speaker.span is not None
    assert quote.speaker.span.of(text) == "فرماندار ساحل"


@pytest.mark.parametrize(
    ("line", "speaker"),
    [("هشدار وزیر آب: رود ساحل خشک می\u200cشود", "وزیر آب"), ("وزیر آب: رود ساحل خشک می\u200cشود", "وزیر آب")],
)
def test_quotes_a_headline_names_whose_warning_it_is(line: str, speaker: str) -> None:
    (quote,) = Reader().read(f"{line}\nباران بارید.").quotes
    assert quote.speaker
    assert quote.speaker.span
    assert quote.speaker.span.of(line) == speaker


DOCUMENT = """کارگران ساحل نامه\u200cای نوشتند
کارگران ساحل به وزیر آب نامه نوشتند.
در این نامه آمده است: رود خشک شده است.
کشتزارها از میان رفته\u200cاند.
کارگران از شهر می\u200cروند.
کد خبر 12 نظر خود را بنویسید و بفرستید.
باران بارید."""


def test_quotes_a_document_runs_on_over_lines_and_ends_before_the_page() -> None:
    (quote,) = [quote for quote in Reader().read(DOCUMENT).quotes if quote.rule == "quotes.colon"]
    assert quote.span.of(DOCUMENT).startswith("رود خشک")
    assert quote.span.of(DOCUMENT).endswith("می\u200cروند")


SPEECH = """رود ساحل پر شد
رضا کاویانی دیروز به ساحل رسید.
رضا کاویانی گفت: رود ساحل پر شده است.
البته راه ساحل باز است.
کاویانی فردا به شهر باز می\u200cگردد.
ما از باران می\u200cترسیم.
باران بارید.
مردم به خانه رفتند."""


def test_quotes_a_line_that_names_the_speaker_is_the_narrators() -> None:
    (quote,) = Reader().read(SPEECH).quotes
    assert quote.span.of(SPEECH).endswith("باز است")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("وزیر آب خبر داد؛ ساخت دو پل تازه در ساحل\nباران بارید.", "ساخت دو پل تازه در ساحل"),
        ("وزیر آب خبر داد\nساخت دو پل تازه در ساحل\nباران بارید.", "ساخت دو پل تازه در ساحل"),
        ("وزیر آب خبر داد\nباران ساحل دیروز دو پل را شکست.", None),
        ("وزیر آب در مجلس چه گفت\nساخت دو پل تازه در ساحل\nباران بارید.", None),
    ],
)
def test_quotes_a_title_stands_behind_who_tells_it(text: str, title: str | None) -> None:
    found = [quote.span.of(text) for quote in Reader().read(text).quotes if quote.rule == "quotes.headline"]
    assert found == ([title] if title else [])


ENDLESS = """رود ساحل پر شد
وزیر آب گفت: «رود ساحل پر شده است.
البته راه ساحل باز است.
ما از باران نمی\u200cترسیم.
وی افزود: «پل هم باز است.»
مردم به خانه رفتند.
باران بارید."""


def test_quotes_a_mark_that_never_closes_runs_on_where_lines_are_sentences() -> None:
    first, second = Reader().read(ENDLESS).quotes
    assert first.span.of(ENDLESS).startswith("رود ساحل پر شده")
    assert first.span.of(ENDLESS).endswith("نمی\u200cترسیم")
    assert second.span.of(ENDLESS) == "پل هم باز است"


def test_quotes_what_a_semicolon_parts_from_a_passive_is_the_narrators() -> None:
    text = "رود ساحل پر شد.\nعلت این کار باران تازه عنوان شد؛ رسانه\u200cها آن را نوشتند و رفتند."
    assert Reader().read(text).quotes == ()


OPENINGS = """رود ساحل پر شد
رضا کاویانی، کارشناس آب: «رود ساحل دیگر خشک نمی\u200cشود.»
علی رستمی: باید راه تازه را زود باز کنیم
نویسنده: علی رستمی
ساعت باز شدن راه: امروز راه ساحل باز می\u200cشود."""


def test_quotes_a_line_that_opens_with_a_person_and_a_colon_is_his() -> None:
    record = Reader().read(OPENINGS)
    assert [(quote.rule, quote.span.of(OPENINGS)) for quote in record.quotes] == [
        ("quotes.headline", "رود ساحل دیگر خشک نمی\u200cشود"),
        ("quotes.headline", "باید راه تازه را زود باز کنیم"),
    ]


ASKED = """شهردار ساحل آمد
نادر کاویانی در پاسخ به این سؤال که آیا راه باز است؟
اظهار کرد: راه باز است.
مردم خسته شده\u200cاند و باران آمده است.
کاویانی گفت: کار تمام است.
باران بارید.
پل ساخته شد."""


def test_quotes_a_verb_that_opens_a_line_shows_that_lines_are_sentences() -> None:
    said = [quote.span.of(ASKED) for quote in Reader().read(ASKED).quotes]
    assert "راه باز است.\nمردم خسته شده\u200cاند و باران آمده است" in said
    paragraphs = ASKED.replace("؟\nاظهار", "، اظهار")
    assert "راه باز است" in [quote.span.of(paragraphs) for quote in Reader().read(paragraphs).quotes]


TRIAL = """مردی کشته شد
متهم این پرونده به بازپرس گفت: او به سمت من آمد.
من به کار مشغول شدم.
او را دوست داشتم.
ما با هم بودیم.
نمی\u200cدانم چه شد.
سرانجام متهم این پرونده در اختیار ماموران قرار گرفت."""


def test_quotes_end_where_a_line_tells_of_the_speaker() -> None:
    (quote,) = Reader().read(TRIAL).quotes
    assert quote.span.of(TRIAL).endswith("نمی\u200cدانم چه شد")


def test_quotes_nobody_is_told_by_the_words_of_a_frame() -> None:
    text = "نادر کاویانی با تأکید بر اینکه شهر کمک را به کارگران داده افزود: راه باز است."
    assert [quote.addressee for quote in Reader().read(text).quotes] == [None, None]
    told = Reader().read("نادر کاویانی با تأکید بر اینکه کمک داده است، به کارگران گفت: راه باز است.").quotes[-1]
    assert told.addressee is not None


@pytest.mark.parametrize(
    ("line", "speaker"),
    [
        ("جام جهانی؛ سرمربی ساحل: از این بازی راضی نیستم", "سرمربی ساحل"),
        ("باران و برف؛ کار تازه: راه ساحل امروز باز است", "باران و برف؛ کار تازه"),
    ],
)
def test_quotes_a_headline_may_name_its_topic_first(line: str, speaker: str) -> None:
    (quote,) = Reader().read(f"{line}\nباران بارید.").quotes
    assert quote.speaker
    assert quote.speaker.span
    assert quote.speaker.span.of(line) == speaker


NIGHT = """زنی که خود را از خانه رهانید
ساحل نیوز: دادگاه دیروز برگزار شد.
زن جوان گفت: شب در خانه بودم.
من در اتاق تنها بودم.
او آرام نبود.
به او گفتم برویم.
من در را بستم.
دادگاه ادامه دارد."""


def test_quotes_a_line_between_those_of_somebody_who_says_i_is_his() -> None:
    (quote,) = Reader().read(NIGHT).quotes[-1:]
    assert "او آرام نبود.\nبه او گفتم برویم" in quote.span.of(NIGHT)
    without = NIGHT.replace("به او گفتم برویم.\nمن در را بستم.", "دادگاه او را آزاد کرد.\nپرونده بسته شد.")
    assert "او آرام نبود" not in Reader().read(without).quotes[-1].span.of(without)


OWN_NAME = """راه ساحل باز شد
نادر کاویانی گفت: راه ساحل باز است.
ما کار را تمام می\u200cکنیم.
اشاره کاویانی به کار ما در شهر بود که نیمه ماند.
البته کار آسان نیست.
مردم هم کمک کردند.
این نشست با سخنان مردم پایان یافت."""


@pytest.mark.parametrize(("name", "ends"), [("کاویانی", "تمام می\u200cکنیم"), ("نیکنام", "مردم هم کمک کردند")])
def test_quotes_nobody_names_himself(name: str, ends: str) -> None:
    text = OWN_NAME.replace("اشاره کاویانی", f"اشاره {name}")
    (quote,) = Reader().read(text).quotes
    assert quote.span.of(text).endswith(ends)


def test_quotes_a_mark_that_the_page_put_before_the_stop_opens_the_next_sentence() -> None:
    text = "کار برای شورا روشن است «. نادر کاویانی» عضو شورا گفت: «راه ساحل هنوز بسته است». پل «ساحل» باز است."
    (quote,) = Reader().read(text).quotes
    assert quote.speaker
    assert quote.speaker.span
    assert quote.speaker.span.of(text) == "نادر کاویانی» عضو شورا"
    assert "«. نادر" in Reader().read(text).repaired
    said = "او گفت: «... راه باز است»."
    assert [quote.span.of(said) for quote in Reader().read(said).quotes] == ["راه باز است"]
