"""The doorman: the chat on every channel (web, Telegram, WhatsApp, Messenger)."""
