"""Coreference: one man under many names, two men under like ones."""

import pytest

from ravi import Reader

TEXT = """فرماندار ساحل گفت: پل تازه ساخته می\u200cشود.
به گزارش خبرگزاری دریا، محمد دریابندری امروز اظهار داشت: کار از بهار آغاز می\u200cشود.
وی افزود: هزینه آن را شهر می\u200cدهد.
دریابندری تصریح کرد: از کسی وام نمی\u200cگیریم.
فرماندار ساحل گفت: مردم هم کمک می\u200cکنند."""


def test_coref_joins_office_name_and_pronoun() -> None:
    record = Reader().read(TEXT)
    names = [record.entities[quote.speaker.entity or 0].name for quote in record.quotes if quote.speaker]
    assert names == ["محمد دریابندری"] * 5


def test_coref_keeps_two_men_of_one_family_name_apart() -> None:
    text = "علی کاویانی، وزیر آب گفت: باران بارید.\nمحسن کاویانی، شهردار ساحل گفت: برف بارید."
    record = Reader().read(text)
    names = [record.entities[quote.speaker.entity or 0].name for quote in record.quotes if quote.speaker]
    assert names == ["علی کاویانی", "محسن کاویانی"]


def test_coref_abstains_where_nobody_spoke_before() -> None:
    record = Reader().read("گفت: باران بارید و رود پر شد.")
    assert [quote.speaker.entity for quote in record.quotes if quote.speaker] == [None]


def _chains(text: str) -> list[list[tuple[str, str]]]:
    record = Reader().read(text)
    return [[(link.rule, link.span.of(text)) for link in quote.chain] for quote in record.quotes]


def test_coref_a_reference_says_why() -> None:
    assert _chains(TEXT)[2:4] == [
        [
            ("speaker.subject", "وی"),
            ("coref.last_speaker", "محمد دریابندری"),
        ],
        [
            ("speaker.subject", "دریابندری"),
            ("chain.name", "محمد دریابندری"),
        ],
    ]


def test_coref_an_office_is_followed_to_the_name_that_comes_later() -> None:
    first, *_, last = _chains(TEXT)
    office, name = "فرماندار ساحل", "محمد دریابندری"
    assert first == [("speaker.subject", office), ("chain.holder", name)]
    assert last == [("speaker.subject", office), ("coref.office", office), ("chain.holder", name)]


def test_coref_a_chain_begins_at_the_cue_where_the_speaker_is_left_out() -> None:
    text = "علی کاویانی گفت: باران بارید.\nافزود: رود پر شد."
    assert _chains(text)[1] == [("speaker.left_out", "افزود"), ("coref.last_speaker", "علی کاویانی")]


def test_coref_a_chain_ends_with_nobody_where_the_text_does_not_tell() -> None:
    assert _chains("گفت: باران بارید و رود پر شد.") == [[("speaker.left_out", "گفت"), ("coref.nobody", "گفت")]]


def test_coref_a_subject_shared_by_two_cues_leads_to_one_speaker() -> None:
    text = "علی کاویانی آمد. وی از مردم تشکر کرد و گفت: باران بارید."
    assert _chains(text) == [
        [("speaker.shared", "وی"), ("coref.subject_before", "علی کاویانی")],
    ]


def _names(text: str) -> list[str | None]:
    record = Reader().read(text)
    who = [quote.speaker.entity if quote.speaker else None for quote in record.quotes]
    return [record.entities[at].name if at is not None else None for at in who]


def test_coref_the_source_behind_an_outlet_speaks_and_is_pointed_back_to() -> None:
    text = "روزنامه ساحل به نقل از یک منبع آگاه نوشت: پل ساخته شد.\nاین منبع افزود: راه هم باز شد."
    assert _names(text) == ["یک منبع آگاه", "یک منبع آگاه"]


def test_coref_a_pronoun_is_the_subject_of_the_sentence_before_where_nobody_speaks_in_it() -> None:
    text = "علی کاویانی گفت: باران بارید.\nرضا رضایی دیروز به ساحل آمد.\nوی گفت: رود پر شد."
    assert _names(text) == ["علی کاویانی", "رضا رضایی"]


