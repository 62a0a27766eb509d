"""Forges as far as a push can tell: bare repositories whose hooks open requests, and a `gh` that notes its calls."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from made import git, write

PAGE = "https://forge.example/team/target"


def bare(folder: Path) -> Path:
    """An empty bare repository with `main` as its default branch, which takes push options."""
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "--bare", "-b", "main")
    git(folder, "config", "receive.advertisePushOptions", "true")
    git(folder, "config", "uploadpack.allowFilter", "true")
    return folder


def hook(repository: Path, name: str, text: str) -> None:
    """A hook in Python."""
    write(repository / "hooks" / name, f"#!{sys.executable}\n{text}").chmod(0o755)


def lines(path: Path) -> list[str]:
    """The lines of a note that a fake wrote; none when it was never called."""
    return path.read_text().splitlines() if path.exists() else []


def gitlab(repository: Path) -> Path:
    """Opens a merge request for each push with the option for it. Returns its note: one push's options a line."""
    note = repository / "asked"
    hook(repository, "post-receive", GITLAB.format(note=str(note), page=PAGE))
    return note


GITLAB = """\
import os, subprocess, sys
options = [os.environ[f"GIT_PUSH_OPTION_{{n}}"] for n in range(int(os.environ.get("GIT_PUSH_OPTION_COUNT", 0)))]
with open({note!r}, "a") as out:
    out.write("|".join(options) + "\\n")
for line in sys.stdin:
    old, new, ref = line.split()
    if "merge_request.create" in options:
        number = len(open({note!r}).readlines())
        subprocess.run(["git", "update-ref", f"refs/merge-requests/{{number}}/head", new], check=True)
        print("\\nView merge request for it:\\n  {page}/-/merge_requests/%d\\n" % number, file=sys.stderr)
"""


def forgejo(repository: Path) -> Path:
    """Takes pushes to refs/for/ as requests, one for each topic. Returns its note: one push's options a line."""
    note = repository / "asked"
    git(repository, "config", "receive.procReceiveRefs", "refs/for")
    hook(repository, "proc-receive", FORGEJO.format(note=str(note), page=PAGE))
    return note


FORGEJO = """\
import subprocess, sys
def read():
    while (size := int(sys.stdin.buffer.read(4), 16)):
        yield sys.stdin.buffer.read(size - 4).decode().rstrip("\\n")
def send(text):
    sys.stdout.buffer.write(b"%04x%s" % (len(text) + 4, text.encode()) if text else b"0000")
    sys.stdout.buffer.flush()
list(read())
send("version=1\\0push-options")
send("")
commands, options = list(read()), list(read())
with open({note!r}, "a") as out:
    out.write("|".join(options) + "\\n")
number = len(open({note!r}).readlines())
for command in commands:
    old, new, ref = command.split()
    subprocess.run(["git", "update-ref", f"refs/pull/{{number}}/head", new], check=True)
    print("\\nVisit the existing pull request:\\n  {page}/pulls/%d\\n" % number, file=sys.stderr)
    send("ok " + ref)
    send("option refname refs/pull/%d/head" % number)
    send("option new-oid " + new)
send("")
"""


def gh(folder: Path, *, create: str = "") -> Path:
    """A `gh` in `folder` that opens pull requests in a file. Returns its note: one call's arguments a line, as JSON.

    `create` is what its `pr create` does the first time, in Python: before a request is opened, `opened` false.
    """
    note = folder / "asked"
    text = GH.format(python=sys.executable, note=str(note), page=PAGE, create=create or "pass")
    write(folder / "gh", text).chmod(0o755)
    return note


GH = """\
#!{python}
import json, os, pathlib, signal, sys
note, requests = pathlib.Path({note!r}), pathlib.Path({note!r} + "-requests")
first = "create" not in (note.read_text() if note.exists() else "")
with note.open("a") as out:
    out.write(json.dumps(sys.argv[1:]) + "\\n")
there = requests.read_text().split() if requests.exists() else []
if sys.argv[2] == "list":
    print(json.dumps([{{"url": url}} for url in there]))
else:
    opened = False
    if first:
        {create}
    url = "{page}/pull/%d" % (len(there) + 1)
    requests.write_text("\\n".join([*there, url]))
    opened = True
    if first:
        {create}
    print("Creating pull request\\n" + url)
"""


def calls(note: Path) -> list[list[str]]:
    """What `gh` was called with."""
    return [json.loads(line) for line in lines(note)]
