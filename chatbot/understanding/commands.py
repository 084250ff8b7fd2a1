"""Words that always mean the same, whatever the model thinks: commands, yes and no, emergencies, insistence on a person."""

from __future__ import annotations

import re

_EXACT: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("menu", re.compile(r"/?(?:meniu|meniul|menu|main menu|meniu principal|meniul principal|help|ajutor|/start)")),
    ("back", re.compile(r"/?(?:inapoi|back|go back|mergi inapoi|du-te inapoi|pasul anterior|pasul precedent|previous|intoarce-te|o iau inapoi)")),
    (
        "cancel",
        re.compile(
            r"/?(?:anulea\w*|anulati|anuleaza (?:tot|cererea|sesizarea)|anulez|renunt|renunt la (?:tot|cerere)|stop|cancel|cancel (?:it|that|everything)|opreste|opreste-te|las-o balta|lasa-o balta|lasa|abandon|quit|exit|iesire|nu mai continui|nu mai vreau sa continui)"
        ),
    ),
    (
        "delete_data",
        re.compile(
            r"/?(?:sterge(?:ti)?(?:-mi)?(?: toate)? (?:datele|conversatia)(?: mele| personale| mele personale| astea)?|sterge tot|delete (?:all )?my data|delete (?:my )?data|erase my data|sterge-ma|delete)"
        ),
    ),
    ("talk_to_human", re.compile(r"/?(?:om|un om|operator|human|agent|om te rog|operator uman|vreau om)")),
    (
        "affirm",
        re.compile(
            r"(?:da+|da da|da te rog|da va rog|daa|dap|okay|ok|okey|oki|yes|yes please|yep|yeah|yup|sure|sigur|sigur ca da|desigur|corect|exact|asa e|asa este|asa-i|confirm|e corect|este corect|e bine|bine|de acord|sunt de acord|accept|da e|da este|da asta e|asta e|da acesta|right|correct|that'?s right|i agree|agree|of course|i do|da vreau|da doresc|da continua|continua|mai departe|perfect|super|hai|hai da|da sigur|da (?:de acord|sunt de acord|ok|accept|confirm|corect|exact|e bine|desigur)|yes (?:i agree|agreed|sure|ok|of course)|normal ca da|d|y)"
        ),
    ),
    (
        "deny",
        re.compile(
            r"(?:nu+|nu nu|no|nope|nah|not really|nu e|nu este|nu e corect|nu este corect|incorect|nu vreau|nu doresc|nu sunt de acord|nu accept|deloc|nici vorba|nici gand|ba nu|no way|i don'?t|i do not agree|wrong|nu e bine|nu e asta|n)"
        ),
    ),
)

_GREETING = r"(?:buna(?: ziua| dimineata| seara)?|salut(?:are|ari)?|servus|noroc|neata|hei|alo|sarut ?mana|saru ?mana|ziua buna|buna tuturor|hello|hi|hey|heya|hiya|yo|good (?:morning|afternoon|evening|day)|greetings)"
_GOODBYE = r"(?:multumesc(?: mult| frumos)?|va multumesc|iti multumesc|multumim|mersi(?: mult| fain| frumos)?|merci|ms|msm|thanks(?: a lot| so much)?|thank you(?: very much| so much)?|thx|cheers|pa(?: pa)?|papa|la revedere|o zi buna|o seara buna|numai bine|toate cele bune|bye(?: bye)?|goodbye|see you|have a (?:nice|good) (?:day|one|evening))"
_ONLY_GREETING = re.compile(rf"{_GREETING}(?: {_GREETING})?(?: there| all| everyone| tuturor| oameni buni| va rog)?")
_ONLY_GOODBYE = re.compile(rf"(?:ok |bine |super |perfect )?{_GOODBYE}(?: (?:si )?{_GOODBYE})*")


def manners(folded: str) -> str | None:
    """`greet` or `thanks_bye` for a message that is nothing else."""
    phrase = bare(folded)
    if _ONLY_GREETING.fullmatch(phrase) or re.fullmatch(r"\s*(?:👋\S?)+\s*", folded):
        return "greet"
    return "thanks_bye" if _ONLY_GOODBYE.fullmatch(phrase) or re.fullmatch(r"\s*(?:🙏\S?)+\s*", folded) else None