def test_coref_offices_with_other_heads_stay_two() -> None:
    text = "رییس شورای شهر ساحل گفت: پل ساخته شد.\nعضو شورای شهر ساحل گفت: راه باز شد."
    assert _names(text) == ["رییس شورای شهر ساحل", "عضو شورای شهر ساحل"]


def test_coref_names_nobody_for_a_claim_without_a_voice() -> None:
    text = "علی کاویانی درباره برخی ادعاها مبنی بر اینکه پل شکسته است، گفت: پل سالم است."
    assert _names(text) == [None, "علی کاویانی"]


def test_coref_the_representative_of_somebody_is_not_he() -> None:
    text = "علی کاویانی به ساحل آمد.\nنماینده علی کاویانی گفت: باران بارید."
    assert _names(text) == ["نماینده علی کاویانی"]
    assert _names("رییس بیمارستان شهید مهدی کاویانی گفت: باران بارید.") == ["رییس بیمارستان شهید مهدی کاویانی"]
    assert _names("نماینده مجلس مهدی کاویانی گفت: باران بارید.") == ["مهدی کاویانی"]


def test_coref_a_professor_is_no_university() -> None:
    assert _names("استاد دانشگاه ساحل گفت: باران بارید.") == ["استاد دانشگاه ساحل"]
    assert _names("استاد کاویانی گفت: باران بارید.") == ["استاد کاویانی"]


def test_coref_a_pronoun_before_any_name_is_the_first_who_is_named() -> None:
    text = "وی گفت: کار تمام شد.\nاین کارشناس افزود: رود پر شد.\nکاویانی ادامه داد: پل شکست."
    assert _names(text) == ["کاویانی"] * 3


def test_coref_a_pronoun_is_the_office_of_the_sentence_before() -> None:
    text = "وزیر آب خواستار ساخت سد شد.\nوی گفت: باران بارید.\nکاویانی گفت: رود پر شد."
    assert _names(text) == ["کاویانی"] * 2


def test_coref_half_of_a_family_name_is_its_bearer() -> None:
    text = "ابراهیم کاویانی\u200cراد گفت: باران بارید.\nکاویانی افزود: رود پر شد."
    assert _names(text) == ["ابراهیم کاویانی\u200cراد"] * 2


def test_coref_a_full_name_is_kept_before_a_form_of_address() -> None:
    text = "حجت\u200cالاسلام مجید کاویانی گفت: باران بارید.\nحجت\u200cالاسلام کاویانی افزود: رود پر شد."
    assert _names(text) == ["مجید کاویانی"] * 2


def test_coref_an_office_is_not_given_to_one_who_has_another() -> None:
    text = "وزیر آب گفت: باران بارید.\nشهردار ساحل، علی کاویانی، گفت: رود پر شد."
    assert _names(text) == ["وزیر آب", "علی کاویانی"]


def test_coref_an_institution_is_not_the_first_person_who_is_named() -> None:
    assert _names("این شرکت گفت که کار تمام شد.\nعلی کاویانی گفت: رود پر شد.") == [None, "علی کاویانی"]


def test_coref_a_reporter_is_not_the_one_who_is_named_next() -> None:
    text = "خبرنگار دریا گزارش داد که باران بارید.\nعلی کاویانی گفت: رود پر شد."
    assert _names(text) == ["خبرنگار دریا", "علی کاویانی"]


def test_coref_a_body_within_another_has_a_head_of_its_own() -> None:
    text = "رضا کاویانی، رییس مجلس ساحل گفت: پل شکست.\nرییس فراکسیون رود مجلس ساحل گفت: راه باز است."
    assert _names(text) == ["رضا کاویانی", "رییس فراکسیون رود مجلس ساحل"]


def test_coref_a_place_is_not_the_name_of_an_office() -> None:
    text = "وزیر آب گفت: باران بارید.\nشهر ساحل گفت: رود پر شد."
    assert _names(text)[0] == "وزیر آب"


