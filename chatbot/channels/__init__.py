"""The channels, by name. One folder each; none knows another."""

from __future__ import annotations

from typing import cast

from chatbot.channels import messenger, telegram, web, whatsapp
from chatbot.channels.contract import Channel

CHANNELS: dict[str, Channel] = {
    "web": cast(Channel, web),
    "telegram": cast(Channel, telegram),
    "whatsapp": cast(Channel, whatsapp),
    "messenger": cast(Channel, messenger),
}
