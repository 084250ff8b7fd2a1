"""The words of Telegram's own buttons: sent as a keyboard, and read back where a client only types them."""

from __future__ import annotations

ASK_PIN = {"ro": "📍 Trimite locația", "en": "📍 Send location"}
