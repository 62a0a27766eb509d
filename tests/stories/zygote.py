"""The program, loaded once; every run is a fork of it. Not a test: `faults.py` starts it and talks to it.

A line of JSON on standard input is one run, a line on standard output what became of it. Each run is told what time
it is, so that what different runs write can be compared.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import subprocess
import sys
from typing import Any

from session_memory.cli.writing import clock

sys.dont_write_bytecode = True  # it would be one more thing that a run writes
MOMENT = {"now": ""}
clock.now = lambda: MOMENT["now"]

from session_memory.cli import main  # noqa: E402 - the commands take the clock by its name when they are loaded

SET_TRACER = 0x59616D61
"""PR_SET_PTRACER of Linux; means nothing where everybody may trace."""
LAZY = ("pydantic", "markdown_it", "yaml", "frontmatter", "jinja2", "tempfile")
"""What the program loads when it comes to it."""


def load() -> None:
    """Everything that a run would load otherwise: loading is not what is looked at."""
    for name in (*LAZY, *(command.partition(":")[0] for command in main.COMMANDS.values())):
        importlib.import_module(name)
    gc.freeze()


def run(request: dict[str, Any], ready: int, gate: int) -> int:
    """In the fork: the run itself, alone in its group. It waits until it is traced, if it is to be."""
    os.setpgid(0, 0)
    said = os.open(request["said"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(said, 1)
    os.dup2(said, 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.update(request["env"])
    if request["strace"]:
        # Where only a parent may trace, the run lets everybody.
        ctypes.CDLL(None).prctl(SET_TRACER, ctypes.c_ulong(-1), 0, 0, 0)
    MOMENT["now"] = request["now"]
    os.write(ready, b".")
    os.read(gate, 1)
    try:
        main.main(request["arguments"])
    except SystemExit as end:
        return int(end.code or 0)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 70
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def traced(child: int, strace: list[str]) -> subprocess.Popen[str]:
    """strace, once it has its hands on the run."""
    tracer = subprocess.Popen([*strace, "-p", str(child)], stderr=subprocess.PIPE, text=True)
    told = tracer.stderr.readline() if tracer.stderr else ""
    if "attached" not in told:
        os.kill(child, 9)
        raise RuntimeError(f"strace: {told}")
    return tracer


def one(request: dict[str, Any]) -> int:
    """The exit code of a run; less than nothing for the signal that ended it."""
    (waiting, ready), (gate, opener) = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        os.close(opener)
        os._exit(run(request, ready, gate))
    os.read(waiting, 1)
    tracer = traced(child, request["strace"]) if request["strace"] else None
    os.write(opener, b".")
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    for handle in (waiting, ready, gate, opener):
        os.close(handle)
    if tracer is not None:
        tracer.communicate()
    return code


if __name__ == "__main__":
    load()
    for line in sys.stdin:
        print(one(json.loads(line)), flush=True)
