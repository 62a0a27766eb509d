"""Who says so: a person's name and mail address, as git knows them. An assertion, not a proof."""

from __future__ import annotations

import re
from pathlib import Path

from session_memory import git
from session_memory.errors import SessionMemoryError, UsageError

PERSON = re.compile(r"[^<>\s\x00-\x1f](?:[^<>\x00-\x1f\x7f]*[^<>\s\x00-\x1f])? <[^<>\s\x00-\x1f]+>")
"""What git takes for an author."""
NAME = re.compile(r"[^<>\s\x00-\x1f](?:[^<>\x00-\x1f\x7f]*[^<>\s\x00-\x1f])?")
"""A person without a mail address."""


def identity(root: Path, given: str | None) -> str:
    """`Name <mail>`, or a name alone: as given with `--by`, or git's own in the catalog's folder `root`.

    Raises UsageError for a text of another form, and when git was never told who works here.
    """
    if given:
        if not PERSON.fullmatch(given) and not NAME.fullmatch(given):
            raise UsageError(f"{given!r} is not a person", hint='write --by "Name <mail@example.com>"')
        return given
    # Without this setting git makes a name up from the machine's, which nobody could be asked about.
    asked = ("-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT")
    try:
        told = git.run(git.top_of(root) or root, *asked, plain=False).decode("utf-8", "replace")
    except SessionMemoryError as error:
        raise _unknown() from error
    person = re.sub(r" \d+ [-+]\d{4}\s*$", "", told)
    if not PERSON.fullmatch(person):
        raise _unknown()
    return person


def _unknown() -> UsageError:
    hint = 'say who you are: --by "Name <mail@example.com>", or set user.name and user.email with git config'
    return UsageError("git does not know who works here", hint=hint)
