"""Jules, of Google. Facts: the list of agents on agents.md, where it is one of those that read AGENTS.md."""

from __future__ import annotations

from session_memory.contract import Caveat, Comments, Contract, Fact, Home, Known, Read
from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Form

DOCS = Fact(Known.DOCUMENTATION, "https://agents.md")
GUESS = Fact(Known.UNVERIFIED, "no source found")

DISTRIBUTOR = MarkdownDistributor(
    flavor="jules",
    contract=Contract(
        product="Jules",
        holds_for="2026-11-20",
        reads=(Read(("AGENTS.md",), DOCS, comments=Comments.UNKNOWN),),
        homes=(Home("AGENTS.md", Form.BLOCK),),
        caveats=(
            Caveat("Whether it reads an AGENTS.md in a folder below is not known; it is taken not to.", GUESS),
            Caveat("Whether it knows skills is not known; it is taken not to.", GUESS),
            Caveat("Nothing in a repository but AGENTS.md shows that it is used with Jules.", GUESS),
        ),
    ),
)
