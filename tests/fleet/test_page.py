"""ROLLOUT.md and the lines on the terminal: what a stranger reads of a rollout."""

from __future__ import annotations

from rolled import REPOS, WHY, a_report, a_rollout, happening, progress, result, stopped
from session_memory.fleet.page import lines, page, reasons
from session_memory.rollout import Came, Gate, Kind, Phase, Stage, Step, Unit, Verdict


def test_the_page_tells_what_to_whom_and_how_far() -> None:
    """Every step with its repos, every gate, every person's word, every input."""
    text = page(stopped())
    for told in (
        "It brings `alpha` to 4 repos, written to the files in place. Begun by Ada at 2026-11-21T10:15:00Z.",
        "Stage: stopped, at step 2 of 2.",
        "### Step 1: canary",
        "1 repo, up to 25 % of all: 1 applied.",
        "### Step 2: all",
        "| quay | skipped: exempt until 2026-12-31 |",
        "- ✗ drift: fail",
        "- ✓ coverage: pass",
        "promoted (step 1) by Grace, bound to `ffffffffffff`: looks right",
        f"- catalog: `{'1' * 64}`",
    ):
        assert told in text, told


def test_the_lines_say_where_it_is_and_what_keeps_it() -> None:
    """The step that it is at is marked; gates that pass are one line."""
    told = list(lines(stopped()))
    assert told[0] == "alpha" or told[0].endswith(": alpha, stopped")
    assert [line for line in told if line.startswith(">")] == [
        "> step 2 (all): 3 repos: 1 applied, 1 failed, 1 skipped"
    ]
    assert any(line.strip().startswith("✗ drift: fail: ") for line in told)
    assert "    ✓ coverage" in told


def test_what_a_gate_tells_is_not_told_twice() -> None:
    """The reason of a repo that waits or failed stands where the gate names it; what no gate tells has its own line."""
    told = "\n".join(lines(stopped()))
    assert told.count(WHY) == 1 and "skipped: quay: exempt until 2026-12-31" in told


def test_a_gate_line_is_left_out_when_no_gate_passes() -> None:
    """A tick with nothing behind it says nothing."""
    none = progress(Stage.STOPPED, reports=(a_report(Gate(name="drift", verdict=Verdict.FAIL, why="edited")),))
    assert not [line for line in lines(none) if line.strip() == "✓"]


def test_of_many_repos_the_page_names_some_and_counts_the_rest() -> None:
    """It stays readable in a pull request."""
    repos = tuple(f"r{n:03}" for n in range(300))
    many = a_rollout(units=tuple(Unit(r, "") for r in repos), steps=(Step(1, 100, repos),))
    text = page(progress(rollout=many, results=tuple(result(r, step=1) for r in repos)))
    assert "| and 280 more | see `rollout.json` |" in text and len(text.splitlines()) < 60


def test_the_same_reason_is_one_line_and_failures_come_first() -> None:
    """With the names of some repos."""
    some = [result(f"r{n}", came=Came.WAITS, why="on hold") for n in range(7)]
    some += [result("bad", came=Came.FAILED, why="it broke"), result("good")]
    assert list(reasons(some)) == ["failed: bad: it broke", "waits: r0, r1, r2, r3, r4 and 2 more: on hold"]


def test_hundreds_of_reasons_do_not_fill_the_terminal() -> None:
    """Ten, and where the others are."""
    repos = tuple(f"r{n:03}" for n in range(300))
    many = a_rollout(units=tuple(Unit(r, "") for r in repos), steps=(Step(1, 100, repos),))
    waits = tuple(result(r, came=Came.WAITS, step=1, why=f"proposal {r} is stale") for r in repos)
    told = list(lines(progress(rollout=many, results=waits)))
    assert len(told) == 13 and told[-1] == f"  and 290 more, one file each in rollouts/{many.id}/steps/1/"


def test_awkward_names_do_not_break_the_table() -> None:
    """A reason comes from anywhere; a row stays a row."""
    broken = result("shop", came=Came.FAILED, why="a | b\nc <script>")
    text = page(progress(results=(broken,)))
    row = next(line for line in text.splitlines() if line.startswith("| shop"))
    assert row.replace("\\|", "").count("|") == 3 and row.endswith("|") and "<script>" not in row


def test_what_was_taken_back_says_so_in_words() -> None:
    """Of the phases the last one says most."""
    back = progress(
        Stage.BACK,
        results=tuple(result(r, p, step=1) for r in REPOS[:1] for p in Phase),
        happenings=(happening(Kind.BACK, reason="it slows builds"),),
    )
    assert "step 1 (canary): 1 repo: 1 taken back" in "\n".join(lines(back))
    assert "taken back (step 1) by Grace: it slows builds" in page(back)
