"""What several test files use: the command line in a process of its own, and the sample."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from ravi.doctor import sample

Ravi = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def ravi_command() -> Ravi:
    """Run `ravi` with arguments, bytes on its standard input and variables; its output is UTF-8 text."""

    def run(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
        done = subprocess.run(
            [sys.executable, "-m", "ravi", *arguments],
            input=stdin,
            capture_output=True,
            timeout=60,
            check=False,
            env={**kept, **environment},
        )
        out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)

    return run


@pytest.fixture(scope="session")
def sample_text() -> str:
    """The bundled sample article."""
    return sample()
