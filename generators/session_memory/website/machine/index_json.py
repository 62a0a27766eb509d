"""`index.json`: every pattern, repo and flavor in one row each, and how much there is of everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from session_memory.model import Status
from session_memory.website import addresses
from session_memory.website.across import Across
from session_memory.website.contracts import in_short
from session_memory.website.machine.document import document
from session_memory.website.machine.rows import data_of, proposal, states
from session_memory.website.page import Page
from session_memory.website.site_model import BrokenPattern, PatternView, RepoView, SiteModel

PATH = "index.json"


def written(model: SiteModel, across: Across, pages: Sequence[Page]) -> Iterator[tuple[str, bytes]]:
    """There is one."""
    says = {
        "counts": _counts(model),
        "patterns": [_pattern(view, across) for view in model.patterns],
        "broken": [_broken(file) for file in model.broken],
        "repos": [_repo(view) for view in model.repos],
        "flavors": [_flavor(name, model, across) for name in model.flavors],
    }
    yield PATH, document(PATH, "index", says)


def _counts(model: SiteModel) -> Mapping[str, object]:
    return {
        "patterns": len(model.patterns),
        "approved": sum(1 for view in model.patterns if view.pattern.status is Status.APPROVED),
        "broken": len(model.broken),
        "repos": len(model.repos),
        "flavors": len(model.flavors),
        "findings": len(model.findings),
        "cells": states(cell for view in model.repos for cell in view.cells),
    }


def _pattern(view: PatternView, across: Across) -> Mapping[str, object]:
    pattern = view.pattern
    page = addresses.pattern_page(pattern.id)
    return {
        "id": pattern.id,
        "title": pattern.title,
        "status": pattern.status,
        "version": pattern.version,
        "risk": pattern.risk,
        "confidence": pattern.confidence,
        "distribution_ready": pattern.distribution_ready,
        "owners": pattern.owners,
        "tags": pattern.tags,
        "updated": view.updated,
        "review_by": pattern.review_by,
        "cells": states(across.cells.get(pattern.id, ())),
        "page": page,
        "data": data_of(page),
    }


def _broken(file: BrokenPattern) -> Mapping[str, object]:
    page = addresses.pattern_page(file.id)
    return {"path": file.path, "findings": len(file.findings), "page": page, "data": data_of(page)}


def _repo(view: RepoView) -> Mapping[str, object]:
    repo = view.repo
    page = addresses.repo_page(repo.name)
    return {
        "name": repo.name,
        "domain": repo.domain,
        "flavors": repo.flavors,
        "owners": repo.owners,
        "critical": repo.critical,
        "enabled": repo.enabled,
        "cells": states(view.cells),
        "proposal": proposal(view),
        "page": page,
        "data": data_of(page),
    }


def _flavor(name: str, model: SiteModel, across: Across) -> Mapping[str, object]:
    contract = model.flavors[name]
    short, chain = in_short(contract), contract.chain
    return {
        "name": name,
        "product": contract.product,
        "holds_for": contract.holds_for,
        "reads": list(dict.fromkeys(path for read in contract.reads for path in read.paths)),
        "limit": {"amount": chain.amount, "unit": chain.unit, "over": chain.over} if chain else None,
        "known": short.basis,
        "unverified": short.unverified,
        "confirmed": model.confirmed.get(name, ()),
        "repos": len(across.received.get(name, ())),
        "page": addresses.flavor_page(name),
    }
