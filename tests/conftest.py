"""What several test files use: the command line in a process of its own, and the sample."""

import signal
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO, TextIOWrapper

import pytest

from ravi.cli import main
from ravi.doctor import sample

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # in the background: what we start would ignore it too
    signal.signal(signal.SIGINT, signal.default_int_handler)

Ravi = Callable[..., subprocess.CompletedProcess[str]]
RaviBytes = Callable[..., subprocess.CompletedProcess[bytes]]


FIRST = (
    "tests/browser/test_pages.py",
    "tests/test_bulk.py",
    "tests/browser/test_fars.py",
    "tests/test_fuzz.py",
    "tests/test_model.py",
    "tests/steps/test_repair.py",
    "tests/test_cli.py",
    "tests/test_bulk_cli.py",
    "tests/steps/test_quotes.py",
    "tests/test_web.py",
    "tests/test_web_api.py",
)
"""What takes longest begins first, so that no process waits at the end for another."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files of FIRST before the others."""
    rank = {name: at for at, name in enumerate(FIRST)}
    items.sort(key=lambda item: rank.get(item.nodeid.partition("::")[0], len(FIRST)))


@pytest.fixture
def ravi_bytes(monkeypatch: pytest.MonkeyPatch) -> RaviBytes:
    """Run `ravi` with arguments, bytes on its standard input and variables.

    In this process, which has all modules and models at hand; what concerns processes starts its own.
    """

    def run(*words: object, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
        arguments = ["ravi", *map(str, words)]
        given = TextIOWrapper(BytesIO(stdin))
        out, err = (TextIOWrapper(BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
        with monkeypatch.context() as patch:
            for name in ("NO_COLOR", "FORCE_COLOR"):
                patch.delenv(name, raising=False)
            for name, value in environment.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", arguments)
            for name, stream in (("stdin", given), ("stdout", out), ("stderr", err)):
                patch.setattr(sys, name, stream)
            with pytest.raises(SystemExit) as ended:
                main()
        code = ended.value.code if isinstance(ended.value.code, int) else 0
        said, complained = (stream.buffer.getvalue() for stream in (out, err))
        return subprocess.CompletedProcess(arguments, code, said, complained)

    return run


@pytest.fixture
def ravi_command(ravi_bytes: RaviBytes) -> Ravi:
    """The same, its output as text, which must be UTF-8."""

    def run(*arguments: object, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
        done = ravi_bytes(*arguments, stdin=stdin, **environment)
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture(scope="session")
def sample_text() -> str:
    """The bundled sample article."""
    return sample()
