"""What the simulator says that an agent is told in a checkout."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from agents.asked import Agent
from session_memory.changes.hosts import Wanted, from_folder
from session_memory.cli.seeing.expected import expected
from session_memory.cli.seeing.leads import around, with_named
from session_memory.distribute.flavors import table
from session_memory.distribute.reading import At, interesting
from session_memory.receipts.compared import Expected

CONTRACTS = {flavor: distributor.contract for flavor, distributor in table().items()}


def simulated(there: Path, agent: Agent, folder: str = "") -> Expected:
    """What it should load when it starts in `folder` of the checkout."""
    at = At(folder, narrow=True)
    wanted = around(Wanted(*interesting(CONTRACTS.values())), at)
    hosts = with_named(partial(from_folder, there), wanted, CONTRACTS.values())
    return expected(agent.flavor, CONTRACTS, hosts, at, agent.newest)
