"""What those may know who see only public layers: one sentence in place of every finding of a restricted layer.

The sentence is the same for all land: whether such a layer has a conflict here, or nothing, is not told. It is *unknown*, never clear.
"""
from __future__ import annotations

from dataclasses import replace

from layers.conflicts.answer import Answer, Effect, Finding, Source, State
from layers.conflicts.plan import Plan
from layers.models import Layer

CODE = "INTERN"
_STRONGEST = (Effect.PROHIBIT, Effect.ENDORSEMENT, Effect.WARN, Effect.NOTE)


def for_public(answer: Answer, plan: Plan) -> Answer:
    """Return the answer without what restricted layers say, and with the sentence where one of them was to be asked."""
    hidden = {one.facts.code for one in plan.asked if one.facts.audience != Layer.Audience.PUBLIC}
    if not hidden:
        return answer
    effects = {Effect(one.rule.effect) for one in plan.asked if one.facts.code in hidden}
    inside = Finding(
        code=CODE, state=State.UNKNOWN, effect=next(effect for effect in _STRONGEST if effect in effects), title_ro="Verificare internă necesară",
        title_en="Internal check needed", explanation_ro="", explanation_en="", tested="parcel", legal_ref="", confidence="sure",
        source=Source(CODE.lower(), "Straturi interne ale primăriei", "Internal layers of the town hall", None, None, 0.0, ""),
        reason_ro="Primăria verifică la dosar și straturi care nu sunt publice; rezultatul lor se află numai acolo.",
        reason_en="The town hall also checks layers that are not public; what they say is known only in the case.",
    )
    shown = [one for one in answer.findings if one.source.layer not in hidden]
    return replace(answer, findings=(*shown, inside), layer_versions={code: number for code, number in answer.layer_versions.items() if code not in hidden})
