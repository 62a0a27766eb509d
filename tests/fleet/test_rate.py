"""The bucket of tokens: never faster than the rate, whatever happens to the run, its clock and its file."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from session_memory.fleet.rate import Bucket, Pace, content, full, read, take

PACE = Pace(30, 60)
NOW = 1_000_000.0
PACES = st.builds(Pace, st.integers(1, 1000), st.sampled_from([1.0, 60.0, 3600.0]))
CALL = "calls"


def kept(bucket: Bucket, now: float) -> Bucket:
    """As the next run finds it."""
    return read(content({CALL: bucket}), [CALL], now)[CALL]


def test_a_burst_then_as_fast_as_the_rate() -> None:
    """A tenth of a minute's at once, then one every two seconds."""
    bucket, waits = full(PACE, NOW), []
    for _ in range(4):
        bucket, left = take(bucket, PACE, NOW)
        waits.append(left)
    assert waits == [0, 0, 0, 2]
    bucket, left = take(bucket, PACE, NOW + 1)
    assert left == pytest.approx(1)
    assert take(bucket, PACE, NOW + 2)[1] == 0


def test_who_waits_has_taken_nothing() -> None:
    """However often a run is killed while it waits, the next one waits no longer for it."""
    bucket = Bucket(0.0, NOW)
    for _ in range(100):
        bucket, left = take(bucket, PACE, NOW)
        assert left == pytest.approx(2)


def test_nothing_allowed_is_waited_for_in_vain() -> None:
    """0 is none, now and later."""
    none = Pace(0, 60)
    assert take(full(none, NOW), none, NOW)[1] == math.inf
    assert take(Bucket(5.0, NOW), none, NOW + 1e9)[1] == math.inf


def test_a_slow_rate_lets_one_through() -> None:
    """Fewer than ten an hour is one at once, not a tenth of one."""
    slow = Pace(1, 3600)
    bucket, left = take(full(slow, NOW), slow, NOW)
    assert left == 0 and take(bucket, slow, NOW)[1] == pytest.approx(3600)


@given(PACES, st.lists(st.tuples(st.floats(0, 500), st.integers(1, 40), st.booleans()), max_size=30))
def test_never_more_than_the_rate_and_a_burst(pace: Pace, pauses: list[tuple[float, int, bool]]) -> None:
    """In any stretch of time, also where runs end and begin in it."""
    bucket, now, taken = full(pace, NOW), NOW, []
    for pause, tries, ends in pauses:
        now += pause
        bucket = kept(bucket, now) if ends else bucket
        for _ in range(tries):
            bucket, left = take(bucket, pace, now)
            if left == 0:
                taken.append(now)
    for first, begin in enumerate(taken):
        for last in range(first, len(taken)):
            most = pace.per_second * (taken[last] - begin) + pace.burst
            assert last - first + 1 <= most + 1e-3


@given(PACES, st.integers(1, 60))
def test_who_comes_when_told_gets_a_turn(pace: Pace, number: int) -> None:
    """Waiting as long as was said is long enough, and no longer than the rate makes it."""
    bucket, now = full(pace, NOW), NOW
    for _ in range(number):
        bucket, left = take(bucket, pace, now)
        if left:
            now += left * (1 + 1e-9)
            bucket, left = take(bucket, pace, now)
        assert left == 0 or left < 1e-3
    assert now - NOW <= number / pace.per_second + 1


@given(PACES, st.floats(0, 3), st.lists(st.floats(-1e6, 1e6), max_size=20))
def test_a_clock_that_jumps_gives_no_more_than_a_burst_a_jump(pace: Pace, tokens: float, jumps: list[float]) -> None:
    """Back it gives nothing; and nobody waits for the time to come that it came from, but for a filling and a turn."""
    bucket, now = Bucket(min(tokens, pace.burst), NOW), NOW
    for jump in jumps:
        now = max(0.0, now + jump)
        before = bucket
        bucket, left = take(bucket, pace, now)
        assert 0 <= bucket.tokens <= pace.burst and bucket.at >= now
        assert left <= pace.filling + 1 / pace.per_second + 1e-6
        if jump <= 0:
            assert bucket.tokens <= before.tokens


@given(PACES, st.floats(0, 1e6), st.integers(1, 9), st.booleans())
def test_a_clock_that_goes_back_and_forth_gives_nothing(pace: Pace, far: float, times: int, ends: bool) -> None:
    """It is the same moment again, in this run or in the next."""
    bucket, taken = full(pace, NOW), 0
    for now in (NOW, NOW - far) * times:
        bucket, left = take(bucket, pace, now)
        while left == 0:
            taken += 1
            bucket, left = take(kept(bucket, now) if ends else bucket, pace, now)
    assert taken <= pace.burst + 1e-6


@given(PACES, st.floats(1, 1e9), st.floats(0, 3), st.booleans())
def test_a_clock_that_was_far_ahead_is_waited_for_once(pace: Pace, far: float, tokens: float, ends: bool) -> None:
    """However far: a full filling later the clock of now is believed, with what came in meanwhile."""
    bucket, left = take(Bucket(min(tokens, pace.burst), NOW + far), pace, NOW)
    if left:
        now = NOW + left
        bucket, left = take(kept(bucket, now) if ends else bucket, pace, now)
        assert left == 0 or left < 1e-3
        assert now - NOW <= pace.filling + 1 / pace.per_second + 1e-6


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        b'{"format": 2, "buckets": {}}',
        b'{"format": 1, "buckets": []}',
        b'{"format": 1, "buckets": {"calls": 3}}',
        b'{"format": 1, "buckets": {"calls": {"tokens": 1e999, "at": 1}}}',
        b'{"format": 1, "buckets": {"calls": {"tokens": NaN, "at": 1}}}',
        b'{"format": 1, "buckets": {"calls": {"tokens": -5, "at": 1}}}',
        b'{"format": 1, "buckets": {"calls": {"tokens": true, "at": 1}}}',
        b'{"format": 1, "buckets": {"calls": {"tokens": "3", "at": 1}}}',
        b'{"format": 1, "buckets": {"calls": {"tokens": 3}}}',
        b'{"format": 1, "buckets": {"calls": {"tokens": 3, "at": 1, "back": "now"}}}',
        b'{"format": 1, "buckets": {"calls": {"tokens": 3, "at": 1' + b"0" * 400 + b"}}}",
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_is_an_empty_bucket(file: bytes) -> None:
    """Nobody knows what was taken: it fills from now on."""
    assert read(file, [CALL], NOW) == {CALL: Bucket(0.0, NOW)}


def test_more_than_a_bucket_holds_is_not_in_it() -> None:
    """Policy was slowed down since, or somebody wrote into the file."""
    file = json.dumps({"format": 1, "buckets": {CALL: {"tokens": 1000, "at": NOW}}}).encode()
    bucket, left = take(read(file, [CALL], NOW)[CALL], PACE, NOW)
    assert (bucket.tokens, left) == (PACE.burst - 1, 0)


def test_what_was_never_kept_was_never_taken() -> None:
    """No file, and a file that knows of other calls only."""
    assert read(None, [CALL], NOW) == {} == read(content({}), [CALL], NOW)
