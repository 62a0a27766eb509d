"""The rules of the house, held with `ast`: who may import whom, who may write, who may look at the clock."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "generators" / "session_memory"
MODULES = sorted(PACKAGE.rglob("*.py"))

FLOORS = {"model": 0, "errors": 0, "scope": 1, "files": 1, "git": 1, "markdown": 1, "near": 1, "sections": 1}
STATIONS = {"catalog", "distribute", "changes", "fleet", "website"}
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
    "write_text", "write_bytes", "mkdir", "unlink", "rmdir", "rename", "replace", "touch", "chmod", "symlink_to",
    "hardlink_to", "makedirs", "remove", "rmtree", "mkstemp", "mkdtemp",
}  # fmt: skip
ON_A_PATH = ("Path", "path", "file", "folder", "target", "os", "shutil", "tempfile")


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str, str]]:
    """(call, what it is called on, method)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node, ast.unparse(node.func.value), node.func.attr
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node, "", node.func.id


def writes(tree: ast.AST) -> Iterator[int]:
    """Lines that open something for writing or change the disk."""
    for node, on, method in calls(tree):
        modes = [a.value for a in (*node.args[1:], *(k.value for k in node.keywords)) if isinstance(a, ast.Constant)]
        opens = method == "open" and any(isinstance(m, str) and set(m) & set("wax+") for m in modes)
        # `replace` and `remove` are also methods of strings and lists: the receiver's name decides, and for
        # `replace` the number of arguments, which is two for a string and one for a path.
        if method == "replace" and len(node.args) != 1:
            continue
        changes = method in WRITING and on.split(".")[-1].split("(")[0].endswith(ON_A_PATH)
        if opens or changes:
            yield node.lineno


@pytest.mark.parametrize("path", [p for p in MODULES if p.name != "files.py"], ids=name_of)
def test_only_files_writes(path: Path) -> None:
    """The one door to the disk is files.py."""
    assert list(writes(ast.parse(path.read_text(encoding="utf-8")))) == []


def test_the_rule_about_writing_sees_writing() -> None:
    """A check that cannot fail would be none."""
    for source in ("path.write_text('x')", "open('x', 'w')", "os.rename(a, b)", "Path(a).unlink()", "shutil.rmtree(x)"):
        assert list(writes(ast.parse(source))), source


ASKING = {("time", "time"), ("datetime", "now"), ("date", "today"), ("", "print"), ("sys", "exit"), ("", "input")}


@pytest.mark.parametrize("path", [p for p in MODULES if room_of(p) != "cli"], ids=name_of)
def test_only_cli_reads_the_clock_and_the_environment_and_prints(path: Path) -> None:
    """Everything else is given what it needs. git.py hands the environment through to git, and reads nothing of it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    asked = [node.lineno for node, on, method in calls(tree) if (on.split(".")[-1], method) in ASKING]
    environment = [
        node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in ("environ", "argv")
    ]
    if path.name in DOORS | {"git.py"}:
        environment = []
    assert asked + environment == []


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
