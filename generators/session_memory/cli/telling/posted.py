"""One comment and one issue that are ours, found again by a marker and changed in place, through the `gh` command.

Only what this very account wrote is ever changed: a person may quote the marker. Authors are asked of GraphQL, since
the token of a workflow may not ask who it is in another way, and ids in it hold what the numbers of REST do.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from session_memory.errors import SessionMemoryError

MARKER = "<!-- session-memory summary -->"
TITLE = "Session Memory: repositories have drifted, or something is wrong"
PAGE = "pageInfo { hasNextPage endCursor }"
COMMENTS = f"""query($owner: String!, $name: String!, $number: Int!, $endCursor: String) {{
  repository(owner: $owner, name: $name) {{ pullRequest(number: $number) {{
    comments(first: 100, after: $endCursor) {{ nodes {{ id body viewerDidAuthor }} {PAGE} }}
  }} }}
}}"""
ISSUES = f"""query($owner: String!, $name: String!, $endCursor: String) {{
  repository(owner: $owner, name: $name) {{
    issues(states: OPEN, first: 100, after: $endCursor) {{ nodes {{ number body viewerDidAuthor }} {PAGE} }}
  }}
}}"""
UPDATE = """mutation($id: ID!, $body: String!) {
  updateIssueComment(input: { id: $id, body: $body }) { issueComment { id } }
}"""


@dataclass(frozen=True, slots=True)
class Call:
    """One request that changes something."""

    method: str
    path: str
    document: Mapping[str, Any]
    what: str
    """In words, once it is done."""


def post_comment(root: Path, number: int, text: str) -> str:
    """Make the one comment on that pull request hold the text. Returns what was done, in words."""
    jq = ".data.repository.pullRequest.comments.nodes[]"
    rows = _listed(root, COMMENTS, jq, "-F", f"number={number}")
    return _done(root, comment_calls(number, _ours(rows), text), "the comment says so already")


def post_issue(root: Path, text: str, calm: bool) -> str:
    """Keep one issue open with the text, or none when all is calm. Returns what was done, in words."""
    rows = _listed(root, ISSUES, ".data.repository.issues.nodes[]")
    return _done(root, issue_calls(_ours(rows), text, calm), "no issue had to change")


def comment_calls(number: int, ours: Sequence[Mapping[str, Any]], text: str) -> Iterator[Call]:
    """What has to be done so that the first comment of ours holds the text. Pure."""
    body = _body(text)
    if not ours:
        path = f"repos/{{owner}}/{{repo}}/issues/{number}/comments"
        yield Call("POST", path, {"body": body}, f"commented on pull request {number}")
    elif not _same(ours[0], body):
        document = {"query": UPDATE, "variables": {"id": ours[0]["id"], "body": body}}
        yield Call("POST", "graphql", document, f"updated the comment on pull request {number}")


def issue_calls(ours: Sequence[Mapping[str, Any]], text: str, calm: bool) -> Iterator[Call]:
    """What has to be done so that one issue of ours is open with the text, or none when all is calm. Pure."""
    body, issues = _body(text), "repos/{owner}/{repo}/issues"
    numbers = sorted(ours, key=lambda row: int(row["number"]))
    if not calm and not numbers:
        yield Call("POST", issues, {"title": TITLE, "body": body}, "opened an issue")
    if not calm and numbers and not _same(numbers[0], body):
        number = numbers[0]["number"]
        yield Call("PATCH", f"{issues}/{number}", {"body": body}, f"updated issue {number}")
    # Two runs at the same time may have opened two.
    for row in numbers if calm else numbers[1:]:
        over = {"state": "closed", "state_reason": "completed"} | ({"body": body} if calm else {})
        yield Call("PATCH", f"{issues}/{row['number']}", over, f"closed issue {row['number']}")


def _body(text: str) -> str:
    return f"{MARKER}\n{text}"


def _ours(rows: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    return [row for row in rows if row["viewerDidAuthor"] and row["body"].startswith(MARKER)]


def _same(row: Mapping[str, Any], body: str) -> bool:
    """A forge may keep other line ends, and no blank ones at the end."""
    return bool(row["body"].split() == body.split())


def _listed(root: Path, query: str, jq: str, *fields: str) -> Sequence[Mapping[str, Any]]:
    where = ("-F", "owner={owner}", "-F", "name={repo}", *fields)
    told = _gh(root, "graphql", "--paginate", *where, "-f", f"query={query}", "--jq", jq)
    try:
        return [json.loads(line) for line in told.splitlines() if line.strip()]
    except ValueError as error:
        raise SessionMemoryError(
            f"gh api told what is no JSON: {told[:200]!r}", hint="gh version 2 is needed"
        ) from error


def _done(root: Path, calls: Iterator[Call], nothing: str) -> str:
    done = []
    for call in calls:
        _gh(root, call.path, "--method", call.method, "--input", "-", document=call.document)
        done.append(call.what)
    return ", ".join(done) or nothing


def _gh(root: Path, *arguments: str, document: Mapping[str, Any] | None = None) -> str:
    """What `gh api` printed; it finds the repository and the token as it always does (GH_REPO, GH_TOKEN)."""
    given = b"" if document is None else json.dumps(document).encode()
    try:
        done = subprocess.run(["gh", "api", *arguments], cwd=root, input=given, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise SessionMemoryError(
            "gh is not installed", hint="install it (cli.github.com), or leave posting out"
        ) from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip() or f"exit code {done.returncode}"
        hint = "does the token have `pull-requests: write` for a comment, `issues: write` for an issue? Then run again"
        raise SessionMemoryError(f"gh api {arguments[0]} failed: {said}", hint=hint)
    return done.stdout.decode("utf-8", "replace")
