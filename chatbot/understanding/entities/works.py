"""What somebody wants to build (`project_type`) and how high (`height_regime`)."""

from __future__ import annotations

import re

from .spans import Draft

# Code → beginnings of words (folded). Order matters: the more telling one first.
_TYPES: tuple[tuple[str, str], ...] = (
    ("fence", r"gard(?:ul|uri|urile|ului)?|imprejmui\w*|fence|fencing"),
    ("swimming_pool", r"piscin\w*|bazin de inot|pool"),
    ("garage", r"garaj\w*|garage"),
    ("carport", r"copertin\w*|carport|sopron\w*|sopru\w*"),
    ("gazebo", r"foisor\w*|pergol\w*|gazebo|chiosc de gradina"),
    ("greenhouse", r"solar(?:ul|ii)?\b(?! pan)|sere?\b|greenhouse"),
    ("solar_panels", r"panou\w* (?:solar\w*|fotovoltaic\w*)|fotovoltaic\w*|solar panels?|photovoltaic"),
    ("attic", r"mansard\w*|attic"),
    ("extension", r"extinder\w*|extind\w*|etajar\w*|etajez\w*|supraetaj\w*|extension"),
    ("roof", r"acoperis\w*|sarpant\w*|tigl\w*|roof\w*"),
    ("balcony", r"balco\w*|balcon\w*"),
    ("terrace", r"teras\w*|terrace|deck|patio"),
    ("insulation", r"izol\w*|termosistem\w*|anvelopar\w*|insulat\w*"),
    ("well", r"fantan\w*|put (?:forat|de apa)|foraj\w*|well\b"),
    ("service_connection", r"bransament\w*|bransez\w*|bransar\w*|racord\w*|service connection"),
    ("block", r"bloc(?:ul|uri)? de locuin\w*|bloc (?:nou|p ?\+)|apartment (?:block|building)|block of flats"),
    ("holiday_house", r"cabana|cabane|casa de vacanta|pensiun\w*|cabin|cottage|guest ?house"),
    ("warehouse", r"hal[ae]\b|hale\b|depozit\w*|warehouse|hangar"),
    ("shop", r"magazin\b|magazinul|spatiu comercial|shop|store"),
    ("annex", r"anex\w*|magazi[ae]\b|magaziei|sura\b|grajd\w*|cotet\w*|bucatarie de vara|shed|annex|outbuilding|barn"),
    ("demolition", r"demol\w*|desfiint\w*|daram\w*|darim\w*"),
    ("kiosk", r"chiosc\w*|tonet\w*|kiosk"),
    ("billboard", r"panou publicitar|reclama luminoasa|firma luminoasa|billboard|banner"),
    ("tiny_house", r"tiny ?house|casa pe roti|casa container|container\w*|casuta\b|casute"),
    ("house", r"casa\b|case\b|casei|casoi|locuint\w*|vila\b|duplex|house|home\b|dwelling|villa"),
)
_PATTERNS = tuple((code, re.compile(rf"\b(?:{words})")) for code, words in _TYPES)

_HOUSE = re.compile(rf"\b(?:{dict(_TYPES)['house']})")
# "în fața casei", "next to my house" say where, not what is built.
_PLACE_BY_HOUSE = re.compile(
    r"\b(?:in fata|din fata|in spatele|din spatele|in dreptul|langa|de langa|peste drum de|vizavi de|poarta|curtea|numarul|adresa|strada|in front of|outside|next to|near|behind|by|opposite)(?: la)? (?:my |our |the |his |her )?(?:casa|casei|case|locuint\w*|house|home)\b(?: mea| mele| noastra| lui| ei)?"
)

