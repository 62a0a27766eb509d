"""How an agent is asked, as data. In every text `{url}` is the recorder's address and `{home}` the agent's home."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from session_memory.receipts.pieces import Frame


@dataclass(frozen=True, slots=True)
class Agent:
    """One agent's command line, as far as asking it needs it."""

    flavor: str
    program: str
    """Name of its command."""
    package: str
    """What npm calls it."""
    arguments: tuple[str, ...]
    """For a run without a person; what it is told follows behind."""
    frames: tuple[Frame, ...]
    """How files stand in what it sends."""
    skill: str
    """How a skill stands there, `{name}` and `{description}` in it."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """The recorder as its server, a key that opens nothing, and no traffic beside the conversation."""
    home: Mapping[str, str] = field(default_factory=dict)
    """Files in its home: path -> text."""
    printed: Callable[[str], str] | None = None
    """Takes its text out of what it prints; None for an agent that is listened to."""
    joint: str = ""
    """What stands between two files, for an agent that does not say where a file begins."""
    reasons: str = ""
    """Regular expression for words that nobody can predict, such as the system's own about a file that is not there;
    its first group is what stays."""
