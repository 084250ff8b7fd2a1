"""Django app of the chat room."""

from __future__ import annotations

from django.apps import AppConfig


class ChatbotConfig(AppConfig):
    """The doorman: understands messages, answers from our own data, hands over to people."""

    name = "chatbot"
    verbose_name = "Asistentul automat"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks of the accounts and the background handlers."""
        from chatbot import channel_accounts, gauges, intake, postman, retention  # noqa: F401
        from chatbot.handover import opening  # noqa: F401
        from chatbot.office import seeds  # noqa: F401
