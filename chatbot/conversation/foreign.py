"""What is not ours: where to turn instead, said shortly; and words that want to change what the assistant says."""

from __future__ import annotations

from chatbot.conversation import people
from chatbot.conversation.talk import Talk
from gisapp.accounts.models import Department

_KEYS = {
    "taxes": "foreign_taxes", "civil_status": "foreign_civil", "land_registry": "foreign_registry", "property_market": "foreign", "other_institutions": "foreign_institution",
    "parking": "foreign_city", "waste": "foreign_city", "transport": "foreign_city", "social": "foreign_city", "schools": "foreign_city", "utilities": "foreign_city",
    "business": "foreign_city", "health": "foreign_health", "injection": "injection", "abuse": "abuse",
}  # fmt: skip
_REFERRED = frozenset({"land_registry", "other_institutions", "health", "utilities", "schools", "transport"})


def foreign(talk: Talk) -> None:
    """Redirect a question of others."""
    topic = (talk.meant.topic if talk.meant is not None else None) or ""
    key = _KEYS.get(topic, "foreign")
    acts = ["intent_answer"]
    if topic in _REFERRED:
        acts.append("refer_other_authority")
    elif topic in ("taxes", "civil_status", "parking", "waste", "social", "business"):
        acts.append("department_name")
    department = Department.objects.filter(authority=talk.authority, code="taxes").first() if topic == "taxes" else None
    town = talk.authority
    talk.say(key, *acts, department=department.name if department else town.name, phone=town.phone, email=town.email)
    if topic in ("", "general", "smalltalk", "weather", "gibberish", "other_institutions", "property_market"):
        if key != "foreign":
            talk.say("foreign")
        talk.act("fallback")
        talk.memory.misses += 1
        if talk.memory.misses >= 2:
            people.offer(talk)
    talk.act("menu")
    for code, button in (("do:parcel_info_by_pin", "b_parcel"), ("menu", "b_menu"), ("human", "b_human")):
        talk.button(code, button)
