"""Where pages are, and how one leads to another. Pure."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

ELSEWHERE = ("http", "https", "mailto")

COMMAND_LINE = "guide/cli/"
"""Among the pages of the guide, but no text of somebody's."""


def pattern_page(pattern_id: str) -> str:
    """Flat, so that moving a pattern between folders breaks no link."""
    return f"p/{_name(pattern_id)}/"


def version_page(pattern_id: str, version: str) -> str:
    """The page of one version of a pattern, for as long as git remembers it."""
    return f"{pattern_page(pattern_id)}v/{_name(version)}/"


def repo_page(repo: str) -> str:
    """The page of one target repository."""
    return f"repos/{_name(repo)}/"


def rollout_page(id: str) -> str:
    """The page of one rollout."""
    return f"rollouts/{_name(id)}/"


def feed(topic: str = "") -> str:
    """The Atom feed of what changed, of one topic or of all of them."""
    return f"changes/{_name(topic)}.atom" if topic else "changes.atom"


def flavor_page(flavor: str) -> str:
    """The page of one family of agents."""
    return f"flavors/{_name(flavor)}/"


def check_page(code: str) -> str:
    """The page that explains one finding."""
    return f"checks/{_name(code)}/"


def tag_page(tag: str) -> str:
    """The page of one tag."""
    return f"tags/{_name(tag)}/"


def guide_page(name: str) -> str:
    """One page of the guide."""
    return f"guide/{_name(name)}/"


def badge(repo: str) -> str:
    """The picture that tells how one repo stands."""
    return f"badge/{_name(repo)}.svg"


def source_file(page: str) -> str:
    """The Markdown file of a page in the docs tree. A folder for each, so that a pattern may be called `index`."""
    return f"{page}index.md"


def relative(here: str, there: str) -> str:
    """The address of page `there`, as seen from page `here`."""
    return "../" * here.count("/") + quote(there) or "./"


def _name(text: str) -> str:
    # Names of patterns and repos are safe already; those of files with findings may be anything, and stay apart.
    return re.sub(r"[^\w.-]|^\.", lambda match: f"~{ord(match[0]):x}~", text)


@dataclass(frozen=True, slots=True)
class TextLinks:
    """What links in a text lead to: other texts are known by their file's stem, which is unique in a catalog."""

    here: str
    pages: Mapping[str, str]
    """Stem of a file -> its page."""

    def __call__(self, address: str) -> str:
        """The address on the site; as it is for another site or a place on the same page; empty for anything else."""
        try:
            parts = urlsplit(address)
        except ValueError:
            return ""
        if parts.scheme in ELSEWHERE or (parts.fragment and not parts.path and not parts.scheme):
            return address
        stem, ending = posixpath.splitext(posixpath.basename(parts.path))
        page = self.pages.get(stem) if ending == ".md" and not parts.scheme else None
        if page is None:
            return ""
        return relative(self.here, page) + (f"#{parts.fragment}" if parts.fragment else "")