def test_coref_a_town_with_a_given_name_is_nobody() -> None:
    assert _names("امام جمعه شهر زهرا گفت: باران بارید.") == ["امام جمعه شهر زهرا"]
    assert _names("امام جمعه ساحل زهرا کاویانی گفت: باران بارید.") == ["زهرا کاویانی"]


def test_coref_reports_in_the_plural_are_nobody() -> None:
    assert _names("گزارش\u200cها حاکی است که پل شکسته است.") == [None]
    assert _names("گزارش\u200cهای خبرگزاری مهر حاکی است که پل شکسته است.") != [None]


def test_coref_a_family_name_alone_takes_no_office_after_others() -> None:
    text = "مهدی کاویانی گفت: باران بارید.\nسرمربی ساحل گفت: باختیم.\nدریابندری گفت: بردیم."
    assert _names(text) == ["مهدی کاویانی", "سرمربی ساحل", "دریابندری"]


def test_coref_who_asks_is_the_reporter_of_the_talk() -> None:
    text = (
        "علی کاویانی در گفت\u200cوگو با خبرنگار دریا گفت: باران بارید.\n"
        "وی در پاسخ به این سؤال که آیا پل می\u200cشکند، گفت: نه، هرگز."
    )
    assert _names(text) == ["علی کاویانی", "خبرنگار دریا", "علی کاویانی"]


def test_coref_a_demonstrative_of_several_points_to_a_group_or_to_nobody() -> None:
    text = "علی کاویانی گفت: باران بارید.\nاین عده معتقدند که رود پر می\u200cشود."
    assert _names(text) == ["علی کاویانی", None]


def test_coref_a_company_is_no_agency_that_spoke() -> None:
    text = "خبرگزاری دریا گزارش داد که باران بارید.\nاین شرکت اعلام کرد که رود پر شد."
    assert _names(text) == ["خبرگزاری دریا", None]


def test_coref_a_site_is_the_one_that_was_named_so() -> None:
    text = "روزنامه ساحل نوشت: باران بارید.\nسایت «کوه» نیز در این باره یادداشتی دارد.\nاین سایت نوشته است: رود پر شد."
    assert _names(text) == ["روزنامه ساحل", "سایت «کوه»"]


def test_coref_a_placard_is_of_those_who_were_spoken_of() -> None:
    text = "معلمان دیروز در میدان جمع شدند. روی پلاکاردها نوشته شده بود: «مدرسه را باز کنید»."
    assert _names(text) == ["معلمان"]
    assert _names("روی پلاکاردها نوشته شده بود: «مدرسه را باز کنید».") == [None]


def test_coref_one_office_of_two_countries_is_two_men() -> None:
    text = "وزیر آب روسیه گفت: باران بارید.\nوزیر آب فرانسه گفت: رود پر شد.\nوزیر آب روسیه گفت: هوا سرد است."
    assert _names(text) == ["وزیر آب روسیه", "وزیر آب فرانسه", "وزیر آب روسیه"]


def test_coref_who_speaks_inside_the_words_of_an_office_does_not_hold_it() -> None:
    text = "سخنگوی شهر گفت: علی کاویانی گفته است که پل شکسته است.\nسخنگوی شهر افزود: راه باز است."
    assert _names(text) == ["سخنگوی شهر", "علی کاویانی", "سخنگوی شهر"]


def test_coref_the_wife_of_somebody_is_not_who_is_named_next() -> None:
    text = "علی کاویانی گفت: باران بارید.\nهمسر او گفت: رود پر شد.\nمارتین نیکنام معتقد است که پل شکسته است."
    assert _names(text) == ["علی کاویانی", "همسر او", "مارتین نیکنام"]


def test_coref_this_prisoner_is_no_agency_and_this_senator_is_who_was_named_so() -> None:
    text = "خبرگزاری دریا نوشت: مردی به نام علی کاویانی آزاد شد.\nاین زندانی گفت: باران بارید."
    assert _names(text)[-1] == "علی کاویانی"
    text = "سناتور مارکو رضایی به ساحل رفت.\nبسیاری از مردم گفتند که پل شکسته است.\nاین سناتور گفت: باران بارید."
    assert _names(text)[-1] == "مارکو رضایی"


