"""A `gh api` that keeps comments and issues in a file, as far as the product asks for them."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from made import write


@dataclass(frozen=True)
class Forge:
    """What the stand-in keeps."""

    file: Path

    @property
    def state(self) -> dict[str, Any]:
        """Comments by request, issues, and each call with the repository it was for."""
        return dict(json.loads(self.file.read_text()))

    def put(self, **more: Any) -> None:
        """Make it so, whoever did it."""
        self.file.write_text(json.dumps(self.state | more))

    @property
    def comments(self) -> list[dict[str, Any]]:
        """On pull request 12."""
        return list(self.state["comments"])

    @property
    def issues(self) -> list[dict[str, Any]]:
        """Open or closed."""
        return list(self.state["issues"])

    @property
    def changes(self) -> list[str]:
        """What was called but for questions: method and path."""
        return [f"{call['method']} {call['path']}" for call in self.state["calls"] if call["document"] is not None]


def forge(folder: Path) -> Forge:
    """Puts `gh` into the folder, which is to come first on PATH."""
    file = write(folder / "state.json", json.dumps({"comments": [], "issues": [], "calls": [], "fails": ""}))
    write(folder / "gh", GH.format(python=sys.executable, file=str(file))).chmod(0o755)
    return Forge(file)


def comment(body: str, *, ours: bool = True, id: str = "IC_1") -> dict[str, Any]:
    """One that stands there already."""
    return {"id": id, "body": body, "viewerDidAuthor": ours}


def issue(number: int, body: str, *, ours: bool = True) -> dict[str, Any]:
    """An open one that stands there already."""
    return {"number": number, "title": "", "body": body, "viewerDidAuthor": ours, "state": "open"}


GH = """\
#!{python}
import json, os, pathlib, sys
file = pathlib.Path({file!r})
state = json.loads(file.read_text())
verb, path, rest = sys.argv[1], sys.argv[2], sys.argv[3:]
assert verb == "api", sys.argv
document = json.load(sys.stdin) if "--input" in rest else None
method = rest[rest.index("--method") + 1] if "--method" in rest else "POST"
state["calls"].append(dict(method=method, path=path, document=document, repo=os.environ.get("GH_REPO", "")))
file.write_text(json.dumps(state))
if state["fails"]:
    sys.exit(state["fails"])
if path == "graphql" and document is None:
    fields = dict(value.split("=", 1) for value in rest if "=" in value and not value.startswith("query"))
    query = next(value for value in rest if value.startswith("query="))
    assert "--paginate" in rest and "$endCursor: String" in query and "hasNextPage endCursor" in query
    assert (fields["owner"], fields["name"]) == ("{{owner}}", "{{repo}}")
    there = [one for one in state["issues"] if one["state"] == "open"]
    found = dict(issues=dict(nodes=there))
    if "pullRequest(" in query:
        assert fields["number"] == "12", fields
        found = dict(pullRequest=dict(comments=dict(nodes=state["comments"])))
    answer = dict(data=dict(repository=found))
    for key in rest[rest.index("--jq") + 1].removesuffix("[]").strip(".").split("."):
        answer = answer[key]
    print("\\n".join(json.dumps(row) for row in answer))
elif path == "graphql":
    assert document["query"].startswith("mutation")
    (one,) = [c for c in state["comments"] if c["id"] == document["variables"]["id"]]
    one["body"] = document["variables"]["body"]
elif path == "repos/{{owner}}/{{repo}}/issues/12/comments" and method == "POST":
    state["comments"].append(dict(id="IC_new", viewerDidAuthor=True, **document))
elif path == "repos/{{owner}}/{{repo}}/issues" and method == "POST":
    number = 1 + max((one["number"] for one in state["issues"]), default=0)
    state["issues"].append(dict(number=number, viewerDidAuthor=True, state="open", **document))
elif path.startswith("repos/{{owner}}/{{repo}}/issues/") and method == "PATCH":
    (one,) = [i for i in state["issues"] if str(i["number"]) == path.rsplit("/")[-1]]
    one.update(document)
else:
    sys.exit(f"HTTP 404: Not Found ({{path}})")
file.write_text(json.dumps(state))
"""
