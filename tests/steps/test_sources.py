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
        ("به گزارش دریا، علی رضایی در مصاحبه با شبکه ساحل، اظهار کرد: باران بارید.", ["دریا"]),
    ],
)
def test_sources_are_named(text: str, names: list[str]) -> None:
    record = Reader().read(text)
    assert [source.who.span.of(text) for source in record.sources if source.who.span] == names
    assert all(source.who.entity is not None for source in record.sources)


def test_sources_a_publisher_does_not_name_himself() -> None:
    text = "علی رضایی در گفت\u200cوگو با خبرنگار تسنیم، اظهار کرد: باران بارید."
    assert Reader().read(text, publisher="خبرگزاری تسنیم").sources == ()
