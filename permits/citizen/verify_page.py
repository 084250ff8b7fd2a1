"""The public page that tells whether a document is ours and still in force."""
from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gisapp.core import clock
from gisapp.core.throttle import throttled
from permits.documents.verify import verify
from permits.documents.verify.configured import trust_of_settings
from permits.documents.verify.register import DatabaseRegister
from permits.models import IssuedDocument
from permits.queries.versions import whole_versions


@require_http_methods(["GET", "POST"])
@throttled("verify", per_minute=20)
def verify_page(request: HttpRequest) -> HttpResponse:
    """Take a code or a PDF. A code leads to the register's page; a file is judged against the register and by its signatures."""
    upload = request.FILES.get("file")
    if request.method == "GET" or not (upload or request.POST.get("code")):
        sentence = _("Alegeți un fișier PDF sau scrieți codul de pe document.") if request.method == "POST" else ""
        return render(request, "permits/citizen/verify.html", {"sentence": sentence, "code": ""}, status=422 if sentence else 200)
    code = plain_code(request.POST.get("code", ""))
    if code:
        return redirect("verify_code", code)
    assert upload is not None
    if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
        return render(request, "permits/citizen/verify.html", {"sentence": _("Fișierul este prea mare pentru verificare."), "code": ""}, status=422)
    verdict = verify(upload.read(), register=DatabaseRegister(), trust=trust_of_settings())
    found = IssuedDocument.objects.filter(verification_code=verdict.registered.code).select_related("entry", "authority").first() if verdict.registered else None
    return render(request, "permits/citizen/verdict.html", {"verdict": verdict, "document": found, "file_name": upload.name})


def plain_code(written: str) -> str:
    """Return a code as the register keeps it, from one typed with dashes, spaces or small letters."""
    return "".join(sign for sign in written.upper() if sign.isalnum())[:32]


@require_GET
@throttled("verify_code", per_minute=60)
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the register says of a code: number, date, status, hash. Never the name of the applicant, nor why an act was annulled.

    A number is given before the first signature: a paper may be printed that was then sent back (annulled) or still lacks signatures.
    """
    found = IssuedDocument.objects.filter(verification_code=plain_code(code)).exclude(entry=None).select_related("entry", "authority", "case").first()
    if found is None or found.state not in (IssuedDocument.State.ISSUED, IssuedDocument.State.CANCELLED):
        sentence = _("Nu există un document emis cu acest cod. Verificați codul scris sub pătratul QR.")
        if found is not None:
            sentence = _("Documentul cu acest cod nu este încă emis: îi lipsesc semnături și nu produce efecte.")
        return render(request, "permits/citizen/verify.html", {"sentence": sentence, "code": code}, status=404)
    plot = getattr(found.case, "plot", None) if found.case else None
    return render(request, "permits/citizen/verify_code.html", {
        "document": found, "annulled": found.state == IssuedDocument.State.CANCELLED, "plot": plot, "signatures": found.signatures.exclude(signed_at=None).order_by("order"),
        "versions": whole_versions(found), "today": clock.today(),
    })
