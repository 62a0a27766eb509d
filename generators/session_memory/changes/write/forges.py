"""What is known of each forge: how a push opens a request there, and under which ref and page it stands. Pure.

GitLab: push options for merge requests (docs.gitlab.com, `user/project/push_options`); they count only when the push
moves a ref. Forgejo and Gitea: AGit (forgejo.org/docs, `user/agit-support`): a push to `refs/for/<target>` is the
request, its `topic` the name under which later commits join it, and no branch is made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from session_memory.model import Repo


@dataclass(frozen=True, slots=True)
class Forge:
    """One kind of forge. Texts may hold {branch}, {target}, {title} and {number}."""

    name: str
    heads: str = ""
    """Ref under which the newest commit of each request can be seen."""
    page: str = ""
    """Page of a request, below the repository's own."""
    form: str = ""
    """Page where a person opens one."""
    options: tuple[str, ...] = ()
    """Push options that open one."""
    to: str = "refs/heads/{branch}"
    """Ref that is pushed to."""
    command: bool = False
    """A request is opened by GitHub's `gh`, after the push."""

    @property
    def push_is_request(self) -> bool:
        """No branch is made; so one of that name that is there is no request yet."""
        return not self.to.startswith("refs/heads/")


_PULLS = Forge(
    "forgejo",
    "refs/pull/{number}/head",
    "/pulls/{number}",
    "/compare/{target}...{branch}",
    ("topic={branch}", "title={title}"),
    "refs/for/{target}",
)
_MERGES = Forge(
    "gitlab",
    "refs/merge-requests/{number}/head",
    "/-/merge_requests/{number}",
    "/-/merge_requests/new?merge_request%5Bsource_branch%5D={branch}&merge_request%5Btarget_branch%5D={target}",
    ("merge_request.create", "merge_request.target={target}", "merge_request.title={title}"),
)
FORGES: Mapping[str, Forge] = {
    "github": Forge("github", _PULLS.heads, "/pull/{number}", "/compare/{target}...{branch}?expand=1", command=True),
    "gitlab": _MERGES,
    "forgejo": _PULLS,
    "gitea": _PULLS,
    "none": Forge("none"),
}
HOSTS = ((r"github\.com", "github"), (r"gitlab\..+", "gitlab"), (r"codeberg\.org", "forgejo"))
"""Host, as a regular expression -> forge."""


def forge_of(repo: Repo, url: str) -> Forge:
    """The forge that the repo's file names, or else the one that the remote's host tells."""
    host = urlsplit(page_of(url)).hostname or ""
    told = next((name for pattern, name in HOSTS if re.fullmatch(pattern, host)), "none")
    return FORGES[repo.forge or told]


def page_of(url: str) -> str:
    """The repository's page on its forge, without anybody's credentials; empty for a path of this machine."""
    short = re.fullmatch(r"(?:[^@/:]+@)?([^@/:]{2,}):(?!//)/?(.+)", url)
    parts = urlsplit(f"ssh://{short[1]}/{short[2]}" if short else url)
    if parts.scheme not in ("http", "https", "ssh", "git") or not parts.hostname:
        return ""
    port = f":{parts.port}" if parts.port and parts.scheme in ("http", "https") else ""
    scheme = parts.scheme if parts.scheme == "http" else "https"
    return f"{scheme}://{parts.hostname}{port}{parts.path.rstrip('/').removesuffix('.git')}"


def request_page(forge: Forge, url: str, refs: Mapping[str, str], commit: str) -> str | None:
    """The page of the request whose newest commit is `commit`, be it open or closed; None when there is none.

    `refs` is what the remote has: name -> commit. Empty for a remote that has no pages.
    """
    known = re.escape(forge.heads).replace(r"\{number\}", r"(\d+)")
    found = [match[1] for ref, id in refs.items() if id == commit and (match := re.fullmatch(known, ref))]
    if not forge.heads or not found:
        return None
    page = page_of(url)
    return page and page + forge.page.format(number=min(found, key=int))


def form_page(forge: Forge, url: str, branch: str, target: str) -> str:
    """Where a person opens a request; empty when that is not known."""
    page = page_of(url) if forge.form else ""
    return page and page + forge.form.format(branch=quote(branch), target=quote(target))


def told_page(said: str) -> str:
    """The page of a request that a remote names in its answer to a push; empty when it names none."""
    found = re.search(r"^remote:.*?(https?://\S+/(?:merge_requests|pulls)/\d+)\s*$", said, re.MULTILINE)
    return found[1] if found else ""
