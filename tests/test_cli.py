"""The command line: what goes to which stream, which code it exits with, and that no input breaks it."""

import io
import json
import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import warm
from ravi import Article, Reader
from ravi.terminal import SPEAKER_COLOURS, View, visible

Ravi = Callable[..., subprocess.CompletedProcess[str]]
RaviBytes = Callable[..., subprocess.CompletedProcess[bytes]]
REPAIR = [sys.executable, "-m", "ravi", "repair"]
GOOD = "رضا نیکنام گفت: «کار سد تمام شد.»"
ROOT = Path(__file__).resolve().parent.parent


def lines_of(*entries: object) -> bytes:
    return "".join((entry if isinstance(entry, str) else json.dumps(entry)) + "\n" for entry in entries).encode()


def test_cli_read_json_prints_one_record_a_line(ravi_command: Ravi) -> None:
    done = ravi_command("read", "--json", "-", stdin=lines_of({"id": "1", "text": GOOD}, {"id": "2", "text": GOOD}))
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["1", "2"]
    assert (done.returncode, done.stderr) == (0, "")


def test_cli_read_gives_events_that_did_not_happen_when_asked(ravi_command: Ravi) -> None:
    text = "ارتش سوریه شهر را محاصره نکرد. پلیس ترکیه دو مرد را بازداشت کرد.".encode()
    real, both = (
        json.loads(ravi_command("read", "--json", *more, "-", stdin=text).stdout) for more in ((), ("--unreal",))
    )
    assert [event["modality"] for event in real["events"]] == ["happened"]
    assert [event["modality"] for event in both["events"]] == ["denied", "happened"]


@pytest.mark.parametrize("day", ["2016-12-18", "1395-09-28"])
def test_cli_read_takes_a_date_in_either_calendar(ravi_command: Ravi, day: str) -> None:
    done = ravi_command("read", "--json", "--published", day, "--publisher", "کوهسار", stdin=GOOD.encode())
    record = json.loads(done.stdout)
    assert (record["published"], record["publisher"]) == ("2016-12-18", "کوهسار")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["read", "--published", "1395-13-40", "-"], "--published"),
        (["read", "--published", "yesterday", "-"], "--published"),
        (["read", "--nonsense"], "--nonsense"),
        (["read", "--unreal", "-"], "--json"),
        (["nonsense"], "nonsense"),
        (["repair", "--only", "nonsense", "-"], "nonsense"),
        (["repair", "--without", "nonsense", "-"], "nonsense"),
    ],
)
def test_cli_wrong_usage_is_one_line_and_two(ravi_command: Ravi, arguments: list[str], says: str) -> None:
    done = ravi_command(*arguments, stdin=GOOD.encode())
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("ravi: ")
    assert done.stderr.count("\n") == 1
    assert says in done.stderr


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("blank.txt", b" \n\n"),
        ("image.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8),
        ("archive.zip", b"PK\x03\x04" + bytes(range(255, -1, -1)) * 8),
        ("english.txt", b"There is no Persian in this.\n"),
        ("broken.jsonl", b'{"id": "7", "text": \n'),
        ("textless.jsonl", b'{"id": "7"}\n'),
        ("missing.txt", None),
    ],
)
def test_cli_bad_input_is_one_line_and_the_rest_is_read(
    ravi_command: Ravi, tmp_path: Path, name: str, content: bytes | None
) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / name
    good.write_text(GOOD, encoding="utf-8")
    if content is not None:
        bad.write_bytes(content)
    done = ravi_command("read", "--json", str(bad), str(good))
    assert done.returncode == 1
    assert re.fullmatch(r"ravi: [^\n]+: decode: [^\n]+\n", done.stderr)
    assert [json.loads(line)["text"] for line in done.stdout.splitlines()] == [GOOD]


