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
    ],
)
def test_sources_are_named(text: str, names: list[str]) -> None:
    record = Reader().read(text)
    assert [source.who.span.of(text) for source in record.sources if source.who.span] == names
    assert all(source.who.entity is not None for source in record.sources)