# Words both languages share, or so short that they don't tell one: the conversation keeps its language.
IN_BOTH_LANGUAGES = frozenset({"affirm", "deny", "menu", "back", "cancel"})

_EMERGENCY = re.compile(
    r"\b(?:miroas\w*|miros\w*|pute|putea|duhneste|simt)\b.{0,25}\bgaz"
    r"|\bgaz\w*\b.{0,20}\b(?:miroas\w*|pute|scap\w*|iese|suiera)\b"
    r"|\b(?:scurger\w*|pierder\w*|fisur\w*) (?:de|la) (?:conducta de )?gaz|gas leak|leaking gas|smell\w* (?:of )?gas|gas smell|smells? like gas"
    r"|\b(?:spart|lovit|rupt|agatat|perforat)\b.{0,20}\b(?:conduct\w*|teav\w*|tava)\b.{0,10}\bgaz|\b(?:hit|broke|broken|cut|ruptured)\b.{0,15}\bgas (?:pipe|line|main)"
    r"|\bs-?[ao] (?:prabusit|daramat|surpat)\b|\bse (?:prabuseste|darama)\b.{0,30}\b(?:peste|oameni|cladir|casa|zid)|\bsta(?:u)? sa (?:cada|se prabuseasca)\b.{0,25}\b(?:oameni|copii|peste)|\bcollaps(?:ed|ing)\b|caved in"
    r"|\b(?:raniti?|ranita|accidentat\w*|mort|morti|injured|hurt|wounded)\b.{0,40}\b(?:santier\w*|groap\w*|sant\w*|site|trench|muncitor\w*|worker|people|oameni)|\b(?:muncitor\w*|oameni|worker\w*|people|someone|cineva|copil\w*)\b.{0,25}\b(?:ranit\w*|injured|hurt|cazut (?:in|de pe)|sub daramaturi|trapped|fell into)"
    r"|\b(?:incendiu|a luat foc|ia foc|arde (?:casa|blocul|acoperisul|ceva)|e foc|flacari|on fire|there is a fire|house fire)\b|^(?:foc|fire|arde|incendiu|explozie)!*$|\bexplozi[ei]\b|\bexplosion\b|\bexploded\b"
    # Somebody in danger writes in the own language; 112 is the same everywhere.
    r"|\b(?:fuite de gaz|odeur de gaz|incendie|au secours|gasgeruch|gasleck|riecht nach gas|es brennt|fuga di gas|odore di gas|fuga de gas|huele a gas|incendio|gazszag\w*|gazszivargas|tuz van|gaz kokusu|gaz kacagi|yangin var|imdat)\b"
    r"|запах газ|пахнет газом|пахне газом|пожежа|пожар|допоможіть|помогите"
    r"|\b(?:fir|cablu|cabluri|linie|stalp)\b.{0,25}\b(?:cazut|rupt|atarna|la pamant|pe jos)\b.{0,25}|\b(?:power line|live wire|live cable|electric cable)\b.{0,25}\b(?:down|fell|fallen|ground)"
)
_NOT_NOW = re.compile(r"\b(?:daca|ce fac daca|in caz de|what if|if there|stins|incendiu ce aviz|aviz|isu|autoriz\w*|permis|proiect|film|anul trecut|reparat|refacut|trotuar\w* s)\b")


def bare(folded: str) -> str:
    """The phrase without punctuation and emoji at its ends, single-spaced."""
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s/'-]+", " ", folded)).strip()


def command(folded: str) -> str | None:
    """The command that the whole message is, if it is one."""
    phrase = bare(folded)
    for name, pattern in _EXACT:
        if pattern.fullmatch(phrase):
            return name
    if re.fullmatch(r"\s*(?:👍|✅|👌|👍🏻|👍🏼)+\s*", folded):
        return "affirm"
    if re.fullmatch(r"\s*(?:👎|❌)+\s*", folded):
        return "deny"
    return None