def test_coref_other_offices_of_the_only_one_who_is_named_are_his() -> None:
    text = (
        "نادر کاویانی گفت: باران بارید.\nعضو شورای آب ساحل افزود: رود پر شد.\nکاویانی گفت: راه بسته است.\n"
        "دبیر انجمن رود گفت: پل شکست.\nوی افزود: پل نو می\u200cشود."
    )
    assert _names(text) == ["نادر کاویانی"] * 5


def test_coref_an_office_that_speaks_too_is_somebody_else() -> None:
    text = "نادر کاویانی گفت: باران بارید.\nدبیر انجمن رود نیز گفت: پل شکست.\nکاویانی گفت: راه بسته است."
    assert _names(text) == ["نادر کاویانی", "دبیر انجمن رود", "نادر کاویانی"]


def test_coref_a_family_name_is_of_him_who_spoke() -> None:
    text = (
        "محمد کاویانی گفت: دخترم زهرا کاویانی در خانه است.\nرییس هیات آب ساحل گفت: رود پر شد.\n"
        "کاویانی افزود: راه بسته است."
    )
    assert _names(text)[-1] == "محمد کاویانی"


def test_coref_an_unnamed_source_is_pointed_back_to() -> None:
    text = "به گزارش سایت ساحل، یک مسئول امنیتی گفت: باران بارید.\nاین منبع افزود: رود پر شد."
    assert _names(text) == ["یک مسئول امنیتی", "یک مسئول امنیتی"]


def test_coref_a_message_is_of_him_whose_it_is_said_to_be() -> None:
    text = "به گزارش خبرگزاری دریا، در پیام نادر کاویانی آمده است: باران بارید و رود پر شد."
    assert _names(text) == ["نادر کاویانی"]
    text = "نادر کاویانی پیامی داد. در این پیام آمده است: باران بارید و رود پر شد."
    assert _names(text) == ["نادر کاویانی"]


def test_coref_a_head_of_state_is_not_the_one_who_speaks() -> None:
    text = "نادر کاویانی گفت: باران بارید.\nرهبر کشور گفت: رود پر شد.\nکاویانی گفت: راه بسته است."
    assert _names(text) == ["نادر کاویانی", "رهبر کشور", "نادر کاویانی"]


def test_coref_one_who_opens_the_report_unnamed_is_the_only_one_who_is_named() -> None:
    text = "یک عضو شورای آب گفت: باران بارید.\nنادر کاویانی افزود: رود پر شد.\nوی گفت: راه بسته است."
    assert _names(text) == ["نادر کاویانی"] * 3
    text = "یک منبع آگاه گفت: باران بارید.\nنادر کاویانی افزود: رود پر شد.\nوی گفت: راه بسته است."
    assert _names(text)[0] == "یک منبع آگاه"


def test_coref_a_former_head_is_not_the_new_one_nor_one_paper_another() -> None:
    text = "علی رضایی، رییس سابق انجمن رود گفت: باران بارید.\nرییس انجمن رود گفت: رود پر شد."
    assert _names(text) == ["علی رضایی", "رییس انجمن رود"]
    text = "علی رضایی، مدیر مسئول روزنامه ساحل گفت: باران بارید.\nمدیر مسئول روزنامه کوهستان گفت: رود پر شد."
    assert _names(text) == ["علی رضایی", "مدیر مسئول روزنامه کوهستان"]


def test_coref_who_speaks_without_being_named_again_passes_on_what_another_said() -> None:
    text = "نادر کاویانی گفت: باران بارید.\nوی آمد. گفت: وزیر آب معتقد است که رود پر می\u200cشود."
    record = Reader().read(text)
    inner = next(quote for quote in record.quotes if quote.rule.endswith(".nested"))
    assert [record.entities[one.entity or 0].name for one in inner.via] == ["نادر کاویانی"]


