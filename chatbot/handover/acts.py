"""What a colleague does with a conversation. Words are posted before the state changes, so that the last ones are not lost."""

from __future__ import annotations

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from chatbot import postman
from chatbot.conversation.messages import Reply
from chatbot.models import Conversation, Handover, Outbound, Turn
from chatbot.turns import write_turn
from gisapp.accounts.models import User
from gisapp.core import clock
from gisapp.core.errors import BadInput, Conflict

MOST = 2000


@transaction.atomic
def take_handover(*, handover: Handover, by: User) -> Handover:
    """The colleague answers from now on. Raises Conflict when somebody else already does."""
    row, conversation = _held(handover)
    if row.state == Handover.State.AGENT and row.agent_id == by.pk:
        return row
    if row.state != Handover.State.QUEUE:
        raise Conflict(_("Conversația a fost preluată între timp de alt coleg sau s-a încheiat."))
    with translation.override(conversation.lang or "ro"):
        _post(conversation, _("V-a preluat un coleg din primărie: %(name)s. Asistentul automat nu mai răspunde până la sfârșitul discuției.") % {"name": by.full_name})
    row.state, row.agent, row.taken_at = Handover.State.AGENT, by, clock.now()
    row.save(update_fields=["state", "agent", "taken_at"])
    _owned(conversation, Conversation.Owner.AGENT)
    return row


@transaction.atomic
def say_as_agent(*, handover: Handover, by: User, text: str) -> Turn:
    """Send a colleague's words; who writes first takes the conversation."""
    said = text.strip()
    if not said:
        raise BadInput(_("Scrieți mesajul înainte de a-l trimite."), field="text")
    if len(said) > MOST:
        raise BadInput(_("Mesajul are peste %(most)d de semne. Împărțiți-l în două.") % {"most": MOST}, field="text")
    if handover.state == Handover.State.QUEUE:
        take_handover(handover=handover, by=by)
    row, conversation = _held(handover)
    if row.state != Handover.State.AGENT or row.agent_id != by.pk:
        raise Conflict(_("Conversația nu mai este la dumneavoastră. Reîncărcați pagina."))
    return _post(conversation, said)


@transaction.atomic
def hand_back(*, handover: Handover, by: User) -> Handover:
    """The assistant answers again, and says that it is one."""
    return _end(handover, by, Handover.State.HANDED_BACK)


@transaction.atomic
def close_handover(*, handover: Handover, by: User) -> Handover:
    """The question is answered; what is written later goes to the assistant."""
    return _end(handover, by, Handover.State.CLOSED)


def _end(handover: Handover, by: User, state: str) -> Handover:
    row, conversation = _held(handover)
    if row.state not in (Handover.State.QUEUE, Handover.State.AGENT):
        return row
    if row.agent_id is not None and row.agent_id != by.pk:
        raise Conflict(_("Conversația este la alt coleg; numai el o poate încheia."))
    with translation.override(conversation.lang or "ro"):
        text = _("Discuția cu colegul s-a încheiat. Vă răspunde din nou asistentul automat al primăriei; pentru un coleg scrieți „om”.")
    write_turn(conversation, Turn.Who.BOT, {"text": text}, ["disclose_bot"])
    postman.post(conversation, [Reply(acts=("disclose_bot",), text=text)], by=Outbound.By.AGENT)
    row.state, row.ended_at, row.agent = state, clock.now(), row.agent or by
    row.save(update_fields=["state", "ended_at", "agent"])
    conversation.state = {**conversation.state, "waiting_told": False, "misses": 0}
    conversation.save(update_fields=["state"])
    _owned(conversation, Conversation.Owner.BOT)
    return row


def _held(handover: Handover) -> tuple[Handover, Conversation]:
    # The conversation first, as everywhere: two orders of locks are a deadlock.
    conversation = Conversation.objects.select_for_update(of=("self",)).select_related("authority").get(pk=handover.conversation_id)
    return Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk), conversation


def _post(conversation: Conversation, text: str) -> Turn:
    turn = write_turn(conversation, Turn.Who.AGENT, {"text": text}, ["agent"])
    postman.post(conversation, [Reply(acts=("agent",), text=text)], by=Outbound.By.AGENT)
    return turn


def _owned(conversation: Conversation, owner: str) -> None:
    conversation.owner = owner
    conversation.save(update_fields=["owner"])