def is_emergency(folded: str) -> bool:
    """Danger for people now: gas, collapse, fire, injured. The dialogue then says 112 before anything else."""
    return _EMERGENCY.search(folded) is not None and _NOT_NOW.search(folded) is None


_INJECTION = re.compile(
    r"\b(?:ignor\w*|disregard|forget|uita(?:ti)?|nu mai (?:tine|tineti) (?:cont|seama))\b.{0,40}\b(?:instruct?\w*|reguli\w*|rules?|prompt\w*|ti s-au? spus|you were told|guidelines|restrict\w*|limitari\w*|programar\w*)\b"
    r"|\b(?:system prompt|prompt\w* (?:tau|de sistem|initial)|your (?:system )?prompt|hidden prompt|initial instructions|instructiunile (?:tale|primite|initiale)|developer mode|modul? (?:dezvoltator|developer|debug|admin)|jailbreak\w*|dan mode|sudo|debug mode|god mode)\b"
    r"|\b(?:pretend (?:to be|you|that you)|prefa-te|prefaceti-va|act as (?:if you|an? |the )|you are now|from now on you|esti acum (?:un|o|dan|admin\w*|primar\w*|arhitect\w*|inspector\w*|functionar\w*)|de acum (?:inainte )?(?:esti|vei fi|raspunzi)|joaca rolul|intra in rolul|roleplay|imagine you are|imagineaza-ti ca esti)\b"
    r"|\bdrop table\b|\bselect (?:\*|\w+(?: ?, ?\w+)*) from \w+|\bunion select\b|<\s*script|\bor 1 ?= ?1\b|\{\{.{1,40}\}\}|\$\{.{1,60}\}|javascript:|\brm -rf\b|\.\./\.\./"
    r"|\b(?:parola|password|api key|cheia api|token\w*)\b.{0,30}\b(?:baze\w*|database|server\w*|admin\w*|sistem\w*|system)\b"
    r"|\b(?:reveal|show|print|repeat|arata|repeta|afiseaza|dezvaluie)\b.{0,30}\b(?:your instructions|instructiunile|prompt\w*|configurat\w*|the text above|textul de mai sus|tot ce scrie mai sus)\b"
)


def is_injection(folded: str) -> bool:
    """Words that mean to change what the assistant says or is; they are answered with a refusal, never followed."""
    return _INJECTION.search(folded) is not None


_CORRECTION = re.compile(
    r"^(?:nu,? |no,? |ba nu,? )?(?:de fapt|scuze|pardon|am gresit|m-am incurcat|corectez|corectie|gresit|actually|sorry|i meant|i made a mistake|correction|wrong)\b"
    r"|\bnu (?:ala|ăla|asta|acela|acesta|aia|aceea|aista|ista)\b|\bnot (?:that|this)(?: one)?\b|\bci (?:nr|numar|cadastral|\d)|\bcorect e\b|\bcorect este\b|\bde fapt\b|\bam vrut sa (?:zic|spun|scriu)\b|\bvoiam sa (?:zic|spun|scriu)\b"
)


def is_correction(folded: str) -> bool:
    """The person corrects what was said before: new values replace the old ones."""
    return _CORRECTION.search(folded) is not None


_SWITCH = (
    ("en", re.compile(r"^(?:in )?english(?: please)?$|\b(?:speak|talk|answer|reply|switch to|continue|write)\b.{0,12}\benglish\b|\bvorbi\w* (?:in )?engleza\b|^(?:in )?engleza$|\bpe engleza\b|\bin limba engleza\b|/en$")),
    ("ro", re.compile(r"^(?:in )?(?:romana|romanian|romaneste)(?: please| te rog)?$|\b(?:vorbi\w*|raspund\w*|scrie\w*|treci) (?:te rog )?(?:in |pe )?roman\w+\b|\b(?:speak|switch to|answer in|in) romanian\b|/ro$")),
)


def asked_language(folded: str) -> str | None:
    """Language asked for in so many words ("in English please", "vorbește română")."""
    phrase = bare(folded)
    for lang, pattern in _SWITCH:
        if pattern.search(phrase):
            return lang
    return None
