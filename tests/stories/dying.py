"""A run that dies at a chosen write: from then on it changes nothing any more, not even to tidy up."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

CHANGING = ("replace", "rename", "unlink", "remove", "mkdir", "rmdir", "chmod", "fchmod", "fsync")


class Killed(BaseException):
    """Nothing catches it but what catches everything."""


@dataclass
class Life:
    """How many changes there were, and after how many it is over."""

    lasts: int
    spent: int = 0

    @property
    def over(self) -> bool:
        return self.spent > self.lasts

    def mortal(self, function: Any, changes: Any = lambda *_, **__: True) -> Any:
        """The function, for as long as it lasts."""

        def call(*arguments: Any, **options: Any) -> Any:
            if changes(*arguments, **options):
                self.spent += 1
                if self.over:
                    raise Killed
            return function(*arguments, **options)

        return call


@contextlib.contextmanager
def dying(lasts: int) -> Iterator[Life]:
    """Let what runs inside make `lasts` changes to the disk or calls of git; with the next one it is dead."""
    life = Life(lasts)
    with contextlib.ExitStack() as stack:
        for name in CHANGING:
            stack.enter_context(patch.object(os, name, life.mortal(getattr(os, name))))
        creates = life.mortal(os.open, lambda _, flags, *rest, **more: flags & os.O_CREAT)
        stack.enter_context(patch.object(os, "open", creates))
        stack.enter_context(patch.object(subprocess, "run", life.mortal(subprocess.run)))
        with contextlib.suppress(Killed):
            yield life
