"""The closed lists of a case's life: families of procedures, states, moves, effects, holders."""
from __future__ import annotations

from permits.rules.labels import Labelled


class Family(Labelled):
    """The kind of procedure; the after-life of a case depends on it."""

    CERTIFICATE = "certificate", "certificat", "certificate"
    PERMIT = "permit", "autorizație de construire/desființare", "building or demolition permit"
    EXCAVATION = "excavation", "săpătură în domeniul public", "excavation in public land"
    ATTESTATION = "attestation", "adeverință", "attestation"
    OPINION = "opinion", "aviz", "opinion"
    NOTICE = "notice", "înștiințare și recepție", "notice and reception"
    PETITION = "petition", "petiție", "petition"


class CaseState(Labelled):
    """Where a case stands."""

    DRAFT = "draft", "ciornă", "draft"
    SUBMITTED = "submitted", "depus", "submitted"
    REGISTERED = "registered", "înregistrat", "registered"
    IN_REVIEW = "in_review", "în analiză", "in review"
    WAITING_PAPERS = "waiting_papers", "așteaptă completări", "waiting for papers"
    DRAFTING = "drafting", "în redactare", "being drafted"
    SIGNING = "signing", "la semnat", "being signed"
    ISSUED = "issued", "semnat, de comunicat", "signed, to be delivered"
    REFUSED = "refused", "respins, de comunicat", "refused, to be delivered"
    RETURNED = "returned", "restituit ca incomplet", "returned as incomplete"
    WITHDRAWN = "withdrawn", "retras de solicitant", "withdrawn by the applicant"
    DELIVERED = "delivered", "comunicat, în vigoare", "delivered, in force"
    EXTENDED = "extended", "prelungit, în vigoare", "extended, in force"
    WORKS_STARTED = "works_started", "lucrări începute", "works started"
    RESTORED = "restored", "suprafață refăcută", "surface restored"
    PARTIAL_RECEPTION = "partial_reception", "recepție parțială făcută", "partial reception done"
    WARRANTY = "warranty", "în perioada de garanție", "under warranty"
    RELEASED = "released", "garanție restituită", "guarantee released"
    RECEIVED = "received", "lucrări recepționate", "works received"
    SETTLED = "settled", "taxă regularizată", "fee settled"
    EXPIRED = "expired", "expirat", "expired"
    SUPERSEDED = "superseded", "înlocuit", "superseded"
    REVOKED = "revoked", "revocat", "revoked"
    CLOSED = "closed", "închis", "closed"
    ARCHIVED = "archived", "arhivat", "archived"


