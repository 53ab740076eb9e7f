"""Coreference: one man under many names, two men under like ones."""

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


def test_coref_a_reference_says_why() -> None:
    record = Reader().read(TEXT)
    assert all(quote.why for quote in record.quotes)
