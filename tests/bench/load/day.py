"""The people of a day, for locust: who looks at the map, who asks the assistant, who sends a request with its papers, who works at
the town hall, who signs. Each asks what a browser would ask, and keeps what a browser would keep.
"""

from __future__ import annotations

import json
import math
import os
import random
import re
from pathlib import Path

from locust import HttpUser, between, task

from tests.town.cast import CAST, DEMO_PASSWORD

KNOWN = json.loads(Path(os.environ["LOAD_TOWN"]).read_text(encoding="utf-8"))
PAPER = Path(os.environ["LOAD_PAPER"]).read_bytes() + b"\n%" + b"0" * 400_000  # a scanned page weighs as much
QUESTIONS = ("Ce acte îmi trebuie pentru un certificat de urbanism?", "ce pot construi pe {parcel}", "cat costa un certificat de urbanism", "program", "in ce zona e {parcel}")
_CASE = re.compile(r"/cerere/([0-9a-f-]{36})/")


def sent(kind: str, what: str) -> None:
    """Note what the house promised, to be looked for afterwards."""
    with Path(os.environ["LOAD_SENT"]).open("a", encoding="utf-8") as kept:
        kept.write(f"{kind} {what}\n")


class Person(HttpUser):
    """A browser with an address of its own, as the proxy reports it."""

    abstract = True
    who = ""

    def on_start(self) -> None:
        address = ".".join(str(random.randrange(1, 250)) for _part in range(3))
        self.client.headers.update({"X-Forwarded-For": f"10.{address}", "Host": "localhost", "X-CSRFToken": "b" * 32})
        self.client.cookies.set("csrf", "b" * 32)
        if self.who:
            self.client.cookies.set("session", KNOWN["sessions"][self.who])


class Visitor(Person):
    """Looks at the map, moves it, asks for a parcel, searches; a browser asks again for a tile it has by its ETag."""

    weight = 30
    wait_time = between(1.0, 4.0)

    def on_start(self) -> None:
        super().on_start()
        self.tags: dict[str, str] = {}
        self.client.get("/harta/", name="map page")
        style = self.client.get("/harta/stil.json", name="map style").json()
        self.sources = [source["tiles"][0] for source in style["sources"].values() if source["type"] == "vector"][:4]

    @task(10)
    def moves_the_map(self) -> None:
        west, south, east, north = KNOWN["box"]
        zoom = random.choice((14, 15, 16, 17))
        x, y = _tile(random.uniform(west, east), random.uniform(south, north), zoom)
        for source in self.sources:
            for across in (0, 1):
                path = source.format(z=zoom, x=x + across, y=y)
                with self.client.get(path, name="tile", headers={"If-None-Match": self.tags.get(path, "")}, catch_response=True) as answer:
                    if answer.status_code in (200, 204, 304):
                        answer.success()
                    self.tags[path] = answer.headers.get("ETag", "")

    @task(4)
    def searches(self) -> None:
        self.client.get("/harta/cauta", params={"q": random.choice((random.choice(KNOWN["parcels"]), "calea", "str fantanii 3"))}, name="search")

    @task(3)
    def opens_a_parcel(self) -> None:
        self.client.get("/harta/parcela", params={"parcel": random.choice(KNOWN["parcels"])}, name="parcel and its findings")

    @task(2)
    def reads(self) -> None:
        self.client.get(random.choice(("/", "/proceduri/", "/registru/", "/in-lucru/", "/verificare/")), name="public page")


class Asker(Person):
    """Writes to the assistant."""

    weight = 4
    wait_time = between(2.0, 6.0)

    @task
    def asks(self) -> None:
        text = random.choice(QUESTIONS).format(parcel=random.choice(KNOWN["parcels"]))
        page = self.client.get("/asistent/", name="assistant").text
        form = {name: (re.findall(rf'name="{name}" value="([^"]*)"', page) or [""])[0] for name in ("page_key", "key")}
        self.client.post("/asistent/mesaj/", {**form, "text": text}, name="message to the assistant")


class Applicant(Person):
    """Fills the whole form and sends it, with a paper for each that is asked."""

    weight = 3
    wait_time = between(4.0, 10.0)

    def on_start(self) -> None:
        self.who = random.choice(("ana", "ioana", "mircea", "teodora"))
        super().on_start()

    @task
    def applies(self) -> None:
        one = next(person for person in CAST if person.key == self.who)
        begun = self.client.post("/cerere/noua/urbanism_certificate/", {"parcel": random.choice(KNOWN["parcels"])}, name="form: start", allow_redirects=False)
        found = _CASE.search(begun.headers.get("Location", ""))
        if found is None:
            return
        case = found[1]
        typed: dict[str, dict[str, object]] = {
            "land": {}, "works": {}, "q-purpose_kind": {"purpose_kind": "building"}, "q-purpose": {"purpose": "construire locuință P+1"}, "q-utilities": {"utilities": ["water"]},
            "identity": {"kind": "person", "name": one.name, "identifier": one.cnp, "address": one.address, "email": one.email, "represented_by": "", "phone": ""}, "fee": {},
        }
        for step, values in typed.items():
            self.client.post(f"/cerere/{case}/{step}/", values, name="form: a page", allow_redirects=False)
        page = self.client.get(f"/cerere/{case}/papers/", name="form: papers").text
        papers = dict.fromkeys(set(re.findall(r'name="(paper_\w+)"', page)), ("act.pdf", PAPER, "application/pdf"))
        self.client.post(f"/cerere/{case}/papers/", files=papers, name="form: upload", allow_redirects=False)
        form = {"consent": "on", "submit_key": case.replace("-", "")}
        with self.client.post(f"/cerere/{case}/check/", form, name="form: send", allow_redirects=False, catch_response=True) as answer:
            if answer.status_code == 302 and "trimisa" in answer.headers["Location"]:
                sent("case", case)
            else:
                answer.failure(f"not sent: {answer.status_code}")


class Clerk(Person):
    """Works in the inbox and looks at cases."""

    weight = 4
    wait_time = between(2.0, 6.0)

    def on_start(self) -> None:
        self.who = random.choice(("bogdan", "corina", "cezar", "dan", "felicia"))
        super().on_start()

    @task
    def works(self) -> None:
        page = self.client.get("/birou/", name="inbox").text
        cases = re.findall(r'href="(/birou/dosar/[0-9a-f-]{36}/)"', page)
        if cases:
            self.client.get(random.choice(cases), name="case at the office")


class Signatory(Person):
    """Dan signs what waits, two acts at a time with one authorisation."""

    fixed_count = 1
    wait_time = between(3.0, 6.0)
    who = "dan"

    @task
    def signs(self) -> None:
        self.client.get("/birou/semnat/", name="signing desk")
        steps = [KNOWN["steps"].pop() for _number in range(2) if KNOWN["steps"]]
        if not steps:
            return
        answer = self.client.post("/birou/semnat/semneaza/", {"steps": steps, "password": DEMO_PASSWORD}, name="sign", allow_redirects=False)
        if answer.status_code == 302:
            for step in steps:
                sent("step", str(step))


def _tile(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    """The tile of Web Mercator that holds a place in EPSG:4326."""
    return int((lon + 180) / 360 * 2**zoom), int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**zoom)
