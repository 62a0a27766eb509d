"""Writes down which agents passed; `make agents` runs it after the tests, and only then."""

from __future__ import annotations

import datetime

from agents.asked import AGENTS
from agents.situations import SITUATIONS, SITUATIONS_BELOW
from agents.texts import TEXTS, TEXTS_BELOW
from session_memory import files
from session_memory.distribute.confirmed import RECORD, Confirmation, as_json

if __name__ == "__main__":
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    versions = [(agent.flavor, agent.installed.version) for agent in AGENTS]
    situations = sum(map(len, (SITUATIONS, SITUATIONS_BELOW, TEXTS, TEXTS_BELOW)))
    files.write(RECORD, as_json(Confirmation(flavor, today, version, situations) for flavor, version in versions))
    print(f"{RECORD.name}: {', '.join(' '.join(pair) for pair in versions)}")
