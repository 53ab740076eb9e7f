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


@pytest.fixture
def ravi_command(monkeypatch: pytest.MonkeyPatch) -> Ravi:
    """Run `ravi` with arguments, bytes on its standard input and variables; its output is UTF-8 text.

    In this process, which has all modules and models at hand; what concerns processes starts its own.
    """

    def run(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
        given = TextIOWrapper(BytesIO(stdin))
        out, err = (TextIOWrapper(BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
        with monkeypatch.context() as patch:
            for name in ("NO_COLOR", "FORCE_COLOR"):
                patch.delenv(name, raising=False)
            for name, value in environment.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["ravi", *arguments])
            for name, stream in (("stdin", given), ("stdout", out), ("stderr", err)):
                patch.setattr(sys, name, stream)
            with pytest.raises(SystemExit) as ended:
                main()
        code = ended.value.code if isinstance(ended.value.code, int) else 0
        said, complained = (stream.buffer.getvalue().decode("utf-8") for stream in (out, err))
        return subprocess.CompletedProcess(["ravi", *arguments], code, said, complained)

    return run


@pytest.fixture(scope="session")
def sample_text() -> str:
    """The bundled sample article."""
    return sample()
