"""Importing this registers every background handler of the room."""
from permits.actions import deliver_document, deliver_notice, inspect_paper, issue_letter, sign_document  # noqa: F401 - registration