def _speakers(text: str) -> list[str | None]:
    record = Reader().read(text)
    return [
        record.entities[quote.speaker.entity].name
        if quote.speaker is not None and quote.speaker.entity is not None
        else None
        for quote in record.quotes
    ]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            "رویترز نوشت: نادر کاویانی گفت: باران بارید.\nوی افزود: راه بسته است.",
            ["رویترز", "نادر کاویانی", "نادر کاویانی"],
        ),
        (
            "رضا رستمی گفت: نادر کاویانی گفت که باران بارید.\nوی افزود: راه بسته است.",
            ["رضا رستمی", "نادر کاویانی", "رضا رستمی"],
        ),
        (
            "رضا رستمی گفت: نادر کاویانی گفت که باران بارید.\nوی افزود: او گفت که راه بسته است.",
            ["رضا رستمی", "نادر کاویانی", "رضا رستمی", "نادر کاویانی"],
        ),
        ("رضا رستمی گفت که باران بارید.\nگفته می\u200cشود که راه بسته است.", ["رضا رستمی", None]),
        (
            "به گزارش رویترز، در نامه\u200cای که از سوی رضا رستمی منتشر شده، آمده است: باران بارید.",
            ["رضا رستمی"],
        ),
        (
            "به گزارش رویترز، نادر کاویانی با رضا رستمی دیدار کرد.\nاو گفت که راه بسته است.",
            ["نادر کاویانی"],
        ),
    ],
)
def test_coref_who_speaks_inside_and_after_the_words_of_another(text: str, speakers: list[str | None]) -> None:
    assert _speakers(text) == speakers


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("نادر کاویانی در پاسخ به این سؤال که آیا رود پر می\u200cشود، گفت: باران بسیار است.", "نادر کاویانی"),
        ("نادر کاویانی با طرح این سؤال که آیا رود پر می\u200cشود، گفت: باران بسیار است.", None),
    ],
)
def test_coref_he_who_answers_was_asked(text: str, asked: str | None) -> None:
    record = Reader().read(text)
    told = record.quotes[0].addressee
    assert (record.entities[told.entity].name if told and told.entity is not None else None) == asked


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("نادر کاویانی با رضا رستمی دیدار کرد.\nکاویانی به او گفت که راه بسته است.", "رضا رستمی"),
        ("رضا رستمی گفت: باران بارید.\nنادر کاویانی به او گفت که راه بسته است.", "رضا رستمی"),
        ("نادر کاویانی به او گفت که راه بسته است.\nرضا رستمی گفت: باران بارید.", None),
    ],
)
def test_coref_he_who_is_told_stands_before(text: str, told: str | None) -> None:
    record = Reader().read(text)
    (reference,) = [quote.addressee for quote in record.quotes if quote.addressee is not None]
    assert (record.entities[reference.entity].name if reference.entity is not None else None) == told


def test_coref_a_person_whom_an_office_is_about_does_not_hold_it() -> None:
    assert _speakers("عضو کمیته پرونده رضا رستمی گفت که باران بارید.") == ["عضو کمیته پرونده رضا رستمی"]
    assert _speakers("عضو کمیته آب رضا رستمی گفت که باران بارید.") == ["رضا رستمی"]


def test_coref_one_of_two_is_not_both() -> None:
    text = "سارا گفت: باران بارید.\nسارا و مریم رستمی به خانه رفتند.\nسارا گفت: راه باز است."
    assert _speakers(text) == ["سارا", "سارا"]


def test_coref_nobody_says_he_of_himself() -> None:
    text = "نادر کاویانی گفت: «درباره علی توحیدی، وی فکر می\u200cکند کار تمام است.»"
    assert _speakers(text) == ["نادر کاویانی", "علی توحیدی"]
    assert _speakers("خانواده گفتند که او گفته است که راه باز است.")[1] is None


def test_coref_joins_one_of_a_trade_and_the_name_where_a_headline_named_him() -> None:
    text = (
        "توحیدی: کار یاد مردم می\u200cماند\nیک فعال سیاسی گفت: راه باز است.\n"
        "نادر توحیدی افزود: باران بارید.\nوی گفت: برف آمد.\nفعال سیاسی ساحل ادامه داد: رود پر شد."
    )
    assert set(_speakers(text)) == {"نادر توحیدی"}
    other = text.replace("نادر توحیدی افزود", "نادر توحیدی نیز افزود")
    assert _speakers(other)[1] == "یک فعال سیاسی"


