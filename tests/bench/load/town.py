"""Build the town that the load runs against, in the database of DATABASE_URL, and print as JSON what its visitors need.

The whole demo town with its layers, its people, and acts that wait for their signatures. Run as a program, so that it uses the
house's settings as a server does.
"""

import json
import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gisapp.settings")

ACTS = 12
PEOPLE = ("ana", "ioana", "mircea", "teodora", "bogdan", "corina", "cezar", "dan", "felicia")


def main() -> None:
    """Print `{sessions, box (west, south, east, north in EPSG:4326), parcels, steps}`."""
    django.setup()
    from django.conf import settings
    from django.contrib.gis.geos import Point
    from django.test import Client

    from gisapp.core import jobs
    from gisapp.management.demo import walk
    from gisapp.management.demo.applicants import paper_of
    from gisapp.management.demo.parameters import seed_parameters
    from gisapp.management.demo.people import make_authorities, make_people
    from layers import api as layers
    from layers.imports.seed import load_town
    from permits.documents.demo_pki import create
    from permits.models import SignatureStep
    from tests.permits.conftest import IDENTITY
    from tests.town import build

    create(settings.PKI_ROOT, settings.PKI_URL, {})
    Path(os.environ["LOAD_PAPER"]).write_bytes(paper_of("load"))
    authorities = make_authorities()
    authority = authorities["pietricica"]
    town = build()
    load_town(authority, town)
    seed_parameters(authority)
    people = make_people(authorities)
    parcels = [row.key for row in town.layers["parcels"]]
    with jobs.done_here():
        for number in parcels[:ACTS]:
            case = walk.submit(walk.fill_draft(
                authority=authority, procedure="urbanism_certificate", owner=people["ana"], parcel=layers.parcel_by_number(authority, number),
                applicant=IDENTITY["ana"], paper=paper_of("load"),
            ))
            walk.review(case, people["corina"])
            walk.draft(case, people["corina"])
            jobs.drain()
    sessions = {}
    for name in PEOPLE:
        client = Client()
        client.force_login(people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
        sessions[name] = client.cookies["session"].value
    boxes = [row.geom.bounds for row in town.layers["parcels"]]
    corners = [layers.to_wgs84(Point(*corner, srid=3844)) for corner in ((min(b[0] for b in boxes), min(b[1] for b in boxes)), (max(b[2] for b in boxes), max(b[3] for b in boxes)))]
    steps = list(SignatureStep.objects.filter(order=1, state=SignatureStep.State.WAITING).values_list("pk", flat=True))
    print(json.dumps({"sessions": sessions, "box": [c for corner in corners for c in corner.coords], "parcels": parcels, "steps": steps}))


if __name__ == "__main__":
    main()
