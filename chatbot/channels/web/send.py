"""On our own page a reply is shown from the conversation's turns: there is nobody to call."""

from __future__ import annotations

from chatbot.channels.contract import Call, Capabilities, Recipient
from chatbot.conversation.messages import Reply

CAPABILITIES = Capabilities(max_text=4000, max_buttons=10, button_len=60, can_request_location=True)


def send(reply: Reply, to: Recipient) -> list[Call]:
    """No calls: the page reads the turns."""
    return []
