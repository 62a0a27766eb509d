"""The harness hears what is said to it, and leaves nothing running."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from agents import binaries, messages
from agents.recorder import MESSAGES, Recorded, recorder


def post(url: str, body: dict[str, object]) -> str:
    with urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode()), timeout=10) as answer:
        return str(answer.read().decode())


def test_the_recorder_answers_and_remembers() -> None:
    """A message gets a whole streamed answer, and its body is kept."""
    with recorder() as recorded:
        answer = post(recorded.url + MESSAGES, {"messages": [{"role": "user", "content": "hi"}]})
    assert "text_delta" in answer
    assert answer.rstrip().endswith('data: {"type": "message_stop"}')
    assert [request["messages"][0]["content"] for request in recorded.requests] == ["hi"]


def test_the_recorder_notices_other_hosts() -> None:
    """Who uses it as a proxy is refused, and the host is told."""
    with recorder() as recorded:
        proxies = urllib.request.ProxyHandler({"https": recorded.url, "http": recorded.url})
        opener = urllib.request.build_opener(proxies)
        for url in ("https://elsewhere.invalid/", "http://elsewhere.invalid/"):
            with pytest.raises(urllib.error.URLError) as refused:
                opener.open(url, timeout=10)
            if isinstance(refused.value, urllib.error.HTTPError):
                refused.value.close()
    assert recorded.strangers == ["elsewhere.invalid:443", "http://elsewhere.invalid/"]
    with pytest.raises(AssertionError, match="elsewhere"):
        messages.conversation(recorded)


def test_the_conversation_is_the_request_with_the_tools() -> None:
    """Requests for a title and the like do not count, nor what comes after the first turn."""
    turn = {"tools": [{}, {}], "system": [{"text": "be good"}], "messages": [{"content": [{"text": "rules"}]}]}
    side = {"tools": [{}], "messages": [{"content": "make a title"}]}
    later = {"tools": [{}, {}], "messages": [{"content": "rules and an answer"}]}
    assert messages.conversation(Recorded("", [side, turn, later])) == "be good\nrules"


def test_a_run_sees_nothing_of_this_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the caller reaches an agent, whatever it holds."""
    monkeypatch.setenv("SOMETHING_PRIVATE", "x")
    said = binaries.run([sys.executable, "-c", "import os; print(sorted(os.environ))"], tmp_path, tmp_path)
    assert "SOMETHING_PRIVATE" not in said
    assert "'HOME'" in said


def test_a_failing_run_tells_what_it_said(tmp_path: Path) -> None:
    """The end of standard error is in the message."""
    program = "import sys; sys.stderr.write('no login'); sys.exit(3)"
    with pytest.raises(AssertionError, match="ended with 3: no login"):
        binaries.run([sys.executable, "-c", program], tmp_path, tmp_path)


def test_a_run_takes_its_children_along(tmp_path: Path) -> None:
    """What an agent started in the background ends with it."""
    program = "import subprocess; print(subprocess.Popen(['sleep', '60']).pid)"
    pid = binaries.run([sys.executable, "-c", program], tmp_path, tmp_path).strip()
    assert ended(pid)


def test_a_run_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Patience is bounded."""
    monkeypatch.setattr(binaries, "PATIENCE", 0.2)
    with pytest.raises(subprocess.TimeoutExpired):
        binaries.run([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, tmp_path)


def ended(pid: str) -> bool:
    """Whether a process is gone, or dead and only waiting to be buried by init."""
    for _ in range(100):
        state = subprocess.run(["ps", "-o", "stat=", "-p", pid], capture_output=True, text=True, check=False).stdout
        if not state.strip() or state.startswith("Z"):
            return True
        time.sleep(0.05)
    return False
