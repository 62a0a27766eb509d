"""What is known about each state of a cell: how pressing it is, what it means, what comes next. Data."""

from __future__ import annotations

from session_memory.model import Mark, State

PRESSING = (
    State.CONFLICT,
    State.MALFORMED,
    State.EDITED,
    State.FOREIGN,
    State.UNREACHABLE,
    State.MISSING,
    State.ORPHANED,
    State.OUTDATED,
    State.ADOPTED,
    State.PROPOSED,
    State.IN_SYNC,
    State.SKIPPED,
)
"""Every state, from what most needs somebody to what needs nobody."""

MEANS = {
    State.CONFLICT: "Somebody changed our text by hand, and the catalog changed it too.",
    State.MALFORMED: "Our markers in the file are missing, doubled or in disorder.",
    State.EDITED: "Somebody changed our text by hand.",
    State.FOREIGN: "Something that is not ours stands in the place.",
    State.UNREACHABLE: "The repo cannot be read.",
    State.MISSING: "It is not there, and no proposal would put it there yet.",
    State.ORPHANED: "Our text of a pattern that is no longer for this repo.",
    State.OUTDATED: "An older text of ours stands there, unchanged.",
    State.ADOPTED: "A hand edit that the catalog took over; only our marker has to follow.",
    State.PROPOSED: "It is not there yet; a proposal would put it there.",
    State.IN_SYNC: "The text on disk is the text of the catalog.",
    State.SKIPPED: "It is not sent now.",
    Mark.HELD: "A person took it out, and wants it left so.",
    Mark.EXEMPT: "A person keeps what stands there.",
    Mark.WAITS: "It was taken out on a branch that is not merged.",
    Mark.STALE_VIEW: "It was seen some time ago, and cannot be seen now.",
}
"""State or mark of a cell -> one sentence."""

NEXT = {
    State.CONFLICT: "make diff REPO={repo}",
    State.MALFORMED: "make status REPO={repo}",
    State.EDITED: "make diff REPO={repo}",
    State.FOREIGN: "make status REPO={repo}",
    State.UNREACHABLE: "make status REPO={repo}",
    State.MISSING: "make distribute REPO={repo}",
    State.ORPHANED: "make distribute REPO={repo}",
    State.OUTDATED: "make distribute REPO={repo}",
    State.ADOPTED: "make distribute REPO={repo}",
    State.PROPOSED: "make approve REPO={repo} && make apply REPO={repo}",
    State.IN_SYNC: "make status REPO={repo}",
    State.SKIPPED: "make status REPO={repo}",
}
"""State -> the command to run next. What is proposed is in a review, which is to be read before."""
