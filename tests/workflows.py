"""As much of a workflow's runner as the Action needs: expressions in `env` and `with`, and bash for `run`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from made import GIT

ROOT = Path(__file__).parent.parent
EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}")


@dataclass(frozen=True)
class Ran:
    """What a job came to."""

    code: int
    page: str
    """The job's summary."""
    err: str


def action() -> dict[str, Any]:
    """The Action, parsed."""
    return dict(yaml.safe_load((ROOT / "action.yml").read_text()))


def workflow(name: str) -> dict[str, Any]:
    """An example workflow, parsed. YAML 1.1 takes the key `on` for a boolean."""
    parsed = yaml.safe_load((ROOT / "examples" / "workflows" / name).read_text())
    return {"on" if key is True else key: value for key, value in parsed.items()}


def run_job(name: str, catalog: Path, path: str, github: Mapping[str, Any]) -> Ran:
    """The one job of an example workflow, in the catalog; `path` is what PATH begins with."""
    (job,) = workflow(name)["jobs"].values()
    (step,) = [step for step in job["steps"] if step["uses"] == "./"]
    return run_action(step["with"], catalog, path, github)


def run_action(given: Mapping[str, str], catalog: Path, path: str, github: Mapping[str, Any]) -> Ran:
    """Every step of the Action that is a script, one after the other, until one fails."""
    told = action()
    known = {"github": {"repository": "team/catalog", "token": "none", **github}}
    defaults = {key: _filled(one["default"], known) for key, one in told["inputs"].items()}
    assert not given.keys() - defaults.keys()
    known["inputs"] = defaults | given
    page = catalog.parent / "page.md"
    page.write_text("")
    code, err = 0, ""
    for step in told["runs"]["steps"]:
        if "run" in step and code == 0:
            code, said = _script(step, known, catalog, path, page)
            err += said
    return Ran(code, page.read_text(), err)


def _script(step: Mapping[str, Any], known: Mapping[str, Any], catalog: Path, path: str, page: Path) -> tuple[int, str]:
    assert step["shell"] == "bash"
    env = {
        **{key: value for key, value in os.environ.items() if not key.startswith(("GH_", "GITHUB_"))},
        **GIT,
        "PATH": f"{path}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "GITHUB_STEP_SUMMARY": str(page),
        "GITHUB_ACTION_PATH": str(ROOT),
        **{key: _filled(value, known) for key, value in step.get("env", {}).items()},
    }
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    done = subprocess.run(command, cwd=catalog, env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def _filled(text: str, known: Mapping[str, Any]) -> str:
    return EXPRESSION.sub(lambda found: _as_text(_value(found[1], known)), text)


def _value(expression: str, known: Mapping[str, Any]) -> Any:
    """`a || b`, `a && b`, `a == b`, 'text' and names: what is not there is null, and null is false."""
    for sign in ("||", "&&"):
        if sign in expression:
            left, right = expression.split(sign, 1)
            value = _value(left, known)
            return value if bool(value) == (sign == "||") else _value(right, known)
    if "==" in expression:
        left, right = expression.split("==")
        return _value(left, known) == _value(right, known)
    word = expression.strip()
    if word.startswith("'"):
        return word.strip("'")
    found: Any = known
    for key in word.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def every_step() -> Iterator[Mapping[str, Any]]:
    """Of the Action and of the example workflows."""
    yield from action()["runs"]["steps"]
    for path in sorted((ROOT / "examples" / "workflows").glob("*.yml")):
        for job in workflow(path.name)["jobs"].values():
            yield from job["steps"]
