"""Words as the classifier sees them: politeness taken off, regional and SMS spellings written out, CU and AC named."""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W_]+(?:'[a-z]+)?|\?")

# Moldavian and other regional forms, and the short forms of text messages, on folded text.
_PLAIN = {
    "amu": "acum", "acu": "acum", "acus": "acum", "olecuta": "putin", "oleaca": "putin", "olecut": "putin", "nitel": "putin", "oliaca": "putin",
    "ci": "ce", "di": "de", "pi": "pe", "sî": "sa", "pisti": "peste", "pin": "pin", "cari": "care", "undi": "unde", "cind": "cand", "cit": "cat", "cite": "cate", "citi": "cati", "costi": "costa", "costă": "costa",
    "trebi": "trebuie", "trebe": "trebuie", "trebu": "trebuie", "trb": "trebuie", "tre": "trebuie", "tr": "trebuie", "trebui": "trebuie", "trbuie": "trebuie",
    "vreu": "vreau", "vrau": "vreau", "vroiam": "vreau", "as": "as", "ie": "e", "ii": "e", "ei": "ei", "is": "is", "nu-i": "nu e", "mi-o": "mi-a", "s-o": "s-a", "tat": "tot", "tate": "toate", "tati": "toate",
    "acti": "acte", "hartiile": "hartii", "hartia": "hartie", "hirtii": "hartii", "ghini": "bine", "gini": "bine", "ghine": "bine", "zaua": "ziua", "dzua": "ziua", "zuua": "ziua", "zua": "ziua", "dzi": "zi",
    "iesat": "iesit", "iasat": "iesit", "gasat": "gasit", "trimas": "trimis", "vorghesc": "vorbesc", "vorgheasca": "vorbeasca", "vorghi": "vorbi", "locu": "locul", "ista": "acesta", "aista": "acesta", "asta": "asta", "mata": "dumneavoastra", "matale": "dumneavoastra", "matali": "dumneavoastra", "dvs": "dumneavoastra", "dvoastra": "dumneavoastra", "dv": "dumneavoastra", "d-voastra": "dumneavoastra",
    "nime": "nimeni", "ninica": "nimic", "catra": "catre", "fac": "fac", "mai": "mai", "copchil": "copil", "mneata": "dumneavoastra", "stiti": "stiti",
    "pt": "pentru", "ptr": "pentru", "ptru": "pentru", "pentr": "pentru", "pnt": "pentru", "pt.": "pentru", "dc": "de ce", "k": "ca", "ca": "ca", "cv": "ceva", "cnv": "cineva", "vb": "vorbesc", "bn": "buna", "bna": "buna", "slt": "salut", "sal": "salut", "pls": "te rog", "plz": "te rog", "va": "va", "tb": "trebuie", "tb.": "trebuie", "nr": "numar", "nr.": "numar", "numaru": "numar", "numaru'": "numar", "str": "strada", "dak": "daca", "daca": "daca", "kt": "cat", "ct": "cat", "unde-i": "unde e", "ce-i": "ce e", "cat-i": "cat e", "cine-i": "cine e", "care-i": "care e",
    "acuma": "acum", "p'in": "prin", "pan": "prin", "doc": "documente", "docs": "documents", "autoriz": "autorizatie", "aut": "autorizatie", "constr": "construire", "cert": "certificat", "certif": "certificat", "urb": "urbanism", "primarie": "primarie", "primaria": "primarie", "inf": "informatii", "infos": "info", "tel": "telefon", "nomencl": "nomenclatura",
    "ceu": "ceurb", "ceuul": "ceurb", "ceului": "ceurb", "ceuri": "ceurb", "ceurile": "ceurb",
    "u": "you", "r": "are", "ur": "your", "wat": "what", "wht": "what", "wich": "which", "hw": "how", "hom": "how", "thx": "thanks", "ty": "thanks", "ned": "need", "alowed": "allowed", "permision": "permission", "wheres": "where is", "whats": "what is", "what's": "what is", "where's": "where is", "who's": "who is", "i'm": "i am", "i'd": "i would", "i've": "i have", "don't": "do not", "dont": "do not", "im": "imi", "mi": "imi", "ids": "id", "ther": "there", "neighbor": "neighbour", "neighbors": "neighbour", "authorization": "authorisation", "meters": "metres",
}  # fmt: skip
_MAP = {spelled: plain for spelled, plain in _PLAIN.items() if spelled != plain}

_OPENING = re.compile(
    r"^(?:(?:(?:buna|bine|saru?t|sarut|hai|ok|hei|hey|alo)[ ,]+)?(?:buna ziua|buna dimineata|buna seara|buna zua|ziua buna|buna|salutare|salut|servus|hello|hi there|hi|hey there|hey|hei|neata|good morning|good afternoon|good evening|dear sirs?|dear sir or madam|stimata doamna|stimate domn|stimati domni|sarut ?mana|sar'?mana|saru mana|sa traiti|nu va suparati|scuze de deranj|ma scuzati|scuzati|excuse me|doamne ajuta|va salut|domnule|doamna|draga primarie|dragi colegi)\b[ ,.!:;-]*)+"
)
_CLOSING = re.compile(
    r"(?:[ ,.!;-]+(?:va rog frumos|va rog mult|va rog|te rog frumos|te rog|multumesc anticipat|multumesc frumos|multumesc mult|va multumesc|multumesc|mersi|mersi mult|multumim|thank you in advance|thanks in advance|thank you|thanks|please|pls|plz|ms|o zi buna|cu stima|cu respect|daca se poate|kind regards|best regards)[ .!]*)+$"
)


OPENED, CLOSED = "salutinceput", "multumiresfarsit"  # say that there was a greeting or a thanks around the rest


def strip_politeness(view: str) -> str:
    """Put one marker for a greeting in front and one for a please or thanks behind, when something is left to understand."""
    opened = closed = ""
    rest = _OPENING.sub("", view, count=1)
    if rest != view and (len(WORD.findall(rest)) >= 2 or "numar" in rest or "coordpunct" in rest or "linkharta" in rest):
        view, opened = rest, OPENED + " "
    rest = _CLOSING.sub("", view, count=1)
    if rest != view and len(WORD.findall(rest)) >= 2:
        view, closed = rest, " " + CLOSED
    return opened + view + closed


def words(view: str) -> list[str]:
    """Plain words of a folded view with placeholders."""
    found: list[str] = []
    text = strip_politeness(view.strip()).replace("m-am ", "m am ")
    text = re.sub(r"\bc ?\. ?u\b\.?", " ceurb ", text)
    text = re.sub(r"\ba ?\. ?c\b\.?", " aconst ", text)
    for raw in WORD.findall(text):
        plain = _MAP.get(raw)
        if plain is None and "'" in raw:
            plain = _MAP.get(raw.replace("'", "")) or raw.replace("'", "")
        found.extend((plain or raw).split(" "))
    return _name_acronyms(found)


_BEFORE_CU = {"pentru", "un", "de", "al", "taxa", "cost", "acte", "obtin", "scot", "cere", "cer", "fee", "documente", "dosar", "costa", "a", "the", "for", "formular", "cerere", "iau", "depun", "get", "need", "pret", "tarif", "termen", "prelungire", "extend", "costul"}


def _name_acronyms(found: list[str]) -> list[str]:
    """Lower-case "cu" is the preposition unless it ends the phrase or nothing can follow it; "ac" always means the permit."""
    named = list(found)
    last = max((at for at, word in enumerate(found) if word not in ("?", CLOSED)), default=0)
    for at, word in enumerate(found):
        if word == "cu":
            follows = found[at + 1] if at + 1 < len(found) else "?"
            before = found[at - 1] if at > 0 else ""
            cannot_follow = follows in {"?", "pentru", "de", "la", "este", "e", "online", "costa", "is", "fee", "application", "for", "documents", "cost", "price", "required", "docs", "urgent", "se", "expira", "imi", "pe"}
            if at == last or (cannot_follow and before in _BEFORE_CU | {""}) or (before in {"pentru", "un", "the", "a", "for", "al", "costul", "taxa", "obtin"} and follows not in {"acte", "ce", "care", "un", "o", "numarul", "numar", "mine", "cine", "cineva", "tot"}):
                named[at] = "ceurb"
        elif word == "ac":
            named[at] = "aconst"
        elif word in ("ceurb", "aconst"):
            named[at] = word
    return [word for word in named if word]
