"""The rules of the house, held with `ast`: who may import whom, who may write, who may look at the clock."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "generators" / "session_memory"
MODULES = sorted(PACKAGE.rglob("*.py"))

FLOORS = {
    "model": 0, "errors": 0, "scope": 1, "inside": 1, "files": 2, "git": 1, "markdown": 1, "near": 1, "sections": 1,
    "front": 0, "paths": 0, "attached": 1, "arrivals": 0, "rollout": 1, "canonical": 0,
}  # fmt: skip
STATIONS = {"catalog", "distribute", "changes", "fleet", "website", "receipts"}
DOORS = {"__main__.py"}


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def room_of(path: Path) -> str:
    """`changes` for changes/plan.py, `model` for model.py."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(tree: ast.AST) -> Iterator[tuple[ast.stmt, str]]:
    """Every module of this package that is imported, whichever way it is written, as `a.b` below the package."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == "session_memory" or alias.name.startswith("session_memory."):
                    yield node, alias.name.removeprefix("session_memory").lstrip(".")
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            if node.module == "session_memory":
                for alias in node.names:
                    yield node, alias.name
            elif node.module.startswith("session_memory."):
                yield node, node.module.removeprefix("session_memory.")


def violations(source: str, path: Path) -> list[str]:
    """What a module does that its room may not, in words."""
    tree = ast.parse(source)
    room, found = room_of(path), []
    top = set(tree.body)
    for node, target in imports(tree):
        other = target.split(".")[0]
        if path.name in DOORS or other == "__version__":
            continue
        if other == "cli" and room != "cli":
            found.append(f"{name_of(path)}:{node.lineno} imports cli")
        if room in STATIONS and other in STATIONS and other != room:
            found.append(f"{name_of(path)}:{node.lineno} imports the station {other}")
        if room in FLOORS and other in STATIONS:
            found.append(f"{name_of(path)}:{node.lineno} is ground and imports the station {other}")
        if room in FLOORS and other in FLOORS and FLOORS[other] >= FLOORS[room]:
            found.append(f"{name_of(path)}:{node.lineno} imports {other}, which is not below it")
        if node not in top:
            found.append(f"{name_of(path)}:{node.lineno} hides an import of our own in a function or condition")
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level > 0:
            found.append(f"{name_of(path)}:{node.lineno} has a relative import, which these rules cannot see")
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_run_one_way(path: Path) -> None:
    """cli -> stations -> scope, files, git -> model, errors; and no import of our own hides."""
    assert violations(path.read_text(encoding="utf-8"), path) == []


@pytest.mark.parametrize(
    "source",
    [
        "from session_memory.changes import plan",
        "from session_memory import changes",
        "import session_memory.changes.plan",
        "def f():\n    from session_memory.changes import plan",
        "from session_memory.cli.main import main",
        "if TYPE_CHECKING:\n    from session_memory.model import Repo",
        "from ..changes import plan",
    ],
)
def test_the_rules_see_every_form_of_import(source: str) -> None:
    """Each of these in a module of `distribute` is a violation."""
    assert violations(source, PACKAGE / "distribute" / "claude.py")


WRITING = {
    "write_text", "write_bytes", "mkdir", "unlink", "rmdir", "rename", "touch", "chmod", "lchmod", "symlink_to",
    "hardlink_to", "makedirs", "removedirs", "renames", "rmtree", "copytree", "copyfile", "symlink", "mkfifo",
    "mkstemp", "mkdtemp", "NamedTemporaryFile", "TemporaryDirectory", "TemporaryFile",
}  # fmt: skip
"""Nothing but a path, or a module of theirs, has such a method, whatever the receiver is called."""
MODULES_THAT_WRITE = {"os", "shutil", "tempfile"}
WRITING_THERE = WRITING | {
    "replace", "remove", "truncate", "link", "copy", "copy2", "copymode", "copystat", "move", "utime",
}  # fmt: skip
"""Of these modules; strings, lists and sets have some of them too."""
MODE = re.compile("[rwxabt+]+")
READ_ONLY = re.compile(r"os\.O_RDONLY(?: \| os\.O_(?:NOFOLLOW|NONBLOCK|CLOEXEC|DIRECTORY))*")


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str, str]]:
    """(call, what it is called on, method)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node, ast.unparse(node.func.value), node.func.attr
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node, "", node.func.id


def opens_for_writing(node: ast.Call, on: str, method: str) -> bool:
    """Whether a call is an `open` whose mode is, or could be, one for writing."""
    if method not in ("open", "fdopen"):
        return False
    if (on, method) == ("os", "open"):
        return not READ_ONLY.fullmatch(ast.unparse(node.args[1]))
    # The mode stands first only where a path is what is opened.
    at = 0 if on and on.split(".")[-1] not in ("os", "io", "gzip", "bz2", "lzma", "codecs") else 1
    modes = [*node.args[at : at + 1], *(key.value for key in node.keywords if key.arg == "mode")]
    plain = [mode.value for mode in modes if isinstance(mode, ast.Constant) and isinstance(mode.value, str)]
    return len(plain) < len(modes) or any(MODE.fullmatch(mode) and set(mode) & set("wax+") for mode in plain)


def replaces_a_file(node: ast.Call, on: str, method: str) -> bool:
    """`replace` of a path takes one value; that of a string two, of a frozen value or a date names."""
    named = [key.arg for key in node.keywords]
    alone = len(node.args) + len(named) == 1 and named in ([], ["target"])
    return method == "replace" and on != "" and alone and not any(isinstance(a, ast.Starred) for a in node.args)


