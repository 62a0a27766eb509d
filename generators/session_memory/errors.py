"""What can go wrong so badly that the work cannot go on. Anything less is a finding or a refusal (model.py)."""

from __future__ import annotations


class SessionMemoryError(Exception):
    """An accident, told so that a person can act: what happened, where, and what to do next, with its command."""

    exit_code = 1

    def __init__(self, message: str, where: str = "", hint: str = "", command: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint
        self.command = command

    @property
    def words(self) -> str:
        """What happened and where."""
        return f"{self.where}: {self.message}" if self.where else self.message

    def __str__(self) -> str:
        advice = ": ".join(filter(None, (self.hint, self.command)))
        return f"{self.words}\n  next: {advice}" if advice else self.words


class UsageError(SessionMemoryError):
    """The command was asked for something that does not exist or does not fit together."""

    exit_code = 2


class MalformedHostError(SessionMemoryError):
    """A host file whose markers or code fences make it unsafe to write; `lines` are 1-based."""

    exit_code = 4

    def __init__(self, message: str, lines: tuple[int, ...] = (), hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.lines = lines


class UnreachableError(SessionMemoryError):
    """A target repository that cannot be read at all: no such folder, no such ref, no network."""


class StaleError(SessionMemoryError):
    """What was approved is no longer what would be written: something moved since."""

    exit_code = 3


class ConflictError(SessionMemoryError):
    """Somebody's work stands where we would write. It is left as it is."""

    exit_code = 4


class DeniedError(SessionMemoryError):
    """Nobody who may said yes, or nobody may."""

    exit_code = 5


class BusyError(SessionMemoryError):
    """Another run is at work on the same repository."""

    exit_code = 6
