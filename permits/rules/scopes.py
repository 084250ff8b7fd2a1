"""What a program may be let do. A scope never gives a right that its person does not have; it only keeps some of them."""
from __future__ import annotations

from permits.rules.labels import Labelled


class Scope(Labelled):
    """One kind of thing a token may do."""

    CASES_READ = "cases:read", "vede dosarele, stadiul și istoricul lor", "sees cases, their status and history"
    CASES_WRITE = "cases:write", "începe, completează, depune și retrage cereri", "starts, fills, submits and withdraws requests"
    PAPERS_READ = "papers:read", "descarcă actele depuse", "downloads uploaded papers"
    PAPERS_WRITE = "papers:write", "încarcă acte și răspunde la solicitări de completări", "uploads papers and answers requests for them"
    DOCUMENTS_READ = "documents:read", "descarcă actele emise", "downloads issued documents"
    WORK_READ = "work:read", "vede sarcinile", "sees work items"
    WORK_WRITE = "work:write", "încheie și realocă sarcini", "completes and reassigns work items"
    DESK_WRITE = "desk:write", "decide constatări, cere acte și avize, pregătește răspunsul și îl trimite la semnat", "decides findings, asks for papers and endorsements, drafts the answer and sends it to be signed"
    ENDORSEMENTS_READ = "endorsements:read", "vede avizele cerute", "sees endorsements asked for"
    ENDORSEMENTS_WRITE = "endorsements:write", "răspunde la cererile de aviz", "answers requests for endorsement"
    REGISTERS_READ = "registers:read", "citește registrele", "reads the register books"
    PAYMENTS_READ = "payments:read", "vede taxele și plățile", "sees fees and payments"
    PAYMENTS_WRITE = "payments:write", "încasează la ghișeu și confirmă plăți", "takes money at the counter and confirms payments"
    WEBHOOKS = "webhooks:manage", "își înscrie adrese care primesc înștiințări", "registers addresses that are notified"