def writes(tree: ast.AST) -> Iterator[int]:
    """Lines that open something for writing or change the disk."""
    for node, on, method in calls(tree):
        there = on in MODULES_THAT_WRITE and method in WRITING_THERE
        if there or method in WRITING or opens_for_writing(node, on, method) or replaces_a_file(node, on, method):
            yield node.lineno
    for node in ast.walk(tree):
        # Under another name a function would not be seen.
        if isinstance(node, ast.ImportFrom) and node.module in MODULES_THAT_WRITE:
            yield from (node.lineno for alias in node.names if alias.name in WRITING_THERE | {"open", "fdopen", "*"})
        elif isinstance(node, ast.Import):
            yield from (node.lineno for alias in node.names if alias.name in MODULES_THAT_WRITE and alias.asname)


@pytest.mark.parametrize("path", [p for p in MODULES if name_of(p) != "files.py"], ids=name_of)
def test_only_files_writes(path: Path) -> None:
    """The one door to the disk is files.py."""
    assert list(writes(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "source",
    [
        "path.write_text('x')",
        "p.write_text('x')",
        "(a / b).write_bytes(c)",
        "open('x', 'w')",
        "open(x, mode='a')",
        "open(x, mode)",
        "p.open('w')",
        "io.open(p, 'r+')",
        "os.fdopen(handle, 'wb')",
        "os.open(p, os.O_WRONLY)",
        "os.rename(a, b)",
        "os.replace(a, b)",
        "os.remove(a)",
        "os.symlink(a, b)",
        "from os import rename",
        "from shutil import *",
        "import os as machine",
        "Path(a).unlink()",
        "stale.unlink(missing_ok=True)",
        "parent.rmdir()",
        "root.mkdir()",
        "beside.replace(a)",
        "beside.replace(target=a)",
        "beside.rename(a)",
        "shutil.rmtree(x)",
        "shutil.copy(a, b)",
        "tempfile.TemporaryDirectory()",
    ],
)
def test_the_rule_about_writing_sees_writing(source: str) -> None:
    """A check that cannot fail would be none."""
    assert list(writes(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "text.replace('a', 'b')",
        "text.replace('a', 'b', 1)",
        "text.replace(*pair)",
        "os.open(p, os.O_RDONLY | os.O_NOFOLLOW)",
        "replace(item, note='x')",
        "dataclasses.replace(item, note='x')",
        "today.replace(day=1)",
        "names.remove(a)",
        "files.remove(path)",
        "open('x')",
        "open('wax')",
        "p.open()",
        "p.open('rb')",
        "values.copy()",
        "import os",
        "from os import walk",
    ],
)
def test_the_rule_about_writing_lets_the_rest_be(source: str) -> None:
    """What strings, lists and values can do under the same names."""
    assert not list(writes(ast.parse(source)))


ASKING = {
    ("time", "time"), ("time", "time_ns"), ("datetime", "now"), ("datetime", "utcnow"), ("date", "today"),
    ("", "print"), ("", "input"), ("sys", "exit"), ("stdout", "write"), ("stderr", "write"),
    ("click", "echo"), ("click", "secho"), ("click", "prompt"), ("click", "confirm"),
    ("os", "getenv"), ("environ", "get"), ("", "echo"), ("", "getenv"),
}  # fmt: skip
SURROUNDINGS = {"environ", "argv", "environb"}
MAY_HAND_THROUGH = DOORS | {"git.py"}
"""May hold the environment as a whole, to give it to git; reading something of it is not theirs."""


def asks(source: str, hands_through: bool = False) -> list[int]:
    """Lines that ask the clock, the environment or a person, or that print."""
    tree = ast.parse(source)
    asked = [node.lineno for node, on, method in calls(tree) if (on.split(".")[-1], method) in ASKING]
    for node in ast.walk(tree):
        read = isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ"
        seen = isinstance(node, ast.Attribute) and node.attr in SURROUNDINGS and not hands_through
        if isinstance(node, ast.expr) and (read or seen):
            asked.append(node.lineno)
        elif isinstance(node, ast.ImportFrom) and node.module in ("os", "sys", "click", "time"):
            asked += [node.lineno for alias in node.names if _is_asking(node.module, alias.name)]
    return asked


def _is_asking(module: str, name: str) -> bool:
    return name in SURROUNDINGS or (module, name) in ASKING


@pytest.mark.parametrize("path", [p for p in MODULES if room_of(p) != "cli"], ids=name_of)
def test_only_cli_reads_the_clock_and_the_environment_and_prints(path: Path) -> None:
    """Everything else is given what it needs. git.py hands the environment through to git, and reads nothing of it."""
    assert asks(path.read_text(encoding="utf-8"), path.name in MAY_HAND_THROUGH) == []


@pytest.mark.parametrize("hands_through", [False, True])
@pytest.mark.parametrize(
    "source",
    [
        "time.time()",
        "datetime.datetime.now()",
        "datetime.date.today()",
        "print(x)",
        "input()",
        "sys.exit(1)",
        "sys.stdout.write(x)",
        "click.echo(x)",
        "from click import echo",
        "os.getenv('HOME')",
        "from os import getenv",
        "from os import environ",
        "os.environ.get('HOME')",
        "os.environ['HOME']",
    ],
)
def test_the_rule_about_asking_sees_asking(source: str, hands_through: bool) -> None:
    """Whatever way it is written, and in git.py as well."""
    assert asks(source, hands_through)


def test_only_the_whole_environment_may_be_handed_through() -> None:
    """And only by git.py."""
    assert asks("run(env=os.environ)") and not asks("run(env=os.environ)", hands_through=True)


def test_rooms_stay_small() -> None:
    """A median file is under 100 lines, and no function is longer than 50."""
    lengths = sorted(len(p.read_text(encoding="utf-8").splitlines()) for p in MODULES if p.name != "__init__.py")
    assert lengths[len(lengths) // 2] < 100
    long = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno > 50
    ]
    assert long == []