_FORMULA = re.compile(
    r"(?<![\w+])((?:(?:\d? ?s|d) ?(?:\+|plus) ?)*(?:p|parter|s|d)(?: ?(?:\+|plus) ?(?:\d{1,2} ?(?:e\b|et\b\.?|etaje?\b|niveluri)?|m\b|mansarda|etaj|e\b|r\b|retras))+|\d?s ?\+ ?p\b|d ?\+ ?p\b)"
)
_PARTER_AND = re.compile(r"\bparter\w*(?: inalt)?,? (?:si |plus |cu |\+ )?(?:un |(\d) )?(?:etaj\w*|nivel\w*)(?:,? (?:si|plus|cu) (?:o )?(mansarda))?")
_PARTER_ATTIC = re.compile(r"\bparter\w* (?:si|plus|cu|\+) (?:o )?mansarda")
_ONLY_PARTER = re.compile(r"\b(?:doar|numai|simplu|pe) parter\b|\bparter (?:simplu|doar)\b|single[- ]stor(?:e?y|ied)|ground floor only|only (?:a )?ground floor|bungalow|one[- ]stor(?:e?y|ied)")
_FLOORS = re.compile(r"\b(?:cu |de )(?:un |(\d{1,2}) )etaj(?:e)?\b(?: (?:si|plus|cu) (?:o )?(mansarda))?")
_GROUND_PLUS = re.compile(r"\bground(?: floor)? (?:\+|plus|and) (one|two|three|four|\d|a floor|an attic|attic|first floor)")
_STOREYS = re.compile(r"\b(two|three|four|five|2|3|4|5)[- ](?:stor(?:e?ys?|ies|ied)|floors?|levels?)")
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "a floor": 1, "first floor": 1}


def find_project_type(draft: Draft) -> str | None:
    """Code of the first kind of works named; nothing is crossed out, because the words also tell the intent."""
    hits = [(match.start(), order, code) for order, (code, pattern) in enumerate(_PATTERNS) if (match := pattern.search(draft.folded))]
    if not hits:
        return None
    hits = [hit for hit in hits if hit[2] != "attic" or not re.search(r"\b(?:parter|etaj)\w*,?(?: si| plus| cu)?(?: o)? mansarda", draft.folded)]
    if not hits:
        return None
    # "casă" is often the place and not the works ("gard la casă"): anything else named wins over it.
    specific = [hit for hit in hits if hit[2] != "house"]
    if not specific and not _HOUSE.search(_PLACE_BY_HOUSE.sub(" ", draft.folded)):
        return None
    return min(specific or hits)[2]


def _compact(formula: str) -> str:
    text = formula.replace("plus", "+").replace("parter", "p").replace("mansarda", "m").replace("retras", "r")
    text = re.sub(r"(\d) ?(?:etaje|etaj|niveluri|et\.?)", r"\1e", text)
    text = re.sub(r"\+ ?etaj", "+1e", text)
    return re.sub(r"[ .]", "", text).upper()


def find_height_regime(draft: Draft) -> str | None:
    """Height regime in the usual notation (P+1E+M); said in words it becomes P, P+1, P+M, P+1+M."""
    for match in list(draft.finditer(_FORMULA)):
        draft.take(match.start(1), match.end(1), "regiminalt")
        return _compact(match.group(1))
    for match in list(draft.finditer(_PARTER_AND)):
        draft.take(match.start(), match.end(), "regiminalt")
        return f"P+{match.group(1) or 1}" + ("+M" if match.group(2) else "")
    for match in list(draft.finditer(_PARTER_ATTIC)):
        draft.take(match.start(), match.end(), "regiminalt")
        return "P+M"
    for match in list(draft.finditer(_GROUND_PLUS)):
        draft.take(match.start(), match.end(), "regiminalt")
        said = match.group(1)
        return "P+M" if "attic" in said else f"P+{_WORDS.get(said) or int(said)}"
    for match in list(draft.finditer(_STOREYS)):
        draft.take(match.start(), match.end(), "regiminalt")
        said = match.group(1)
        return f"P+{(_WORDS.get(said) or int(said)) - 1}"
    for match in list(draft.finditer(_FLOORS)):
        draft.take(match.start(), match.end(), "regiminalt")
        return f"P+{match.group(1) or 1}" + ("+M" if match.group(2) else "")
    for match in list(draft.finditer(_ONLY_PARTER)):
        draft.take(match.start(), match.end(), "regiminalt")
        return "P"
    return None
