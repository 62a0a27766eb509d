"""The JSON document beside the page of each pattern and each repo."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping, Sequence

from session_memory.model import Artifact, Attachment, Finding, FrontMatter, SolutionPattern
from session_memory.website import addresses
from session_memory.website.across import Across
from session_memory.website.machine.document import document
from session_memory.website.machine.rows import cell, data_of, happened, proposal
from session_memory.website.page import Page
from session_memory.website.site_model import AgentView, BrokenPattern, PatternView, RepoView, SiteModel


def written(model: SiteModel, across: Across, pages: Sequence[Page]) -> Iterator[tuple[str, bytes]]:
    """Patterns, then files with findings, then repos."""
    for view in model.patterns:
        path = data_of(addresses.pattern_page(view.pattern.id))
        yield path, document(path, "pattern", _pattern(view, across))
    for page, files in across.broken.items():
        path = data_of(page)
        yield path, document(path, "pattern", {"files": [_broken(file) for file in files]})
    for repo in model.repos:
        path = data_of(addresses.repo_page(repo.repo.name))
        yield path, document(path, "repo", _repo(repo))


def _pattern(view: PatternView, across: Across) -> Mapping[str, object]:
    pattern = view.pattern
    return {
        "pattern": _front_matter(pattern) | {"updated": view.updated},
        "path": pattern.path,
        "sha256": pattern.digest,
        "sections": [{"title": section.title, "text": section.text} for section in pattern.sections],
        "attachments": [_attachment(attachment) for attachment in pattern.attachments],
        "artifacts": [_artifact(artifact) for artifact in view.artifacts],
        "cells": [cell(one) for one in across.cells.get(pattern.id, ())],
        "relations": [{"is": how, "id": other} for how, other in across.relations.get(pattern.id, ())],
        "history": [
            {"commit": one.commit, "date": one.date, "version": one.version, "status": one.status}
            for one in view.history
        ],
    }


def _front_matter(pattern: SolutionPattern) -> dict[str, object]:
    return {field.name: getattr(pattern, field.name) for field in dataclasses.fields(FrontMatter)}


def _attachment(attachment: Attachment) -> Mapping[str, object]:
    return {
        "path": attachment.path,
        "bytes": attachment.size,
        "sha256": attachment.sha256,
        "executable": attachment.executable,
    }


def _artifact(artifact: Artifact) -> Mapping[str, object]:
    content = artifact.content.encode()
    return {
        "flavor": artifact.flavor,
        "form": artifact.form,
        "path": artifact.target_path,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "content": artifact.content,
    }


def _broken(file: BrokenPattern) -> Mapping[str, object]:
    return {"path": file.path, "text": file.text, "findings": [_finding(found) for found in file.findings]}


def _finding(found: Finding) -> Mapping[str, object]:
    place = {"path": found.place.path, "line": found.place.line, "column": found.place.column}
    return {**place, "code": found.code, "message": found.message, "hint": found.hint}


def _repo(view: RepoView) -> Mapping[str, object]:
    plan = view.plan
    now = {budget.flavor: budget.total for budget in plan.before}
    return {
        "repo": view.repo,
        "path": view.path,
        "about": view.about.strip("\n"),
        "cells": [cell(one) for one in view.cells],
        "budgets": [
            {"flavor": b.flavor, "hand": b.hand, "ours": b.ours, "now": now.get(b.flavor, 0), "limit": b.limit}
            for b in plan.budgets
        ],
        "agents": [_agent(agent) for agent in view.agents],
        "to_mend": view.to_mend,
        "proposal": proposal(view),
        "skipped": [{"pattern": one.pattern_id, "reason": one.reason, "mark": one.mark} for one in plan.skipped],
        "refused": [{"pattern": d.pattern_id, "flavor": d.flavor, "reason": d.reason} for d in plan.refused],
        "warnings": [*plan.malformed, *plan.overruns, *plan.warnings, *map(str, view.damaged)],
        "unreachable": plan.unreachable,
        "log": [happened(one) for one in view.log],
    }


def _agent(agent: AgentView) -> Mapping[str, object]:
    return {
        "flavor": agent.flavor,
        "bytes": agent.bytes,
        "tokens": agent.tokens,
        "limit": agent.limit,
        "lost": agent.lost,
        "files": agent.files,
        "not_told": [{"path": left.path, "why": left.why, "by": left.by} for left in agent.left],
        "elsewhere": agent.elsewhere,
        "patterns": agent.counts,
        "wrong": [{"pattern": one.id, "times": one.times, "why": one.why} for one in agent.wrong],
    }