def test_cli_many_tags_and_one_letter_end(ravi_command: Ravi, tmp_path: Path) -> None:
    (tmp_path / "deep.html").write_text("<div>" * 10_000 + GOOD + "</div>" * 10_000, encoding="utf-8")
    (tmp_path / "long.txt").write_text("ا" * 1_000_000, encoding="utf-8")
    done = ravi_command("read", "--json", str(tmp_path))
    assert done.returncode in {0, 1}
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [["read", "--json", "--rules-only"], ["read", "--rules-only"], ["repair"]])
def test_cli_a_closed_pipe_is_quiet(arguments: list[str], tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    many.write_bytes(lines_of(*({"id": str(at), "text": GOOD * 20} for at in range(500))))
    command = [sys.executable, "-m", "ravi", *arguments, str(many)]
    with warm.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as ravi:
        assert ravi.stdout is not None
        assert ravi.stderr is not None
        ravi.stdout.readline()
        ravi.stdout.close()
        assert ravi.stderr.read() == b""
        assert ravi.wait(timeout=30) == 0


def test_cli_output_streams(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ravi", "read", "--json", "--rules-only", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as ravi:
        assert ravi.stdin is not None
        assert ravi.stdout is not None
        for at in range(2):
            ravi.stdin.write(lines_of({"id": str(at), "text": GOOD}))
            ravi.stdin.flush()
            assert json.loads(ravi.stdout.readline())["id"] == str(at)


def test_cli_repair_keeps_lines(ravi_command: Ravi) -> None:
    done = ravi_command("repair", "-", stdin="كار تمام شد.\n\nوزير آمد.\n".encode())
    assert (done.stdout, done.returncode) == ("کار تمام شد.\n\nوزیر آمد.\n", 0)


def test_cli_repair_edits_are_json_lines(ravi_command: Ravi) -> None:
    done = ravi_command("repair", "--edits", "-", stdin="كار شد.".encode())
    [edit] = [json.loads(line) for line in done.stdout.splitlines()]
    assert (edit["start"], edit["end"], edit["new"]) == (0, 1, "ک")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("كار\r\n\r\nآمد\n", "کار\r\n\r\nآمد\n"),
        ("كار\n\nآمد", "کار\n\nآمد"),
        ("\ufeffكار\u2028كار\x85كار\r", "\ufeffکار\u2028کار\x85کار\r"),
        ("كار\0 \x01\x1b[1m آمد\n", "کار\0 \x01\x1b[1m آمد\n"),
        ("There is no Persian here.\n", "There is no Persian here.\n"),
        ("{سخن از كار\n}\n", "{سخن از کار\n}\n"),
        ("<كار>\n", "<کار>\n"),
        ("ÙˆØ²ÛŒØ±\nكار\n", "وزیر\nکار\n"),
        ("", ""),
        ("\n", "\n"),
    ],
)
def test_cli_repair_is_a_filter_that_keeps_every_other_character(ravi_command: Ravi, given: str, expected: str) -> None:
    done = ravi_command("repair", stdin=given.encode())
    assert (done.returncode, done.stdout, done.stderr) == (0, expected, "")


def test_cli_repair_keeps_bytes_that_are_no_text() -> None:  # in a process, whose streams say how they are encoded
    data = "كار ".encode() + b"\xff\xd9\n\xed\xa0\x80 " + "كار\n".encode()
    done = subprocess.run(REPAIR, input=data, capture_output=True, timeout=60, check=True)
    assert done.stdout == data.replace("ك".encode(), "ک".encode())


@pytest.mark.parametrize("encoding", ["cp1256", "utf-16", "utf-16-le", "utf-8-sig"])
def test_cli_repair_reads_other_encodings(ravi_bytes: RaviBytes, encoding: str) -> None:
    text = "وزير در تهران از كار مردم گفت\n" * 3
    done = ravi_bytes("repair", stdin=text.encode(encoding))
    assert done.stdout.decode("utf-8-sig") == text.replace("ي", "ی").replace("ك", "ک")


