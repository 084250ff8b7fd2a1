"""Addresses of the town hall's pages."""
from __future__ import annotations

from django.urls import path

from permits.citizen import apply, case_page, downloads, home, map_page, public, verify_page
from permits.office import case_page as office_case
from permits.office import documents, finance_desk, inbox, register_desk, signing_desk

urlpatterns = [
    path("", home.home, name="home"),
    path("harta/", map_page.map_page, name="map"),
    path("harta/parcela", map_page.panel, name="parcel_panel"),
    path("proceduri/", home.procedures, name="procedures"),
    path("proceduri/<slug:code>/", home.procedure, name="procedure"),
    path("cerere/noua/<slug:code>/", apply.start, name="start"),
    path("cerere/<uuid:pk>/trimisa/", apply.submitted, name="submitted"),
    path("cerere/<uuid:pk>/acte/<uuid:paper>/retrage/", apply.remove_paper, name="remove_paper"),
    path("cerere/<uuid:pk>/<slug:step>/", apply.form, name="form"),
    path("cererile-mele/", case_page.my_cases, name="my_cases"),
    path("dosar/<uuid:pk>/", case_page.case, name="case"),
    path("dosar/<uuid:pk>/completari/", case_page.answer_request, name="answer_request"),
    path("dosar/<uuid:pk>/retrage/", case_page.withdraw, name="withdraw"),
    path("acte/<uuid:pk>/", downloads.paper, name="paper"),
    path("document/<uuid:pk>/", downloads.document, name="document"),
    path("verificare/", verify_page.verify_page, name="verify"),
    path("verificare/<str:code>/", verify_page.verify_code, name="verify_code"),
    path("stadiu/", public.status, name="status"),
    path("registru/", public.register, name="public_register"),
    path("contact/", public.contact, name="contact"),
    path("ajutor/", public.help_page, name="help"),
    path("datele-dumneavoastra/", public.privacy, name="privacy"),
    path("accesibilitate/", public.accessibility, name="accessibility"),
    path("birou/", inbox.inbox, name="inbox"),
    path("birou/dosare/", inbox.cases, name="office_cases"),
    path("birou/dosar/<uuid:pk>/", office_case.case, name="office_case"),
    path("birou/dosar/<uuid:pk>/verifica/", office_case.recheck, name="recheck"),
    path("birou/dosar/<uuid:pk>/nota/", office_case.add_note, name="add_note"),
    path("birou/dosar/<uuid:pk>/completari/", office_case.ask_papers, name="ask_papers"),
    path("birou/dosar/<uuid:pk>/restituie/", office_case.return_case, name="return_case"),
    path("birou/dosar/<uuid:pk>/constatare/", office_case.new_finding, name="add_finding"),
    path("birou/dosar/<uuid:pk>/accepta/", office_case.accept_all, name="accept_all"),
    path("birou/constatare/<int:pk>/", office_case.finding_form, name="finding_form"),
    path("birou/sarcina/<int:pk>/", inbox.complete, name="complete_work_item"),
    path("birou/sarcina/<int:pk>/realoca/", inbox.reassign, name="reassign_work_item"),
    path("birou/dosar/<uuid:pk>/act/", documents.start_draft, name="start_draft"),
    path("birou/act/<uuid:pk>/", documents.draft, name="draft"),
    path("birou/act/<uuid:pk>/previzualizare.pdf", documents.preview, name="preview"),
    path("birou/act/<uuid:pk>/la-semnat/", documents.to_sign, name="send_to_sign"),
    path("birou/semnat/", signing_desk.desk, name="signing_desk"),
    path("birou/semnat/semneaza/", signing_desk.sign, name="sign"),
    path("birou/semnat/<int:pk>/refuza/", signing_desk.refuse, name="refuse_signature"),
    path("birou/taxe/", finance_desk.desk, name="finance_desk"),
    path("birou/taxe/<int:pk>/incaseaza/", finance_desk.take, name="take_payment"),
    path("birou/plata/<int:pk>/", finance_desk.decide, name="decide_payment"),
    path("dosar/<uuid:pk>/plata/", case_page.pay, name="pay"),
    path("birou/registratura/", register_desk.desk, name="register_desk"),
]
