"""Importing this registers every background handler and all periodic work of the room."""
from permits.actions import (  # noqa: F401 - registration
    alarm_stuck,
    announce,
    ask_satisfaction,
    deliver_document,
    deliver_notice,
    escalate_work,
    expire_acts,
    find_touched,
    inspect_paper,
    issue_letter,
    read_paper,
    refresh_archive,
    send_digest,
    settle_endorsements,
    sign_document,
    subscribe,
)
