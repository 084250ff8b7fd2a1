"""Going on after a place was found: with what was asked before it was known."""

from __future__ import annotations

from chatbot.conversation import draft, report
from chatbot.conversation.talk import Talk
from chatbot.conversation.topics import TOPICS, run


def after_place(talk: Talk) -> None:
    """A place was found for a question asked before: go on with it."""
    memory = talk.memory
    pending = memory.pending
    waits = memory.flow_name == "report" and memory.flow is not None and memory.flow["where"] is None
    if waits and "outside_area" not in talk.acts and (memory.parcel is not None or (memory.point is not None and (pending is None or "public_domain_notice" in talk.acts))):
        report.place_known(talk)
        return
    if pending is None or pending.get("ask") != "":
        return
    goal = str(pending.get("for", ""))
    memory.pending = None
    if goal == "draft" and memory.flow_name == "draft":
        draft.go_on(talk)
    elif goal == "report":
        if memory.flow_name == "report":
            report.place_known(talk)
    elif goal in TOPICS:
        run(talk, goal)