def test_cli_repair_gives_each_line_while_the_next_is_not_there_yet() -> None:
    with warm.Popen(REPAIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as ravi:
        assert ravi.stdin is not None
        assert ravi.stdout is not None
        for _ in range(3):
            ravi.stdin.write("كار مي".encode())
            ravi.stdin.write(" شود\nنيم".encode()[:-1])
            ravi.stdin.flush()
            assert ravi.stdout.readline().decode().rstrip("\n").endswith("می\u200cشود")
            ravi.stdin.write("م".encode()[1:])
        ravi.stdin.close()
        assert ravi.stdout.read().decode() == "نیم"


def test_cli_repair_takes_no_more_memory_for_more_text() -> None:
    line = ("كتاب بزرگ در شهر تهران " * 40 + "\n").encode()
    one = line * (1_000_000 // len(line))
    code = f"""if True:
        import io, resource, sys
        from ravi.cli import _run
        text = io.BufferedReader(io.FileIO(0, closefd=False))
        for times in (1, 4):
            sys.stdin = io.TextIOWrapper(io.BytesIO(text.read(times * {len(one)})))
            _run()
            sys.stderr.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) + " ")
    """
    command = [sys.executable, "-c", code, "repair", "--only", "letters"]
    done = subprocess.run(command, input=one * 5, capture_output=True, timeout=60, check=True)
    assert len(done.stdout) == 5 * len(one)
    little, much = map(int, done.stderr.split())
    assert much - 3 * len(one) // 1_000 < 1.15 * little  # but for the text itself, which this test holds as a whole


def test_cli_repair_cuts_a_line_without_end_at_a_word(ravi_command: Ravi) -> None:
    text = "كتاب " * 200_000
    done = ravi_command("repair", "--only", "letters", stdin=text.encode())
    assert done.stdout == text.replace("ك", "ک")


def test_cli_repair_edits_say_line_and_column(ravi_command: Ravi, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("یک\r\nاو كار كرد\n".encode())
    done = ravi_command("repair", "--edits", str(tmp_path / "a.txt"))
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert first == {
        "id": str(tmp_path / "a.txt"),
        "line": 2,
        "column": 4,
        "start": 7,
        "end": 8,
        "old": "ك",
        "new": "ک",
        "rule": "letters.kaf",
        "confidence": 1.0,
    }
    assert (second["line"], second["column"], second["start"]) == (2, 8, 11)


def test_cli_repair_edits_tell_the_same_places_in_a_long_text(ravi_command: Ravi) -> None:
    text = "او در شهر است.\nاو كار كرد.\n" * 2_000
    done = ravi_command("repair", "--edits", "--only", "letters", stdin=text.encode())
    edits = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(edits) == 4_000
    assert {text[edit["start"] : edit["end"]] for edit in edits} == {"ك"}
    lines = text.split("\n")
    assert {lines[edit["line"] - 1][edit["column"] - 1] for edit in edits} == {"ك"}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--only", "letters.kaf"], "کار “مي{Z}شود”"),
        (["--only", "letters"], "کار “می{Z}شود”"),
        (["--only", "letters", "--without", "letters.kaf"], "كار “می{Z}شود”"),
        (["--without", "quotes", "--without", "letters"], "كار “مي{Z}شود”"),
    ],
)
def test_cli_repair_by_some_rules(ravi_command: Ravi, arguments: list[str], expected: str) -> None:
    done = ravi_command("repair", *arguments, stdin="كار “مي\u200cشود”".encode())
    assert done.stdout == expected.replace("{Z}", "\u200c")


def test_cli_repair_of_pages_and_json_lines_gives_their_texts(ravi_command: Ravi) -> None:
    page = f"<html><body><p>{GOOD.replace('ک', 'ك')}</p></body></html>".encode()
    assert ravi_command("repair", "--only", "letters", stdin=page).stdout == GOOD + "\n"
    lines = b"\n" + lines_of({"id": "1", "text": "كار"}, {"id": "2"}, {"id": "3", "text": "كار\n"})
    done = ravi_command("repair", stdin=lines)
    assert (done.stdout, done.returncode) == ("کار\nکار\n", 1)
    assert done.stderr.startswith("ravi: 2: decode: ")


def test_cli_repair_refuses_what_is_no_text(ravi_command: Ravi, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\x89PNG\r\n\x1a\n")
    done = ravi_command("repair", str(tmp_path / "a.txt"), str(tmp_path / "none.txt"), "-", stdin="كار".encode())
    assert (done.stdout, done.returncode, done.stderr.count("\n")) == ("کار", 1, 2)


def test_cli_repair_names_the_rules_when_one_is_wrong(ravi_command: Ravi) -> None:
    done = ravi_command("repair", "--without", "half_spaces", stdin=b"")
    assert done.returncode == 2
    assert "'half_spaces'" in done.stderr
    assert "half_space.edge" in done.stderr


@pytest.mark.parametrize("arguments", [["repair"], ["repair", "--edits"]])
def test_cli_interrupted_is_130(arguments: list[str]) -> None:
    command = [sys.executable, "-m", "ravi", *arguments]
    with warm.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as ravi:
        assert ravi.stdin is not None
        assert ravi.stdout is not None
        assert ravi.stderr is not None
        ravi.stdin.write("كار\n".encode())
        ravi.stdin.flush()
        assert ravi.stdout.readline()
        ravi.send_signal(signal.SIGINT)
        assert ravi.wait(timeout=30) == 130
        assert ravi.stderr.read() == b""


def test_cli_doctor_is_well(ravi_command: Ravi) -> None:
    done = ravi_command("doctor")
    assert (done.returncode, done.stderr) == (0, "")
    assert "BAD" not in done.stdout


def test_cli_a_pipe_gets_plain_text(ravi_command: Ravi, tmp_path: Path) -> None:
    done = ravi_command("read", "-", stdin="گفت\x1b[31m: «كار شد.»\u202e پایان \x07".encode())
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", done.stdout)


def test_cli_rich_markup_in_an_article_is_data(ravi_command: Ravi) -> None:
    done = ravi_command("read", "-", stdin="رضا نیکنام گفت: «[bold]کار[/bold] شد :smile: [/]»".encode())
    assert "[bold]کار[/bold] شد :smile: [/]" in done.stdout


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def shown(text: str, monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm-256color", "COLUMNS": "80", **environment}.items():
        monkeypatch.setenv(name, value)
    screen = Screen()
    View(screen, why=True).show(Reader().read(Article("a", text, published=date(2023, 9, 9))))
    return screen.getvalue()


WHY = "علی کاویانی، وزیر آب، به ساحل رفت.\nوی گفت: باران بارید و رودها پر شدند."


def test_cli_why_tells_rule_way_and_certainty(ravi_command: Ravi) -> None:
    lines = ravi_command("read", "--why", "-", stdin=WHY.encode()).stdout.split("\n")
    found = [line.strip() for line in lines if "found by" in line or "speaker" in line or "←" in line or "sure" in line]
    assert found[:3] == [
        "یافته با · found by: سخن پس از دونقطه · words after a colon",
        "گوینده · speaker: «وی»: نهاد جمله · the subject of the cue",
        "← «علی کاویانی» (بند ۱ · par. 1): نهاد جملهٔ پیش · the subject of the sentence before",
    ]
    assert re.fullmatch("اطمینان · sure: [۰-۹]+٪ · [0-9]+%", found[3])


@pytest.mark.parametrize(("columns", "together"), [("60", False), ("120", True)])
def test_cli_why_puts_english_below_where_it_does_not_fit(
    monkeypatch: pytest.MonkeyPatch, columns: str, together: bool
) -> None:
    plain = re.sub("\x1b\\[[0-9;]*m", "", shown(WHY, monkeypatch, COLUMNS=columns)).replace("\u200f", "")
    (line,) = [line for line in plain.split("\n") if "the subject of the sentence before" in line]
    assert ("نهاد جملهٔ پیش" in line) == together
    assert all(len(line) <= int(columns) for line in plain.split("\n"))


def test_cli_terminal_sets_each_line_from_the_right(monkeypatch: pytest.MonkeyPatch, sample_text: str) -> None:
    plain = re.sub("\x1b\\[[0-9;]*m", "", shown(sample_text, monkeypatch))
    written = [line for line in plain.split("\n") if line.strip()]
    assert all(line.strip().startswith("\u200f") and line.endswith("\u200f") for line in written)


def test_cli_terminal_colours_speakers_apart(monkeypatch: pytest.MonkeyPatch, sample_text: str) -> None:
    out = shown(sample_text, monkeypatch)
    assert [f"38;5;{colour}m" in out for colour in SPEAKER_COLOURS[:3]] == [True, True, False]


def test_cli_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch, sample_text: str) -> None:
    out = shown(sample_text, monkeypatch, NO_COLOR="1")
    assert not re.search("\x1b\\[[0-9;]*(3[0-8]|9[0-7])[;m]", out)
    assert "\x1b[1m" in out


def test_cli_terminal_never_gets_what_an_article_steers_with(monkeypatch: pytest.MonkeyPatch) -> None:
    out = shown("گفت\x1b]0;x\x07: «\x1b[2Jكار شد.»\u202e پایان\x9b31m\u2066", monkeypatch)
    assert not re.search("\x1b(?!\\[[0-9;]*m)|[\x07\x9b\u202e\u2066]|\x1b\\[2J", out)
    assert "‹ESC›" in out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("می\u200cرود", "می\u200cرود"),
        ("a\tb\u00a0c\r\n", "a b c\n"),
        ("\u202eسلام\u2069", "‹RLO›سلام‹PDI›"),
        ("\x00\x9b\ud800", "‹U+0000›‹U+009B›‹U+D800›"),
        ("😀 ۀ ّ", "😀 ۀ ّ"),
    ],
)
def test_cli_visible(text: str, expected: str) -> None:
    assert visible(text) == expected


