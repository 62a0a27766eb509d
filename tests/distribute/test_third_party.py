"""Flavors that other installed packages bring: found through the entry point, and named when they are wrong."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from made import Said, catalog, git, pattern, target, write

PACKAGE = Path(__file__).parent / "third_party"


def installed(into: Path, name: str = "acme-agent", **edits: tuple[str, str]) -> Path:
    """The package as an installer leaves it in the folder `into`, under another name and with texts replaced.

    Written by hand: building it would need what may not be here, or the network.
    """
    said = tomllib.loads((PACKAGE / "pyproject.toml").read_text(encoding="utf-8"))
    module = name.replace("-", "_")
    text = (PACKAGE / "acme_agent.py").read_text(encoding="utf-8")
    for old, new in edits.values():
        assert old in text
        text = text.replace(old, new)
    write(into / f"{module}.py", text)
    about = into / f"{module}-{said['project']['version']}.dist-info"
    write(about / "METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {said['project']['version']}\n")
    for group, entries in said["project"]["entry-points"].items():
        rows = (f"{key} = {value.replace('acme_agent', module)}" for key, value in entries.items())
        write(about / "entry_points.txt", "\n".join([f"[{group}]", *rows, ""]))
    return into


def session_memory(root: Path, *arguments: str, packages: Path | None = None) -> Said:
    """The program in a process of its own, with what is installed in `packages` beside all else."""
    env = os.environ | ({"PYTHONPATH": str(packages)} if packages else {})
    command = [sys.executable, "-m", "session_memory", "--root", str(root), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    return Said(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A catalog with a plain pattern and one with paths, and a repository used with Acme and with Codex."""
    made = catalog(tmp_path / "house", "careful", sources=pattern("sources", scope='{paths: ["src/**/*.py"]}'))
    target(made, "shop", {"README.md": "# Shop\n", "ACME.md": "Be kind.\n"}, flavors="acme, codex")
    return made


def test_a_flavor_of_another_package_is_proposed_and_applied(root: Path, tmp_path: Path) -> None:
    """Once each, with its own keys where a pattern has paths, and beside the file of the other agent."""
    packages = installed(tmp_path / "packages")
    said = session_memory(root, "distribute", "shop", packages=packages)
    assert said.code == 0, said
    shop = root / "targets" / "shop"
    git(shop, "apply", str(root / "proposals" / "shop" / "changes.patch"))
    matched = (shop / ".acme" / "rules" / "sources.md").read_text(encoding="utf-8")
    assert matched.startswith('---\nload: match\nwhen:\n  - "src/**/*.py"\n---\n\n<!-- session-memory:sources ')
    own = [shop / "ACME.md", *(shop / ".acme" / "rules").iterdir()]
    read = "".join(path.read_text(encoding="utf-8") for path in own)
    assert [read.count(f"Do {id} with care.") for id in ("careful", "sources")] == [1, 1]
    assert (shop / "ACME.md").read_text(encoding="utf-8").startswith("Be kind.\n")
    assert "About careful" in (shop / "AGENTS.md").read_text(encoding="utf-8")


def test_without_its_package_a_flavor_is_unknown(root: Path) -> None:
    """The catalog's check names the file, and what is nearest."""
    said = session_memory(root, "check")
    assert said.code == 1
    assert "catalog/repos/shop.md:3:11: SM164 there is no flavor `acme`" in said.out
    with_it = session_memory(root, "check", packages=installed(root.parent / "packages"))
    assert with_it.code == 0, with_it


def test_a_contradiction_names_module_and_field(root: Path, tmp_path: Path) -> None:
    """Before anything is done with it, and with the package to mend."""
    packages = installed(tmp_path / "packages", type=('globs_type="list",', ""), limit=("Limit(4_000", "Limit(0"))
    assert session_memory(root, "distribute", "shop", packages=packages) == Said(
        1,
        "",
        "error: acme_agent:DISTRIBUTOR: contract.reads[1].limit.amount: 0 is not positive; "
        "contract.reads[1].keys.globs_type: is missing, though when holds globs\n"
        "  next: mend or uninstall the package acme-agent\n",
    )


def test_a_forgotten_comma_is_told(root: Path, tmp_path: Path) -> None:
    """What a type checker would have said to its author."""
    packages = installed(tmp_path / "packages", comma=('("ACME.md",)', '("ACME.md")'))
    said = session_memory(root, "distribute", "shop", packages=packages)
    assert said.code == 1
    assert (
        "acme_agent:DISTRIBUTOR: contract.reads[0].paths: 'ACME.md' is no tuple; one with a single value needs a comma"
    ) in said.err


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("from session_memory.model import Form", "import there_is_none", "ModuleNotFoundError: No module named"),
        ("DISTRIBUTOR = ", "DISTRIBUTERS = ", "AttributeError: module 'acme_agent' has no attribute 'DISTRIBUTOR'"),
        ("OURS = Fact(", "OURS = Fact(1, ", "TypeError: "),
    ],
)
def test_one_that_cannot_be_loaded_is_named(root: Path, tmp_path: Path, old: str, new: str, told: str) -> None:
    """With what went wrong in it, and without a traceback."""
    said = session_memory(root, "check", packages=installed(tmp_path / "packages", edit=(old, new)))
    assert said.code == 1
    assert f"error: acme_agent:DISTRIBUTOR: the distributor acme cannot be loaded: {told}" in said.err
    assert "mend or uninstall the package acme-agent" in said.err and "Traceback" not in said.err


def test_what_is_no_distributor_is_told(root: Path, tmp_path: Path) -> None:
    """Any object can stand behind an entry point."""
    packages = installed(tmp_path / "packages", edit=("DISTRIBUTOR = MarkdownDistributor(", "DISTRIBUTOR = dict("))
    said = session_memory(root, "check", packages=packages)
    assert said.err.startswith("error: acme_agent:DISTRIBUTOR: flavor: None is no name in kebab case")
    assert "contract: None is no Contract" in said.err and "render: is missing" in said.err


def test_two_distributors_of_one_name_are_told(root: Path, tmp_path: Path) -> None:
    """Of two packages, and of a package and ours: both are named."""
    packages = installed(installed(tmp_path / "packages"), "better-acme")
    said = session_memory(root, "check", packages=packages)
    assert said == Said(
        1,
        "",
        "error: better_acme:DISTRIBUTOR: the flavor acme is there already, by acme_agent:DISTRIBUTOR\n"
        "  next: mend or uninstall the package better-acme\n",
    )
    packages = installed(tmp_path / "others", edit=('flavor="acme"', 'flavor="continue"'))
    said = session_memory(root, "check", packages=packages)
    assert "the flavor continue is there already, by session_memory.distribute.agents.continue_\n" in said.err
