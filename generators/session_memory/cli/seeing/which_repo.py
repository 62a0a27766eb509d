"""REPO: a registered name, or the path of a git checkout."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from session_memory import git
from session_memory.contract import Contract
from session_memory.errors import UsageError
from session_memory.model import Catalog, Repo
from session_memory.near import nearest

ASSUMED = ("claude", "codex", "grok")
"""For a checkout that shows no sign of any agent."""


def which_repo(name: str, root: Path, catalog: Catalog, contracts: Mapping[str, Contract]) -> Repo:
    """The repo that a person means. Raises UsageError, with the nearest name where one is near."""
    registered = {repo.name: repo for repo in catalog.repos}
    if not name:
        raise UsageError("no repo is named", hint=f"registered are: {', '.join(sorted(registered)) or 'none'}")
    if name in registered:
        return registered[name]
    broken = [f for f in catalog.findings if _is_file_of(name, PurePosixPath(f.place.path))]
    if broken:
        raise UsageError("its file has findings", name, "; ".join(str(finding) for finding in broken))
    folder = Path(name)
    if folder.is_dir():
        same = (r for r in catalog.repos if r.checkout and (root / r.checkout).resolve() == folder.resolve())
        return next(same, None) or unregistered(folder, contracts, registered)
    near = nearest(name, registered)
    guess = f"did you mean {near}?" if near else f"registered are: {', '.join(sorted(registered)) or 'none'}"
    raise UsageError(f"there is no repo and no folder {name!r}", hint=guess)


def _is_file_of(name: str, path: PurePosixPath) -> bool:
    return path.is_relative_to("catalog/repos") and path.stem == name


def unregistered(folder: Path, contracts: Mapping[str, Contract], taken: Mapping[str, Repo]) -> Repo:
    """A repo made up for a checkout that has no file in the catalog. Raises UsageError when it is no checkout."""
    if not git.is_checkout(folder):
        raise UsageError(
            "not the top folder of a git checkout",
            str(folder),
            "name the top folder of a checkout, or a registered repo",
        )
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", folder.resolve().name).strip(".-") or "checkout"
    if name in taken:
        raise UsageError(
            f"another repo is registered as {name}",
            str(folder),
            f"register this one under another name: session-memory adopt {folder} --name NAME",
        )
    return Repo(name=name, flavors=detected(folder, contracts) or ASSUMED, checkout=str(folder.resolve()))


def detected(folder: Path, contracts: Mapping[str, Contract]) -> tuple[str, ...]:
    """The flavors of which the checkout shows a sign."""
    return tuple(f for f, c in sorted(contracts.items()) if any((folder / sign).exists() for sign in c.signs))
