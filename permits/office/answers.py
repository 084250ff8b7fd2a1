"""The answers that a paper file lacks, typed by staff."""
from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gisapp.accounts.guard import office
from gisapp.core.errors import Refused
from permits.actions.type_answers import type_answers
from permits.citizen.forms import as_answer, question_form
from permits.office.case_page import office_case
from permits.queries.blocking import fee_missing, open_questions


@office()
@require_http_methods(["GET", "POST"])
def missing_answers(request: HttpRequest, pk: Any) -> HttpResponse:
    """Ask only what has no answer; on POST store it and compute the fee."""
    found = office_case(request, pk)
    form = forms.Form(request.POST or None)
    for question in open_questions(found):
        form.fields[question.code] = question_form(question, found).fields[question.code]
        form.fields[question.code].required = False
    if request.method == "POST" and form.is_valid():
        try:
            known = type_answers(case=found, answers={code: as_answer(value) for code, value in form.cleaned_data.items()}, by=request.user)
            if known:
                messages.success(request, _("Răspunsurile au fost trecute la dosar. Taxa este calculată."))
            else:
                messages.warning(request, _("Răspunsurile au fost trecute la dosar. Taxa nu se poate calcula încă."))
            return redirect("office_case", found.pk)
        except Refused as refused:
            form.add_error(None, refused.sentence)
    return render(request, "permits/office/missing_answers.html", {"case": found, "form": form, "fee_missing": fee_missing(found)}, status=422 if form.errors else 200)