def test_cli_nothing_to_read_on_a_terminal_is_wrong_usage() -> None:
    master, terminal = pty.openpty()
    try:
        command = [sys.executable, "-m", "ravi", "read"]
        done = warm.run(command, stdin=terminal, encoding="utf-8")
    finally:
        os.close(master)
        os.close(terminal)
    assert (done.returncode, done.stdout) == (2, "")
    assert "nothing to read" in done.stderr


def test_cli_sample_is_read_as_it_was_written(sample_text: str) -> None:
    from ravi.export import to_dict

    data: dict[str, Any] = to_dict(Reader().read(sample_text, published=date(2023, 9, 9), publisher="پیک روز"))
    names = [one["name"] for one in data["entities"]]
    said = [(quote["form"], names[quote["speaker"]["entity"]]) for quote in data["quotes"]]
    assert said == [
        ("direct", "سهراب آذرنیا"),
        ("indirect", "سهراب آذرنیا"),
        ("indirect", "سهراب آذرنیا"),
        ("direct", "نسرين كهندژ"),
        ("direct", "سهراب آذرنیا"),
    ]
    words = {sample_text[one["start"] : one["end"]]: one["value"] for one in data["dates"]}
    assert words["صبح شنبه"] == "2023-09-09TMO"
    assert words["12 تیر"] == "2023-07-03"
    assert words["20 آبان"] == "2023-11-11"
    assert words["اول مهر امسال"] == "2023-09-23"
    assert data["reuse"]["credit"] == "پیک روز"
    assert [sample_text[one["start"] : one["end"]] for one in data["marks"]][:1] == ["تاريخي"]


def test_cli_rules_only_asks_no_model(ravi_command: Ravi, sample_text: str) -> None:
    done = ravi_command("read", "--json", "--rules-only", stdin=sample_text.encode())
    assert (done.returncode, json.loads(done.stdout)["made_by"]["model"]) == (0, None)
