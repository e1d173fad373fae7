"""Reading in a process of its own, with limits on memory, time and priority: a hostile file ends the child, never us.

The child gets the request (a line of JSON) and the file on its standard input, and answers on its standard output, see
`answer`. It writes no file. On systems without `resource` limits (not Linux) only the limits on time and on the answer
hold.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import IO, Any, cast

from components.domain.directory import data_directory
from components.intake.answer import AnswerTooLargeError, Listener, Teller
from components.intake.limits import MEBIBYTE, Limits
from components.intake.problems import Problem
from components.intake.reader import Options, Progress, read
from components.intake.reference import Published, Reference
from components.intake.report import Report

NICENESS = 15
_NO_MEMORY = (b"MemoryError", b"allocate memory", b"failed to map segment")
"""What a child says that could not get its memory; below some 20 MiB its libraries do not load."""
_HEARD = 64 * 1024  # of what a child says on its standard error
ROOT = Path(__file__).resolve().parents[2]


def read_in_child(
    data: bytes,
    name: str,
    options: Options | None = None,
    limits: Limits | None = None,
    published: Published | None = None,
    *,
    progress: Progress | None = None,
) -> Report:
    """Like `reader.read`, against `data/` and what was published, in a child process.

    A child that dies, hangs or says too much is a refusal.

    `progress` is called in this thread, at most a few times a second, with the rows read and the rows in all. It may
    raise anything, to stop: then the child is killed and waited for, and the exception goes on. What time it takes
    counts as the child's.
    """
    options, limits = options or Options(), limits or Limits.from_environment()
    beside = published or Published()
    request = json.dumps(
        {
            "name": name,
            "options": _plain(options),
            "limits": asdict(limits),
            "published": {
                "rows": beside.rows,
                "hidden": sorted(beside.hidden),
                "redacted": sorted(beside.redacted),
            },
        }
    ).encode()
    command = [sys.executable, "-m", "components.intake.child"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "PYTHONSAFEPATH": "1"}
    listener = Listener(limits.answer_bytes, progress)
    # The hook between fork and exec only asks the kernel, so the server's threads cannot hold a lock that it needs.
    child = subprocess.Popen(  # noqa: S603 (our own module, no shell)
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=environment,
        preexec_fn=_limiter(limits) if os.name == "posix" else None,  # noqa: PLW1509 (see above)
    )
    late = threading.Event()

    def stop() -> None:
        late.set()
        child.kill()

    timer = threading.Timer(limits.seconds, stop)
    try:
        with child, ThreadPoolExecutor(2) as pool, _killed_on_error(child):
            timer.start()
            stdin, stdout, stderr = (cast("IO[bytes]", pipe) for pipe in (child.stdin, child.stdout, child.stderr))
            pool.submit(_feed, stdin, request + b"\n", data)
            said = pool.submit(_first_words, stderr)
            listener.hear(stdout)
            returncode = child.wait()
    except AnswerTooLargeError:
        details = {"limit": str(limits.answer_bytes // MEBIBYTE)}
        return Report(file=name, problems=(Problem(0, "", "answer_too_large", details=details),))
    finally:
        timer.cancel()
    if late.is_set():
        return _stopped(name, "time", limits)
    if returncode != 0:
        return _stopped(name, _why(returncode, said.result()), limits)
    return listener.report()


@contextlib.contextmanager
def _killed_on_error(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """Until it ends, the threads at its pipes wait."""
    try:
        yield
    except BaseException:
        child.kill()
        child.wait()
        raise


def _feed(pipe: IO[bytes], *contents: bytes) -> None:
    """A child that ends early leaves the rest unread: its exit says why."""
    with contextlib.suppress(BrokenPipeError), pipe:
        for content in contents:
            pipe.write(content)


def _first_words(pipe: IO[bytes]) -> bytes:
    """The beginning of what is said; the rest is taken in and let go."""
    words = pipe.read(_HEARD)
    while pipe.read(_HEARD):
        pass
    return words


def main() -> None:
    """The child's side."""
    gc.disable()  # rows hold no cycles to look for
    request = json.loads(sys.stdin.buffer.readline())
    options = request["options"]
    options["today"] = date.fromisoformat(options["today"]) if options["today"] else None
    teller = Teller(sys.stdout.buffer)
    report = read(
        sys.stdin.buffer.read(),
        request["name"],
        Reference.load(data_directory()).with_published(
            Published(
                tuple(request["published"]["rows"]),
                frozenset(request["published"]["hidden"]),
                frozenset(request["published"]["redacted"]),
            )
        ),
        Options(**options),
        Limits(**request["limits"]),
        sink=teller.record,
        progress=teller.progress,
    )
    teller.report(report)


def _limiter(limits: Limits) -> Callable[[], None]:
    import resource  # noqa: PLC0415 (exists on POSIX only)

    def apply() -> None:
        os.nice(NICENESS)
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
        resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    return apply


def _why(returncode: int, said: bytes) -> str:
    if -returncode == getattr(signal, "SIGXCPU", None):
        return "time"
    killed = -returncode in (signal.SIGABRT, signal.SIGSEGV, getattr(signal, "SIGKILL", None))
    return "memory" if killed or any(sign in said for sign in _NO_MEMORY) else "fault"


def _stopped(name: str, why: str, limits: Limits) -> Report:
    details = {"why": why, "seconds": str(limits.seconds), "memory": str(limits.memory_bytes // 2**20)}
    return Report(file=name, problems=(Problem(0, "", "parser_stopped", details=details),))


def _plain(options: Options) -> dict[str, Any]:
    return {
        **asdict(options),
        "mapping": dict(options.mapping),
        "today": options.today.isoformat() if options.today else None,
    }


if __name__ == "__main__":
    main()
