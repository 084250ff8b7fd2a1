"""Roles and departments of a town hall, as procedures name them (domain: who does what)."""
from __future__ import annotations

from permits.rules.labels import Labelled


class Department(Labelled):
    """A department that work items are sent to. Each authority maps these to its own organisation chart."""

    REGISTRY = "registry", "Registratură și relații cu publicul", "Registry and public relations"
    URBANISM = "urbanism", "Urbanism și autorizări", "Urban planning and permits"
    GIS = "gis", "Serviciul GIS", "GIS office"
    CADASTRE = "cadastre", "Cadastru, domeniul public și privat", "Cadastre and public property"
    LEGAL = "legal", "Serviciul juridic", "Legal office"
    TAXES = "taxes", "Impozite și taxe", "Local taxes"
    FINANCE = "finance", "Financiar-contabil", "Finance and accounting"
    TECHNICAL = "technical", "Direcția tehnică și administrarea domeniului public", "Technical and public works"
    DISCIPLINE = "discipline", "Disciplina în construcții", "Construction control"
    SECRETARIAT = "secretariat", "Secretarul general", "Secretary general"
    MAYOR = "mayor", "Primarul", "Mayor"
    LOCAL_POLICE = "local_police", "Poliția locală", "Local police"
    ARCHIVE = "archive", "Arhivă", "Archive"


class Role(Labelled):
    """What a person may be in a case. Staff may hold several; `applicant` and `endorser` are outsiders."""

    APPLICANT = "applicant", "solicitant", "applicant"
    REGISTRY_CLERK = "registry_clerk", "registrator", "registry clerk"
    URBANISM_INSPECTOR = "urbanism_inspector", "inspector urbanism", "urbanism inspector"
    CHIEF_ARCHITECT = "chief_architect", "arhitect-șef", "chief architect"
    GIS_KEEPER = "gis_keeper", "specialist GIS", "GIS keeper"
    CADASTRE_INSPECTOR = "cadastre_inspector", "inspector cadastru", "cadastre inspector"
    LEGAL_ADVISER = "legal_adviser", "consilier juridic", "legal adviser"
    TAX_OFFICER = "tax_officer", "inspector taxe", "tax officer"
    FINANCE_OFFICER = "finance_officer", "casier / referent financiar", "finance officer"
    TECHNICAL_INSPECTOR = "technical_inspector", "inspector tehnic", "technical inspector"
    TECHNICAL_DIRECTOR = "technical_director", "director tehnic", "technical director"
    DISCIPLINE_INSPECTOR = "discipline_inspector", "inspector disciplina în construcții", "construction control inspector"
    SECRETARY_GENERAL = "secretary_general", "secretar general", "secretary general"
    DEPUTY_MAYOR = "deputy_mayor", "viceprimar", "deputy mayor"
    MAYOR = "mayor", "primar", "mayor"
    ARCHIVIST = "archivist", "arhivar", "archivist"
    HEAD = "head", "șef de compartiment", "head of department"
    QUALITY_OFFICER = "quality_officer", "responsabil calitate", "quality officer"
    AUTHORITY_ADMIN = "authority_admin", "administrator", "administrator"
    ENDORSER = "endorser", "avizator", "endorser"
    SYSTEM = "system", "sistemul", "the system"


DEPARTMENT_OF_ROLE: dict[Role, Department] = {
    Role.REGISTRY_CLERK: Department.REGISTRY,
    Role.URBANISM_INSPECTOR: Department.URBANISM,
    Role.CHIEF_ARCHITECT: Department.URBANISM,
    Role.GIS_KEEPER: Department.GIS,
    Role.CADASTRE_INSPECTOR: Department.CADASTRE,
    Role.LEGAL_ADVISER: Department.LEGAL,
    Role.TAX_OFFICER: Department.TAXES,
    Role.FINANCE_OFFICER: Department.FINANCE,
    Role.TECHNICAL_INSPECTOR: Department.TECHNICAL,
    Role.TECHNICAL_DIRECTOR: Department.TECHNICAL,
    Role.DISCIPLINE_INSPECTOR: Department.DISCIPLINE,
    Role.SECRETARY_GENERAL: Department.SECRETARIAT,
    Role.DEPUTY_MAYOR: Department.MAYOR,
    Role.MAYOR: Department.MAYOR,
    Role.ARCHIVIST: Department.ARCHIVE,
}
OUTSIDERS = frozenset({Role.APPLICANT, Role.ENDORSER, Role.SYSTEM})
STAFF = frozenset(Role) - OUTSIDERS
