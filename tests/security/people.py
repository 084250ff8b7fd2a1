"""The people at the doors: nobody, strangers, one of each post of the town, an institution, the neighbouring commune."""

from django.test import Client

from tests.permits.conftest import Town

# Who holds which post in the town (tests/town/cast.py); Dan and others head their department as well.
STAFF = {
    "bogdan": {"registry_clerk"}, "corina": {"urbanism_inspector"}, "dan": {"chief_architect", "head"}, "elena": {"gis_keeper", "head"}, "emil": {"gis_keeper"},
    "gheorghe": {"mayor"}, "veronica": {"deputy_mayor"}, "sanda": {"secretary_general"}, "felicia": {"finance_officer"}, "tudor": {"tax_officer"},
    "cadar": {"cadastre_inspector", "head"}, "letitia": {"legal_adviser", "head"}, "traian": {"technical_inspector"}, "doru": {"technical_director", "head"},
    "dragos": {"discipline_inspector"}, "adela": {"archivist"}, "cristina": {"quality_officer"}, "nicu": {"authority_admin"},
}
SIGNED_IN = {"ana", "ioana", "florin", *STAFF, "pavel", "ilie"}
EVERYBODY = {"nobody", *SIGNED_IN}


def client_of(town: Town, name: str) -> Client:
    """A browser at the town's address, signed in as the person (or as nobody)."""
    return Client(HTTP_HOST="localhost") if name == "nobody" else town.client(name)


def holding(*roles: str) -> set[str]:
    """The people of the town who hold one of the posts; without a post named, all of its staff."""
    return {name for name, held in STAFF.items() if not roles or held & set(roles)}
