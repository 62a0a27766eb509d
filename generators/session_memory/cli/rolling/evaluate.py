"""A look at every repository of a step, and what the gates say of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from session_memory import files
from session_memory.changes.gate.ceilings import Limits, Run, too_many
from session_memory.cli.rolling.look import look
from session_memory.cli.rolling.run import private, results
from session_memory.cli.rolling.work import Hand
from session_memory.cli.seeing.road import Road
from session_memory.errors import StaleError
from session_memory.fleet import kept
from session_memory.fleet.documents import content, read
from session_memory.fleet.gates import Facts, latest, report_of
from session_memory.fleet.workers import Work, done
from session_memory.rollout import Came, Look, Phase, Progress, Report, Result


def evaluate(hand: Hand, progress: Progress, workers: int) -> tuple[str, Report]:
    """Look at every repository of the step and write down what the gates say: the digest, and the report.

    What says the same as the last one is not written again. Another run that looks at the same time is waited for.
    """
    root, rollout, step = hand.road.root, hand.rollout, hand.rollout.step(hand.step)
    with files.claimed(private(root, rollout.id) / "looking", waits=True):
        proposed = results(hand, Phase.PROPOSED)
        found = latest(step, proposed, results(hand, Phase.APPLIED))
        over = tuple(exceeded(hand.road, proposed.values()))
        facts = Facts(rollout, step, found, _looks(hand, found, workers), progress.digest, over)
        report = report_of(facts, hand.at)
        before = next(((d, r) for d, r in kept.read_one(root, rollout.id).reports if r.step == hand.step), None)
        if before and replace(before[1], at="") == replace(report, at=""):
            return before
        return kept.report(root, report), report


def exceeded(road: Road, proposed: Iterable[Result]) -> Iterator[str]:
    """The ceilings that the changes of a step pass together, each told where it is passed, with both numbers."""
    limits, run = Limits(road.catalog.policy, road.today), Run()
    written = [result for result in proposed if result.came is Came.DONE]
    if why := too_many([result.repo for result in written], limits):
        yield why
    told: set[str] = set()
    for result in written:
        run = run.plus(result.repo, len(result.files), result.changed_in)
        amounts = [("files_per_run", "", run.files)]
        amounts += [("files_per_pattern", pattern, run.patterns[pattern]) for pattern in result.changed_in]
        for name, pattern, number in amounts:
            if number > limits.of(name, result.repo, pattern) and name + pattern not in told:
                told.add(name + pattern)
                what = f"{pattern} in {number} files" if pattern else f"{number} files in one run"
                yield f"{what}, {limits.told(name, result.repo, pattern)} ({result.repo})"


def _looks(hand: Hand, found: Mapping[str, Result], workers: int) -> dict[str, Look]:
    """How each repository that was not skipped stands now."""
    there = {repo: result for repo, result in found.items() if result.came is not Came.SKIPPED}
    folder = private(hand.road.root, hand.rollout.id) / "looks"
    files.remove_tree(folder)

    def one(repo: str) -> str:
        files.write(folder / f"{repo}.json", content(_look(hand, there[repo])), durable=False)
        return repo

    list(done(Work(tuple(there), folder / "claims", lambda repo: (folder / f"{repo}.json").exists(), one), workers))
    return {repo: read(Look, (folder / f"{repo}.json").read_bytes(), repo) for repo in there}


def _look(hand: Hand, result: Result) -> Look:
    try:
        return look(hand.road, hand.rollout, hand.repo(result.repo), result)
    except StaleError as error:
        return Look(repo=result.repo, unreachable=error.message)
