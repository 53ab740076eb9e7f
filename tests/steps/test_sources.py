"""Sources: «به گزارش X» and «به نقل از Y», and not «به گزارش» in another sense."""

import pytest

from ravi import Reader


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("به گزارش خبرگزاری دریا، پل ساخته شد.", ["خبرگزاری دریا"]),
        ("به گزارش خبرگزاری دریا به نقل از روزنامه ساحل، پل ساخته شد.", ["خبرگزاری دریا", "روزنامه ساحل"]),
        ("بنا به این گزارش، پل ساخته شد.", []),
        ("وی به گزارش نگاه کرد و رفت.", []),
        ("علی رضایی در گفت\u200cوگو با خبرنگار ورزشی تسنیم، اظهار کرد: باران بارید.", ["خبرنگار ورزشی تسنیم"]),
        ("علی رضایی در گفت\u200cوگو با دوستان خود، اظهار کرد: باران بارید.", []),
        ("به گزارش دریا، علی رضایی در مصاحبه با شبکه ساحل، اظهار کرد: باران بارید.", ["دریا", "شبکه ساحل"]),
        ("به گزارش دریا، پل ساخته شد. علی رضایی در مصاحبه با شبکه ساحل گفت: راه باز است.", ["دریا"]),
        ("روزنامه ساحل نوشت: پل تازه ساخته شد.", ["روزنامه ساحل"]),
        ("سردبیر روزنامه ساحل نوشت: پل تازه ساخته شد.", []),
        ("به نوشته روزنامه ساحل، پل تازه شهر ساخته شد.", ["روزنامه ساحل"]),
        ("پل تازه ساخته شد.\nمنبع: روزنامه ساحل", ["روزنامه ساحل"]),
        ("منبع آب شهر: رود ساحل است.", []),
        ("علی رضایی که با روزنامه ساحل گفت و گو می\u200cکرد، افزود: باران بارید.", ["روزنامه ساحل"]),
        ("علی رضایی که با دوستان خود گفت و گو می\u200cکرد، افزود: باران بارید.", []),
        ("پل تازه ساخته شد.\nانتهای پیام/ فارس", ["فارس"]),
        ("پل تازه ساخته شد.\nرضایی در فارس", []),
    ],
)
def test_sources_are_named(text: str, names: list[str]) -> None:
    record = Reader().read(text)
    assert [source.who.span.of(text) for source in record.sources if source.who.span] == names
    assert all(source.who.entity is not None for source in record.sources)


def test_sources_a_publisher_does_not_name_himself() -> None:
    text = "علی رضایی در گفت\u200cوگو با خبرنگار تسنیم، اظهار کرد: باران بارید."
    assert Reader().read(text, publisher="خبرگزاری تسنیم").sources == ()


def test_sources_a_name_ends_where_the_cue_begins() -> None:
    record = Reader().read("نادر کاویانی در گفت\u200cوگو با روزنامه دریا اشاره می\u200cکند که آب خوب است.")
    assert [record.entities[one.who.entity or 0].name for one in record.sources] == ["روزنامه دریا"]
    record = Reader().read("نادر کاویانی در گفت\u200cوگو با روزنامه نگاه دریا گفت: آب خوب است.")
    assert [record.entities[one.who.entity or 0].name for one in record.sources] == ["روزنامه نگاه دریا"]
