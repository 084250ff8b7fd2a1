"""The people of the demo, the same in seeds, tests and stories. All invented.

The CNPs are invented too: the county code 60 was never given to any county, so that no living person can have
one of them, while date and check digit are right. CUIs have a right check digit and belong to nobody known to us.
Codes of roles and departments are those of ``permits.rules.people`` (plain words here: no Django).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DEMO_PASSWORD = "pietricica-demo-2026"

TOWN, COMMUNE = "pietricica", "dumbrava"
_CNP_WEIGHTS = "279146358279"
_CUI_WEIGHTS = "753217532"


def cnp(first_twelve: str) -> str:
    """A CNP from its first twelve digits: Σ digit × weight mod 11, 10 → 1."""
    rest = sum(int(a) * int(b) for a, b in zip(first_twelve, _CNP_WEIGHTS, strict=True)) % 11
    return first_twelve + str(1 if rest == 10 else rest)


def cui(body: str) -> str:
    """A CUI from its digits without the last: Σ × 10 mod 11, 10 → 0."""
    total = sum(int(a) * int(b) for a, b in zip(body.zfill(9), _CUI_WEIGHTS, strict=True)) * 10 % 11
    return body + str(0 if total == 10 else total)


@dataclass(frozen=True, slots=True)
class Person:
    """One person. ``key`` is the first name in lower case, as tests call them."""

    key: str
    name: str
    email: str
    authority: str  # slug; where they work, or the town hall they turn to
    kind: Literal["staff", "citizen", "endorser"]
    roles: tuple[str, ...] = ()
    department: str | None = None
    institution: str | None = None
    title_ro: str = ""
    phone: str = ""
    cnp: str | None = None
    company: str | None = None
    company_cui: str | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    authority: str
    code: str
    name: str
    email: str
    parent: str | None = None


def _department(authority: str, code: str, name: str, parent: str | None = None) -> DepartmentRow:
    domain = "pietricica.example" if authority == TOWN else "dumbrava.pietricica.example"
    return DepartmentRow(authority, code, name, f"{code.replace('_', '-')}@{domain}", parent)


#: parents before children
DEPARTMENTS: tuple[DepartmentRow, ...] = (
    _department(TOWN, "mayor", "Primarul"),
    _department(TOWN, "secretariat", "Secretarul general"),
    _department(TOWN, "registry", "Biroul Relații cu Publicul și Registratură", "secretariat"),
    _department(TOWN, "legal", "Serviciul Juridic", "secretariat"),
    _department(TOWN, "archive", "Arhiva", "secretariat"),
    _department(TOWN, "urbanism", "Direcția Urbanism – Arhitect-șef"),
    _department(TOWN, "gis", "Serviciul GIS", "urbanism"),
    _department(TOWN, "discipline", "Serviciul Disciplina în Construcții", "urbanism"),
    _department(TOWN, "cadastre", "Direcția Cadastru, Domeniul Public și Privat"),
    _department(TOWN, "technical", "Direcția Tehnică și Administrarea Domeniului Public"),
    _department(TOWN, "taxes", "Direcția Taxe și Impozite"),
    _department(TOWN, "finance", "Serviciul Financiar-Contabil"),
    _department(TOWN, "local_police", "Poliția Locală"),
    _department(COMMUNE, "mayor", "Primarul"),
    _department(COMMUNE, "secretariat", "Secretarul general"),
    _department(COMMUNE, "registry", "Registratura"),
    _department(COMMUNE, "urbanism", "Compartimentul Urbanism și Cadastru"),
    _department(COMMUNE, "finance", "Compartimentul Financiar și Taxe"),
)


def _staff(key: str, name: str, department: str, title: str, *roles: str, authority: str = TOWN) -> Person:
    domain = "pietricica.example" if authority == TOWN else "dumbrava.pietricica.example"
    return Person(key, name, f"{key}@{domain}", authority, "staff", roles, department, title_ro=title)


def _citizen(key: str, name: str, twelve: str, phone: str, address: str, authority: str = TOWN) -> Person:
    return Person(key, name, f"{key}@example.ro", authority, "citizen", phone=phone, cnp=cnp(twelve), address=address)


CAST: tuple[Person, ...] = (
    _citizen("ana", "Ana Munteanu", "284031560011", "0700 000 101", "Municipiul Pietricica, județul Neamț"),
    _citizen("ioana", "Ioana Străinu", "291071860022", "0700 000 102", "Municipiul Pietricica, județul Neamț"),
    Person("horia", "Horia Zidaru", "horia@example.ro", TOWN, "citizen", title_ro="reprezentant al constructorului", phone="0700 000 103",
        cnp=cnp("178092260033"),
           company="Zidaru Construct S.R.L.", company_cui=cui("9901702"),
               address="Strada Industriilor, Municipiul Pietricica, județul Neamț"),
    _citizen("mircea", "Mircea Olaru", "166112060044", "0700 000 104", "Municipiul Pietricica, județul Neamț"),
    _citizen("teodora", "Teodora Pascu", "297120160055", "0700 000 105", "Municipiul Pietricica, județul Neamț"),
    _citizen("victor", "Victor Apetrei", "173053060066", "0700 000 106", "Comuna Dumbrava Roșie de Jos, județul Neamț", COMMUNE),
    _staff("bogdan", "Bogdan Registru", "registry", "inspector registratură", "registry_clerk"),
    _staff("corina", "Corina Planșă", "urbanism", "inspector urbanism", "urbanism_inspector"),
    _staff("cezar", "Cezar Echer", "urbanism", "inspector urbanism", "urbanism_inspector"),
    _staff("dan", "Dan Arcaș", "urbanism", "arhitect-șef", "chief_architect", "head"),
    _staff("elena", "Elena Hartă", "gis", "specialist GIS", "gis_keeper", "head"),
    _staff("emil", "Emil Strat", "gis", "specialist GIS", "gis_keeper"),
    _staff("gheorghe", "Gheorghe Primaru", "mayor", "primar", "mayor"),
    _staff("veronica", "Veronica Deleanu", "mayor", "viceprimar", "deputy_mayor"),
    _staff("sanda", "Sanda Pravilă", "secretariat", "secretar general", "secretary_general"),
    _staff("felicia", "Felicia Socoteală", "finance", "casier", "finance_officer"),
    _staff("tudor", "Tudor Impozit", "taxes", "inspector taxe și impozite", "tax_officer"),
    _staff("cadar", "Cadar Hotaru", "cadastre", "inspector cadastru", "cadastre_inspector", "head"),
    _staff("letitia", "Letiția Codreanu", "legal", "consilier juridic", "legal_adviser", "head"),
    _staff("traian", "Traian Pavel", "technical", "inspector tehnic", "technical_inspector"),
    _staff("doru", "Doru Drumea", "technical", "director tehnic", "technical_director", "head"),
    _staff("dragos", "Dragoș Veghe", "discipline", "inspector disciplina în construcții", "discipline_inspector"),
    _staff("adela", "Adela Dosaru", "archive", "arhivar", "archivist"),
    _staff("cristina", "Cristina Bunea", "secretariat", "responsabil calitate", "quality_officer"),
    _staff("nicu", "Nicu Cheie", "urbanism", "administrator al serviciului", "authority_admin"),
    Person("florin", "Florin Suflaru", "florin@gaze.pietricica.example", TOWN, "endorser", ("endorser",), institution="GAS",
        title_ro="operator rețea de gaze"),
    Person("pompiliu", "Pompiliu Cișmea", "pompiliu@apa.pietricica.example", TOWN, "endorser", ("endorser",), institution="WATER",
        title_ro="operator apă-canal"),
    Person("electra", "Electra Firescu", "electra@curent.pietricica.example", TOWN, "endorser", ("endorser",), institution="POWER",
        title_ro="operator rețea electrică"),
    Person("paraschiva", "Paraschiva Ctitoru", "paraschiva@cultura.pietricica.example", TOWN, "endorser", ("endorser",),
        institution="DJC", title_ro="consilier, Direcția Județeană pentru Cultură"),
    _staff("rodica", "Rodica Condică", "registry", "registrator", "registry_clerk", "archivist", authority=COMMUNE),
    _staff("ilie", "Ilie Jalon", "urbanism", "inspector urbanism și cadastru", "urbanism_inspector", "gis_keeper", "cadastre_inspector",
        "technical_inspector", "discipline_inspector", "authority_admin", authority=COMMUNE),
    _staff("olga", "Olga Riglă", "urbanism", "responsabil cu urbanismul (arhitect-șef)", "chief_architect", "technical_director",
        authority=COMMUNE),
    _staff("pavel", "Pavel Vatră", "mayor", "primar", "mayor", authority=COMMUNE),
    _staff("smaranda", "Smaranda Hrisov", "secretariat", "secretar general", "secretary_general", "legal_adviser", "quality_officer",
        authority=COMMUNE),
    _staff("zamfira", "Zamfira Bănuț", "finance", "referent financiar", "finance_officer", "tax_officer", authority=COMMUNE),
)


def person(key: str) -> Person:
    """One of the cast by key."""
    return next(p for p in CAST if p.key == key)
