"""Plan -> the files of `proposals/<repo>/`. Pure but for git, which makes the patch. No clock, no machine's paths."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from session_memory import files, git
from session_memory.canonical import canonical
from session_memory.changes.patch import make_patch
from session_memory.changes.review import review
from session_memory.changes.wanted import as_files
from session_memory.errors import SessionMemoryError
from session_memory.model import Budget, FileChange, Plan

FORMAT = 1
"""Of proposal.json; moves when a reader has to know."""
RENDERER = 4
"""Moves when the same pattern renders to other bytes: approvals of older proposals no longer hold then."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A reviewable change to one repo, as files."""

    repo: str
    id: str
    """SHA-256 of proposal.json, in hex."""
    tree: Mapping[str, bytes]
    """Relative path -> bytes. Empty when nothing waits for anybody."""


def build(plan: Plan, folder: Path, proved: str = "") -> Proposal:
    """The proposal for a plan; `folder` holds the one that was saved before, if any.

    `proved` is the id of the last proposal whose patch was proved on this machine; another one is proved now.
    Raises SessionMemoryError when the patch does not reproduce the plan.
    """
    artifacts = as_files(plan.artifacts)
    patch, document = _saved(plan, artifacts, folder, proved) or _made(plan, artifacts)
    digest = _sha256(document)
    if not plan.changes and not plan.refused and not plan.unreachable:
        return Proposal(plan.repo, digest, {})
    tree = {"proposal.json": document, "REVIEW.md": review(plan, digest).encode()}
    tree |= {f"artifacts/{path}": content for path, content in artifacts.items()}
    if patch:
        tree["changes.patch"] = patch
    return Proposal(plan.repo, digest, tree)


def _made(plan: Plan, artifacts: Mapping[str, bytes]) -> tuple[bytes, bytes]:
    patch = make_patch(plan.changes)
    return patch, canonical(_document(plan, artifacts, patch))


def _saved(plan: Plan, artifacts: Mapping[str, bytes], folder: Path, proved: str) -> tuple[bytes, bytes] | None:
    """The saved patch and document, when making them again would give the same bytes.

    The document names base, result and patch by digest. When it is the one that was proved here, and says
    what the plan and the file say now, there is nothing left to prove. That it lies there proves nothing.
    """
    try:
        patch = (folder / "changes.patch").read_bytes()
        saved = (folder / "proposal.json").read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    known = _sha256(saved) == proved and canonical(_document(plan, artifacts, patch)) == saved
    return (patch, saved) if known else None


def save(root: Path, proposal: Proposal) -> tuple[str, ...]:
    """Make the repo's folder hold the proposal and nothing else of ours. Returns the paths that changed."""
    folder = folder_of(root, proposal.repo)
    if folder.is_symlink() or folder.parent.is_symlink():
        raise SessionMemoryError("is a link; nothing is written through it", f"proposals/{proposal.repo}", "delete it")
    return files.write_tree(folder, proposal.tree, is_ours)


def is_ours(name: str) -> bool:
    """Whether a file in a proposal's folder is one that `build` makes; what else lies there is kept."""
    return name in ("proposal.json", "REVIEW.md", "changes.patch") or name.startswith("artifacts/")


def last_proved(cache: Path, repo: str) -> str:
    """The id of the proposal for `repo` whose patch was last proved here; empty when none was."""
    try:
        return (cache / "proved" / repo).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""


def remember_proved(cache: Path, proposal: Proposal) -> None:
    """Spare the next run the proof, as long as nothing changes."""
    if proposal.tree:
        files.write(files.make_private_folder(cache) / "proved" / proposal.repo, proposal.id.encode(), durable=False)


def folder_of(root: Path, repo: str) -> Path:
    """Where the proposal for a repo lies."""
    return root / "proposals" / repo


def _document(plan: Plan, artifacts: Mapping[str, bytes], patch: bytes) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "renderer": RENDERER,
        "repo": plan.repo,
        "asked": {
            "patterns": sorted(plan.only.patterns),
            "flavors": sorted(plan.only.flavors),
            "ours": plan.only.ours,
            "ref": plan.only.ref,
        },
        "unreachable": plan.unreachable or None,
        "files": [as_row(change) for change in plan.changes],
        "patch_sha256": _sha256(patch) if patch else None,
        "artifacts": [{"path": path, "sha256": _sha256(file)} for path, file in sorted(artifacts.items())],
        "patterns": [{"pattern": id, "sha256": digest} for id, digest in sorted(plan.inputs.items())],
        "items": [
            {
                "path": item.path,
                "pattern": item.pattern_id,
                "form": item.form,
                "action": item.action,
                "state": item.state,
                "risk": item.risk,
                "serves": list(item.serves),
                "before": item.before or None,
                "after": item.after or None,
            }
            for item in plan.items
        ],
        "deliveries": [
            {"flavor": d.flavor, "pattern": d.pattern_id, "outcome": d.outcome, "path": d.path, "reason": d.reason}
            for d in plan.outcomes
        ],
        "choices": [
            {"patterns": list(c.patterns), "flavors": list(c.flavors), "where": c.where, "because": c.because or None}
            for c in plan.choices
        ],
        "skipped": [{"pattern": skipped.pattern_id, "reason": skipped.reason} for skipped in plan.skipped],
        "budgets": [_budget(budget) for budget in plan.budgets],
        "moved": [
            {"flavor": m.flavor, "pattern": m.pattern_id, "from": m.source, "to": m.path or None, "why": m.because}
            for m in plan.moved
        ],
        "overruns": list(plan.overruns),
        "warnings": list(plan.warnings),
    }


def as_row(change: FileChange) -> dict[str, Any]:
    """One file of the target as proposal.json tells of it: base and result by their digests."""
    row = {"path": change.path, "mode": _mode(change.executable)}
    was = {"base_mode": _mode(change.was_executable)} if change.mode_changes else {}
    return row | was | {"base": _blob(change.before), "result": _blob(change.after)}


def _mode(executable: bool) -> str:
    return "100755" if executable else "100644"


def _blob(content: bytes | None) -> dict[str, Any] | None:
    if content is None:
        return None
    # The id that git gives to these bytes, so that a base can be found in the target's history.
    return {"bytes": len(content), "sha256": _sha256(content), "git_blob": git.blob_id(content)}


def _budget(budget: Budget) -> dict[str, Any]:
    return {"flavor": budget.flavor, "hand": budget.hand, "ours": budget.ours, "limit": budget.limit}


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
