"""Ana's program asks for a certificate, from the parcel to the submitted request; the office's and Florin's go on from there."""

from io import BytesIO

from gisapp.core import jobs
from gisapp.management.demo.applicants import paper_of
from permits.models import Case
from permits.queries.completeness import needed_papers
from permits.rules.procedure_files import all_procedures
from tests.permits.conftest import IDENTITY, Town


def test_anas_program_leads_a_request_from_the_parcel_to_its_number(town: Town, program) -> None:
    ana = program("ana")
    assert ana.get("me").json()["authority"] == town.authority.name
    parcel = ana.get("parcels/50001").json()
    assert parcel["area_m2"] == 1000
    ring = parcel["geometry"]["coordinates"][0]
    ring = ring[0] if parcel["geometry"]["type"] == "MultiPolygon" else ring
    lon, lat = (sum(corner[axis] for corner in ring[:-1]) / (len(ring) - 1) for axis in (0, 1))
    assert ana.get(f"parcels?lon={lon}&lat={lat}").json()["cadastral_number"] == "50001"
    findings = ana.get("parcels/50001/findings").json()
    assert {"conflict", "unknown"} <= {one["state"] for one in findings["findings"]}

    made = ana.post("cases", {"procedure": "urbanism_certificate", "parcels": ["50001"]})
    assert made.status_code == 201, made.content
    address = f"cases/{made.json()['id']}"
    assert made.json()["state"] == "draft" and made["Location"].endswith(made.json()["id"])
    assert ana.post(f"{address}/submit").status_code == 422
    missing = {one["field"] for one in ana.get(f"{address}/missing").json()["items"]}
    assert {"identity", "consent", "purpose"} <= missing
    answers = {"purpose": "construire locuință P+1"}
    for question in ana.get("procedures/urbanism_certificate").json()["questions"]:
        if question["required"] and question["code"] not in answers:
            answers[question["code"]] = question["choices"][0]["code"] if question["choices"] else "conform cererii"
    filled = ana.patch(address, {"answers": answers, "applicant": IDENTITY["ana"], "consent": True})
    assert filled.status_code == 200, filled.content
    assert filled.json()["applicant"]["identifier"].startswith("•")
    case = Case.objects.get(pk=made.json()["id"])
    for code, title in needed_papers(all_procedures()[case.procedure], case):
        paper = ana.upload(f"{address}/papers", code=code, file=_file(title))
        assert paper.status_code == 201, paper.content
        assert ana.get(f"papers/{paper.json()['id']}/content").getvalue() == paper_of("test")
    quote = ana.get(f"{address}/quote").json()
    assert float(quote["total"]) > 0 and quote["lines"][0]["legal_ref"]
    sent = ana.post(f"{address}/submit", key="submit-it-once")
    assert sent.status_code == 200, sent.content
    assert sent.json()["number"] and sent.json()["legal_due"] and sent.json()["channel"] == "api"
    again = ana.post(f"{address}/submit", key="submit-it-once")
    assert again["Idempotency-Replayed"] == "true" and again.json()["number"] == sent.json()["number"]
    jobs.drain()
    documents = ana.get(f"{address}/documents").json()["items"]
    assert [one["kind"] for one in documents] == ["acknowledgment"]
    assert ana.get(f"documents/{documents[0]['id']}/content").getvalue().startswith(b"%PDF")
    charges = ana.get(f"{address}/charges").json()["items"]
    proof = ana.upload(f"{address}/payments", charge=charges[0]["id"], reference="OP 12", proof=_file("dovada"))
    assert proof.status_code == 201 and proof.json()["state"] == "declared"
    assert [one["kind"] for one in ana.get(f"{address}/timeline").json()["items"]][-1] == "payment"


def _file(title: str) -> BytesIO:
    file = BytesIO(paper_of("test"))
    file.name = f"{title[:40]}.pdf"
    return file


