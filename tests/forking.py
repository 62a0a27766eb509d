"""A server of runs: everything is imported before, and each run is a process of its own, forked when it is asked for.

    python forking.py          one line in: a JSON list of command lines; one line out: a JSON list of [code, output]

The runs of one line wait at the same pipe, and are let go at the same moment.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path


class Runs:
    """The other end: ask for runs, and hear what they came to."""

    def __init__(self, server: subprocess.Popen[str]) -> None:
        self._server = server

    def together(self, *commands: list[str]) -> list[tuple[int, str]]:
        """Exit code and output of each command; all of them begin at the same moment."""
        asked, answers = self._server.stdin, self._server.stdout
        assert asked is not None and answers is not None
        asked.write(json.dumps(commands) + "\n")
        asked.flush()
        return [(code, out) for code, out in json.loads(answers.readline())]


@contextlib.contextmanager
def server() -> Iterator[Runs]:
    """A server that is ready."""
    command = [sys.executable, str(Path(__file__))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        yield Runs(running)
        assert running.stdin is not None
        running.stdin.close()


def _serve() -> None:
    import session_memory

    for module in pkgutil.walk_packages(session_memory.__path__, "session_memory."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for line in sys.stdin:
        print(json.dumps(_together(json.loads(line))), flush=True)


def _together(commands: list[list[str]]) -> list[tuple[int, str]]:
    gate, go = os.pipe()
    children = [_forked(command, gate, go) for command in commands]
    os.close(gate)
    os.close(go)  # the last writer is gone: every reader wakes up
    return [_ended(pid, told) for pid, told in children]


def _forked(command: list[str], gate: int, go: int) -> tuple[int, int]:
    told, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(go)
        os.close(told)
        os.read(gate, 1)
        code, said = _ran(command)
        os.write(tell, said.encode())
        os._exit(code)
    os.close(tell)
    return pid, told


def _ran(command: list[str]) -> tuple[int, str]:
    """One run, as the installed command does it."""
    from session_memory.cli.main import main

    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            main(command)
        except SystemExit as done:
            return int(done.code or 0), said.getvalue()
    return 0, said.getvalue()


def _ended(pid: int, told: int) -> tuple[int, str]:
    with os.fdopen(told) as stream:
        said = stream.read()
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said


if __name__ == "__main__":
    _serve()
