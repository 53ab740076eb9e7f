"""`ravi export`: of a store or of files, narrowed, to a file or to standard output."""

import json
from datetime import date
from pathlib import Path

import pytest

from ravi import Article, Reader
from ravi.store import open_store

TEXTS = {
    "ا": "رضا نیکنام گفت: «کار سد تمام شد.»\nهرگونه بازنشر این مطلب ممنوع است.",
    "ب": "مریم صدر گفت: «سد پر شد.» رضا نیکنام گفت: «باران بارید.»",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("export") / "news.ravi"
    with open_store(path, "write") as opened:
        for day, (id, text) in enumerate(TEXTS.items(), 1):
            opened.put(
                Reader(rules_only=True).read(Article(id, text, publisher="پیک روز", published=date(2020, 1, day)))
            )
    return str(path)


def run(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, bytes, str]:
    import sys
    from unittest.mock import patch

    from ravi.cli import _run

    with patch.object(sys, "argv", ["ravi", "export", *arguments]):
        code = _run()
    out, err = capfdbinary.readouterr()
    return code, out, err.decode()


def test_command_gives_a_whole_store_and_warns_of_what_may_not_be_passed_on(
    capfdbinary: pytest.CaptureFixture[bytes], store: str
) -> None:
    code, out, err = run(capfdbinary, "--store", store, "--format", "ravi")
    assert code == 0
    assert [json.loads(line)["id"] for line in out.splitlines()] == list(TEXTS)
    assert err.startswith("ravi: an article says that it may not be passed on (ا: «بازنشر")


def test_command_without_text_does_not_warn(capfdbinary: pytest.CaptureFixture[bytes], store: str) -> None:
    code, out, err = run(capfdbinary, "--store", store, "--format", "csv", "--no-text")
    assert (code, err, len(out.splitlines())) == (0, "", 4)
    assert "نیکنام".encode() not in out


def test_command_is_narrowed_to_what_one_person_says(capfdbinary: pytest.CaptureFixture[bytes], store: str) -> None:
    _, out, _ = run(capfdbinary, "--store", store, "--format", "ravi", "--speaker", "نیکنام", "--from", "2020-01-02")
    [record] = [json.loads(line) for line in out.splitlines()]
    [quote] = record["quotes"]
    assert record["text"][quote["start"] : quote["end"]].startswith("باران بارید")


def test_command_is_narrowed_to_ids(capfdbinary: pytest.CaptureFixture[bytes], store: str) -> None:
    _, out, _ = run(capfdbinary, "--store", store, "--format", "ravi", "--id", "ب")
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["ب"]


def test_command_writes_a_file_whole_or_not_at_all(
    capfdbinary: pytest.CaptureFixture[bytes], store: str, tmp_path: Path
) -> None:
    out = tmp_path / "quotes.csv"
    assert run(capfdbinary, "--store", store, "--format", "csv", "--out", str(out))[:2] == (0, b"")
    assert [path.name for path in tmp_path.iterdir()] == ["quotes.csv"]
    assert out.read_bytes().count(b"\r\n") == 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "docx"], "«docx» is no format"),
        (["--format", "schemaorg", "--no-text"], "schemaorg is nothing without the text"),
        (["--format", "csv", "--id", "ی"], "there is no article ی"),
        (["--format", "csv", "--out", "/nowhere/x.csv"], "cannot be written"),
        (["--format", "csv", "a.txt"], "not both"),
        ([], "--format"),
    ],
)
def test_command_says_what_is_wrong_in_one_line(
    capfdbinary: pytest.CaptureFixture[bytes], store: str, arguments: list[str], said: str
) -> None:
    code, out, err = run(capfdbinary, "--store", store, *arguments)
    assert (code, out, err.count("\n")) == (2, b"", 1)
    assert said in err


def test_command_reads_files_names_what_fails_and_goes_on(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    article = tmp_path / "a.txt"
    article.write_text(TEXTS["ب"], encoding="utf-8")
    missing = str(tmp_path / "b.txt")
    code, out, err = run(
        capfdbinary, missing, str(article), "--format", "csv", "--rules-only", "--publisher", "پیک روز"
    )
    assert (code, len(out.splitlines())) == (1, 3)
    assert err.startswith(f"ravi: {missing}")


def test_command_narrows_only_a_store(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code, _, err = run(capfdbinary, "a.txt", "--format", "csv", "--speaker", "نیکنام")
    assert (code, "go with --store" in err) == (2, True)


def test_command_writes_the_files_of_a_folder(
    capfdbinary: pytest.CaptureFixture[bytes], store: str, tmp_path: Path
) -> None:
    assert run(capfdbinary, "--store", store, "--format", "brat", "--out", f"{tmp_path}/new/")[:2] == (0, b"")
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        *("000001-ا.ann", "000001-ا.txt", "000002-ب.ann", "000002-ب.txt"),
        "annotation.conf",
    ]
    code, _, err = run(capfdbinary, "--store", store, "--format", "csv", "--out", f"{tmp_path}/new/")
    assert (code, "csv is one file" in err) == (2, True)