def test_the_offices_program_sees_its_work_and_completes_it_as_its_person_would(town: Town, program) -> None:
    case = town.submitted()
    dan = program("dan")
    items = dan.get("work-items").json()["items"]
    assigning = next(one for one in items if one["case"] == str(case.pk))
    done = dan.post(f"work-items/{assigning['id']}/complete", {"inspector": town.corina.email})
    assert done.status_code == 200 and done.json()["state"] == "done"
    case.refresh_from_db()
    assert case.inspector == town.corina
    again = dan.post(f"work-items/{assigning['id']}/complete", {"inspector": town.corina.email})
    assert again.status_code == 409 and again.json()["code"] == "not_open"
    books = dan.get("registers").json()["items"]
    assert any(book["book"] == "general" for book in books)
    entries = dan.get(f"registers/general/{case.registry_year}").json()["items"]
    assert entries[-1]["number"] == case.registry_number


def test_florins_program_answers_what_the_gas_company_is_asked(town: Town, program) -> None:
    import datetime as dt

    from gisapp.accounts.models import Institution
    from gisapp.core import clock
    from permits.models import Endorsement

    case = town.submitted()
    institution = Institution.objects.get(authority=town.authority, memberships__user=town.florin)
    row = Endorsement.objects.create(case=case, institution=institution, asked_at=clock.now(), due=clock.today() + dt.timedelta(days=15))
    florin = program("florin")
    assert [one["id"] for one in florin.get("endorsements").json()["items"]] == [str(row.pk)]
    seen = florin.get(f"cases/{case.pk}").json()
    assert seen["plot"]["parcels"] == ["50001"] and seen["applicant"] is None and seen["answers"] == {} and seen["purpose"] == ""
    assert florin.get(f"cases/{case.pk}/documents").status_code == 404
    answer = florin.upload(f"endorsements/{row.pk}/answer", state="conditional", text="Se respectă distanța de 2 m față de conducta de gaze.")
    assert answer.status_code == 200 and answer.json()["state"] == "conditional", answer.content


def test_corinas_program_decides_drafts_and_sends_to_sign_and_felicias_takes_the_fee(town: Town, program) -> None:
    case = town.submitted()
    corina, felicia, ana, dan = program("corina"), program("felicia"), program("ana"), program("dan")
    assigning = next(one for one in dan.get("work-items").json()["items"] if one["case"] == str(case.pk))
    assert dan.post(f"work-items/{assigning['id']}/complete", {"inspector": town.corina.email}).status_code == 200
    address = f"cases/{case.pk}"
    findings = corina.get(f"{address}/findings?per_page=100").json()["items"]
    pending = [one["id"] for one in findings if one["decision"] == "pending"]
    assert pending and ana.post(f"findings/{pending[0]}/decide", {"decision": "accepted"}).status_code == 404
    for number in pending:
        decided = corina.post(f"findings/{number}/decide", {"decision": "accepted", "reason": "Verificat în arhivă și pe teren."})
        assert decided.status_code == 200 and decided.json()["decision"] == "accepted", decided.content
    assert corina.post(f"{address}/endorsements", {"institutions": ["NOBODY"]}).json()["code"] == "no_ground"
    assert corina.post(f"{address}/ask-papers", {"reasons": {"anything": "lipsește"}}).status_code == 422
    charge = ana.get(f"{address}/charges").json()["items"][0]
    assert (ana.post(f"charges/{charge['id']}/take").status_code, corina.post(f"charges/{charge['id']}/take").status_code) == (404, 403)
    taken = felicia.post(f"charges/{charge['id']}/take", key="take-it-once")
    assert taken.status_code == 201 and taken.json()["state"] == "confirmed"
    assert felicia.post(f"charges/{charge['id']}/take", key="take-it-once")["Idempotency-Replayed"] == "true"
    made = corina.post(f"{address}/draft", {"outcome": "issue"})
    assert made.status_code == 201 and made.json()["blocking"], made.content
    draft = f"drafts/{made.json()['id']}"
    wrong = corina.patch(draft, {"sections": {"valid_months": "x", "nothing": 1, "usable_because": "\0"}})
    assert {one["field"] for one in wrong.json()["errors"]} == {"sections.valid_months", "sections.nothing", "sections.usable_because"}
    tag = corina.get(draft)["ETag"]
    assert corina.patch(draft, {"sections": {"usable_because": "Cu respectarea avizelor."}}, **{"If-Match": tag}).status_code == 200
    assert corina.patch(draft, {"sections": {"usable_because": "Altfel."}}, **{"If-Match": tag}).status_code == 412
    assert corina.post(f"{draft}/send-to-sign").json()["code"] == "not_ready" and ana.get(draft).status_code == 404