def test_coref_this_body_is_not_its_head() -> None:
    text = "نادر کاویانی رئیس سازمان آب گفت: باران بارید.\nاین سازمان اعلام کرد که سدها پر شده\u200cاند."
    assert _speakers(text)[1] != "نادر کاویانی"


def test_coref_a_message_that_is_told_of_has_no_speaker_from_afar() -> None:
    assert _speakers("نادر کاویانی آمد.\nدر این پیام نوشته شده بود: «به او خوشامد بگوییم.»") == [None]


def test_coref_a_report_speaks_for_whose_it_is() -> None:
    assert _speakers("در گزارش روابط عمومی شورای ساحل آمده است که کار تمام نشد.") == ["روابط عمومی شورای ساحل"]


def test_coref_a_claim_in_a_part_of_a_report_is_its_owners() -> None:
    text = "در بخش ساحل از گزارش وزارت آب ایران ادعا شده است: «راه هنوز بسته است.»"
    assert _speakers(text) == ["وزارت آب ایران"]


def test_coref_one_of_many_takes_no_office_from_the_last_speaker() -> None:
    text = "رئیس پلیس ساحل گفت راه بسته شده بود. یکی از شاهدان انفجار گفت: اتوبوس پرتاب شد."
    assert _speakers(text) == ["رئیس پلیس ساحل", "یکی از شاهدان انفجار"]
    named = text.replace("یکی از شاهدان انفجار", "نادر کاویانی")
    assert _speakers(named) == ["نادر کاویانی", "نادر کاویانی"]


def test_coref_a_family_name_may_open_with_what_somebody_does() -> None:
    text = "علیرضا قاری قرآن گفت: باران بارید.\nوی افزود: برف آمد.\nقاری قرآن اظهار کرد: رود پر شد."
    assert set(_speakers(text)) == {"علیرضا قاری قرآن"}
    assert _speakers(text.replace("علیرضا قاری قرآن", "علیرضا کاویانی"))[0] == "علیرضا کاویانی"


@pytest.mark.parametrize(
    ("said", "speaker"),
    [("راه ساحل تا بهار باز می\u200cشود و کار نمی\u200cماند", "کاویانی"), ("باران دیشب دو خانه را برد", "وزیر راه")],
)
def test_coref_the_headline_names_the_office_that_says_the_same(said: str, speaker: str) -> None:
    text = (
        f"کاویانی: راه ساحل تا بهار باز می\u200cشود\nوزیر راه گفت: {said}.\nاو افزود: کار آسان نیست.\n"
        "به گفته محسن دریابندری، راه باز نمی\u200cشود.\nعلی نیکنام گفت: هنوز زود است."
    )
    record = Reader().read(text)
    second = record.quotes[1].speaker
    assert second
    assert second.entity is not None
    assert speaker in (record.entities[second.entity].name, record.entities[second.entity].role)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "وزارت راه بیانیه\u200cای را صادر کرد.\nبه گزارش مهر، متن بیانیه به شرح زیر است: راه باز است.",
            "وزارت راه",
        ),
        (
            "نمازگزاران ساحل در بیانیه\u200cای این روز را گرامی داشتند.\nدر این بیانیه آمده است: راه باز است.",
            "نمازگزاران",
        ),
        ("در بخشی از جوابیه سازمان آب درباره خبر دیروز آمده است: «راه رود باز است».", "سازمان آب"),
        ("نادر کاویانی، وزیر راه گفت: راه باز است.\nمتن نامه به شرح زیر است: راه باید باز بماند.", "نادر کاویانی"),
    ],
)
def test_coref_a_document_speaks_for_whoever_issued_it(text: str, speaker: str) -> None:
    record = Reader().read(text)
    last = record.quotes[-1].speaker
    assert last
    assert last.entity is not None
    assert record.entities[last.entity].name.startswith(speaker)