class Move(Labelled):
    """A verb that takes a case from one state to another (or keeps it, with an effect)."""

    SUBMIT = "submit", "depune cererea", "submit the request"
    REGISTER = "register", "înregistrează", "register"
    START_REVIEW = "start_review", "repartizează spre analiză", "assign for review"
    REQUEST_PAPERS = "request_papers", "cere completări", "ask for papers"
    ANSWER_PAPERS = "answer_papers", "depune completările", "answer with papers"
    RETURN_FILE = "return_file", "restituie dosarul incomplet", "return the incomplete file"
    REDIRECT = "redirect", "trimite autorității competente", "redirect to the competent authority"
    FILE_AWAY = "file_away", "clasează", "file without answer"
    START_DRAFT = "start_draft", "începe redactarea", "start drafting"
    BACK_TO_REVIEW = "back_to_review", "întoarce la analiză", "send back to review"
    SEND_TO_SIGN = "send_to_sign", "trimite la semnat", "send for signing"
    SEND_BACK = "send_back", "întoarce la redactare", "send back to drafting"
    SIGN = "sign", "semnează", "sign"
    ISSUE = "issue", "semnează ultimul și emite", "sign last and issue"
    REFUSE = "refuse", "semnează ultimul refuzul", "sign the refusal last"
    DELIVER = "deliver", "comunică", "deliver"
    WITHDRAW = "withdraw", "retrage cererea", "withdraw the request"
    EXTEND = "extend", "prelungește valabilitatea", "extend the validity"
    START_WORKS = "start_works", "anunță începerea lucrărilor", "announce the start of works"
    DECLARE_RESTORED = "declare_restored", "declară suprafața refăcută", "declare the surface restored"
    REJECT_RESTORATION = "reject_restoration", "respinge refacerea", "reject the restoration"
    RECEIVE_PARTIALLY = "receive_partially", "face recepția parțială", "make the partial reception"
    START_WARRANTY = "start_warranty", "începe garanția", "start the warranty"
    REPORT_DEFECT = "report_defect", "constată un defect în garanție", "report a defect under warranty"
    RELEASE_GUARANTEE = "release_guarantee", "restituie garanția", "release the guarantee"
    RECEIVE_WORKS = "receive_works", "face recepția lucrărilor", "receive the works"
    SETTLE_FEE = "settle_fee", "regularizează taxa", "settle the fee"
    EXPIRE = "expire", "constată expirarea", "record the expiry"
    SUPERSEDE = "supersede", "înlocuiește cu un act nou", "supersede by a newer act"
    REVOKE = "revoke", "revocă", "revoke"
    CLOSE = "close", "închide dosarul", "close the case"
    ARCHIVE = "archive", "arhivează", "archive"


class Effect(Labelled):
    """What else happens in the same transaction as a move."""

    GIVE_NUMBER = "give_number", "primește număr de înregistrare", "gets a registry number"
    START_CLOCK = "start_clock", "începe termenul legal", "the legal clock starts"
    PAUSE_CLOCK = "pause_clock", "termenul se oprește", "the clock pauses"
    RESUME_CLOCK = "resume_clock", "termenul curge din nou", "the clock resumes"
    STOP_CLOCK = "stop_clock", "termenul s-a încheiat", "the clock stops"
    OPEN_WORK_ITEMS = "open_work_items", "se deschid sarcinile compartimentelor", "work items open"
    CLOSE_WORK_ITEMS = "close_work_items", "se închid sarcinile deschise", "open work items close"
    LOCK_DRAFT = "lock_draft", "proiectul de act nu se mai schimbă", "the draft is locked"
    UNLOCK_DRAFT = "unlock_draft", "proiectul de act se poate schimba; semnăturile cad", "the draft unlocks, signatures fall"
    SIGN_DOCUMENT = "sign_document", "se adaugă o semnătură electronică", "an electronic signature is added"
    GIVE_ACT_NUMBER = "give_act_number", "actul primește număr din registrul său", "the act gets its number"
    NOTIFY_APPLICANT = "notify_applicant", "solicitantul este anunțat", "the applicant is told"
    NOTIFY_STAFF = "notify_staff", "compartimentele sunt anunțate", "departments are told"
    PUBLISH = "publish", "apare în registrul public", "appears in the public register"
    UNPUBLISH = "unpublish", "registrul public arată că nu mai este în vigoare", "the public register shows it is over"
    START_VALIDITY = "start_validity", "începe valabilitatea", "validity starts"
    HOLD_GUARANTEE = "hold_guarantee", "garanția rămâne reținută", "the guarantee is held"
    RETURN_GUARANTEE = "return_guarantee", "garanția se restituie", "the guarantee is returned"
    ASK_SATISFACTION = "ask_satisfaction", "solicitantul este întrebat cât de mulțumit este", "satisfaction is asked"
    NEEDS_REASON = "needs_reason", "cere un motiv scris", "needs a written reason"
    START_RETENTION = "start_retention", "începe termenul de păstrare", "retention starts"


class Holder(Labelled):
    """Who holds the ball."""

    APPLICANT = "applicant", "solicitantul", "the applicant"
    TOWN_HALL = "town_hall", "primăria", "the town hall"
    NOBODY = "nobody", "nimeni", "nobody"
