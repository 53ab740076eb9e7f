"""Processes of their own that start at once: forked from one that has `ravi` loaded and has read an article.

A process that starts by itself spends a second of a core on its modules and tables before it does what is tested.
`Popen` and `run` are those of `subprocess` for commands of this Python (`-m ravi …`, `-m ravi.bulk.child`, `-c …`): a
real process, with its own streams, signals, variables and limits, and a child of this one. Elsewhere than on Linux they
start it as always. What a start itself does is tested by processes that start by themselves.
"""

import array
import atexit
import ctypes
import io
import json
import os
import resource
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

_SUBREAPER = 36  # of prctl: whose parent ends becomes our child
_LARGEST = 1_000_000  # bytes of a request: the variables of the process are in it
_ONE_AT_A_TIME = Lock()
Limits = dict[str, tuple[int, int]]


class Popen(subprocess.Popen[Any]):
    """`subprocess.Popen` of a command of this Python; `limits` are those of `resource`, by name."""

    def __init__(  # `plain`: without the rights that root has over files
        self,
        command: list[str],
        *,
        limits: Limits | None = None,
        plain: bool = False,
        **options: Any,  # noqa: ANN401
    ) -> None:
        self._limits = limits or {}
        self._plain = plain
        super().__init__(command, **options)

    def _execute_child(self, args: list[str], *rest: Any) -> None:  # noqa: ANN401 - as the standard library calls it
        (_, _, _, _, cwd, env, _, _, _, stdin, _, _, stdout, _, stderr, *_) = rest
        asked: dict[str, Any] = {
            "args": args[1:],
            "cwd": str(cwd or Path.cwd()),
            "env": dict(env or os.environ),
            "limits": self._limits,
        }
        asked["plain"] = self._plain
        streams = [own if own >= 0 else inherited for inherited, own in enumerate((stdin, stdout, stderr))]
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", streams))]
        with _ONE_AT_A_TIME:  # else two threads take each other's answer
            source = _source()
            source.sendmsg([json.dumps(asked).encode()], rights)
            self.pid = int(source.recv(100))
        inner: Any = self
        inner._child_created = True
        inner._close_pipe_fds(*rest[9:15])


if not sys.platform.startswith("linux"):
    Popen = subprocess.Popen  # type: ignore[assignment, misc]


def run(command: list[str], *, data: bytes | None = None, timeout: float = 60, **options: Any) -> Any:  # noqa: ANN401
    """What `subprocess.run` gives for a command and what is typed into it; both its outputs are kept."""
    given = {"stdin": subprocess.PIPE if data is not None else subprocess.DEVNULL}
    with Popen(command, **{**given, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}) as process:
        try:
            out, err = process.communicate(data, timeout=timeout)
        except BaseException:
            process.kill()
            raise
    return subprocess.CompletedProcess(command, process.returncode, out, err)


@cache
def _source() -> socket.socket:
    """Where processes are asked for: one source for all tests of this process."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    process = subprocess.Popen(
        [sys.executable, __file__, str(theirs.fileno())],
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        env={**os.environ, **one_thread, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    theirs.close()

    def end() -> None:
        ours.close()
        process.wait(timeout=30)

    atexit.register(end)
    return ours


def _serve(channel: socket.socket) -> None:
    """Fork a process for each request until nobody asks any more."""
    while True:
        request, sent, _, _ = channel.recvmsg(_LARGEST, socket.CMSG_SPACE(3 * array.array("i").itemsize))
        if not request:
            return
        streams = list(array.array("i", sent[0][2]))
        said, says = os.pipe()
        between = os.fork()  # it ends at once, so that its child becomes one of who asked
        if not between:
            grown = os.fork()
            if grown:
                os.write(says, str(grown).encode())
                os._exit(0)
            os.close(said)
            os.close(says)
            channel.close()
            os._exit(_become(json.loads(request), streams))
        os.waitpid(between, 0)
        os.close(says)
        channel.send(os.read(said, 100))
        for one in (said, *streams):
            os.close(one)


def _become(asked: dict[str, Any], streams: list[int]) -> int:
    """Be the process that is asked for; its exit code."""
    for at, stream in enumerate(streams):
        os.dup2(stream, at)
    for stream in streams:
        os.close(stream)
    os.environ.clear()
    os.environ.update(asked["env"])
    sys.path[:0] = [one for one in os.environ.get("PYTHONPATH", "").split(os.pathsep) if one and one not in sys.path]
    os.chdir(asked["cwd"])
    for name, limit in asked["limits"].items():
        resource.setrlimit(getattr(resource, name), tuple(limit))
    if asked["plain"]:  # no capabilities: header of version 3, then effective, permitted, inheritable, twice
        ctypes.CDLL(None).capset((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)())
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)), "utf-8", "surrogateescape")
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(io.BufferedWriter(io.FileIO(at, "w", closefd=False)), "utf-8", errors, line_buffering=at == 2)
        for at, errors in ((1, "strict"), (2, "backslashreplace"))
    )
    how, what, *words = asked["args"]
    sys.argv = [what, *words]
    code: Any = 0
    try:
        if how == "-c":
            exec(compile(what, "<code>", "exec"), {"__name__": "__main__"})  # noqa: S102 - of a test
        else:
            import_module("ravi.cli" if what == "ravi" else what).main()
    except SystemExit as ended:
        code = ended.code
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    for out in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            out.flush()
    return code if isinstance(code, int) else 0 if code is None else 1


def main() -> None:
    """Load what a start loads, and serve."""
    from typer.testing import CliRunner

    from ravi.cli import app

    for module in ("ravi.bulk.child", "ravi.bulk", "ravi.store.adding", "ravi.export"):
        with suppress(ImportError):
            import_module(module)
    CliRunner().invoke(app, ["read", "--json", "--rules-only", "-"], input="وزیر نیرو گفت: «سد پر شد.»")
    _serve(socket.socket(fileno=int(sys.argv[1])))


if __name__ == "__main__":
    main()
