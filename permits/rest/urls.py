"""Addresses of the API, version 1."""
from __future__ import annotations

from django.urls import path, re_path

from permits.rest import cases, desk, hooks, land, money, office, papers, problems, public, schema

app_name = "api"
described = [
    path("api/v1/me", public.Me.as_view(), name="me"),
    path("api/v1/procedures", land.Procedures.as_view(), name="procedures"),
    path("api/v1/procedures/<str:code>", land.ProcedureByCode.as_view(), name="procedure"),
    path("api/v1/places", land.Places.as_view(), name="places"),
    path("api/v1/parcels", land.ParcelAt.as_view(), name="parcel_at"),
    # Old topographical numbers (1234/2/1) hold strokes.
    path("api/v1/parcels/<path:number>/findings", land.ParcelFindings.as_view(), name="parcel_findings"),
    path("api/v1/parcels/<path:number>", land.ParcelByNumber.as_view(), name="parcel"),
    path("api/v1/findings", land.AreaFindings.as_view(), name="area_findings"),
    path("api/v1/acts", public.Acts.as_view(), name="acts"),
    path("api/v1/verify/<str:code>", public.Verify.as_view(), name="verify"),
    path("api/v1/cases", cases.Cases.as_view(), name="cases"),
    path("api/v1/cases/<uuid:pk>", cases.OneCase.as_view(), name="case"),
    path("api/v1/cases/<uuid:pk>/plot", cases.CasePlot.as_view(), name="plot"),
    path("api/v1/cases/<uuid:pk>/works", cases.CaseWorks.as_view(), name="works"),
    path("api/v1/cases/<uuid:pk>/missing", cases.CaseMissing.as_view(), name="missing"),
    path("api/v1/cases/<uuid:pk>/quote", cases.CaseQuote.as_view(), name="quote"),
    path("api/v1/cases/<uuid:pk>/submit", cases.SubmitCase.as_view(), name="submit"),
    path("api/v1/cases/<uuid:pk>/withdraw", cases.WithdrawCase.as_view(), name="withdraw"),
    path("api/v1/cases/<uuid:pk>/timeline", cases.CaseTimeline.as_view(), name="timeline"),
    path("api/v1/cases/<uuid:pk>/findings", cases.CaseFindings.as_view(), name="case_findings"),
    path("api/v1/cases/<uuid:pk>/papers", papers.CasePapers.as_view(), name="papers"),
    path("api/v1/cases/<uuid:pk>/paper-request", papers.OpenPaperRequest.as_view(), name="paper_request"),
    path("api/v1/cases/<uuid:pk>/documents", papers.CaseDocuments.as_view(), name="documents"),
    path("api/v1/cases/<uuid:pk>/charges", money.CaseCharges.as_view(), name="charges"),
    path("api/v1/cases/<uuid:pk>/payments", money.CasePayments.as_view(), name="payments"),
    path("api/v1/cases/<uuid:pk>/endorsements", desk.CaseEndorsements.as_view(), name="case_endorsements"),
    path("api/v1/cases/<uuid:pk>/ask-papers", desk.AskPapers.as_view(), name="ask_papers"),
    path("api/v1/cases/<uuid:pk>/draft", desk.StartDraft.as_view(), name="start_draft"),
    path("api/v1/findings/<int:pk>/decide", desk.DecideFinding.as_view(), name="decide_finding"),
    path("api/v1/drafts/<uuid:pk>", desk.OneDraft.as_view(), name="draft"),
    path("api/v1/drafts/<uuid:pk>/send-to-sign", desk.SendToSign.as_view(), name="send_to_sign"),
    path("api/v1/charges/<int:pk>/take", desk.TakeCharge.as_view(), name="take_charge"),
    path("api/v1/payments/<int:pk>/confirm", desk.ConfirmPayment.as_view(), name="confirm_payment"),
    path("api/v1/payments/<int:pk>/reject", desk.RejectPayment.as_view(), name="reject_payment"),
    path("api/v1/papers/<uuid:pk>", papers.OnePaper.as_view(), name="paper"),
    path("api/v1/papers/<uuid:pk>/content", papers.PaperContent.as_view(), name="paper_content"),
    path("api/v1/documents/<uuid:pk>/content", papers.DocumentContent.as_view(), name="document_content"),
    path("api/v1/work-items", office.WorkItems.as_view(), name="work_items"),
    path("api/v1/work-items/<int:pk>", office.OneWorkItem.as_view(), name="work_item"),
    path("api/v1/work-items/<int:pk>/complete", office.CompleteWorkItem.as_view(), name="complete_work_item"),
    path("api/v1/work-items/<int:pk>/reassign", office.ReassignWorkItem.as_view(), name="reassign_work_item"),
    path("api/v1/endorsements", office.Endorsements.as_view(), name="endorsements"),
    path("api/v1/endorsements/<uuid:pk>", office.OneEndorsement.as_view(), name="endorsement"),
    path("api/v1/endorsements/<uuid:pk>/answer", office.AnswerEndorsement.as_view(), name="answer_endorsement"),
    path("api/v1/registers", office.Registers.as_view(), name="registers"),
    path("api/v1/registers/<str:book>/<int:year>", office.RegisterBook.as_view(), name="register_book"),
    path("api/v1/webhooks", hooks.Webhooks.as_view(), name="webhooks"),
    path("api/v1/webhooks/<uuid:pk>", hooks.OneWebhook.as_view(), name="webhook"),
    path("api/v1/webhooks/<uuid:pk>/test", hooks.TestWebhook.as_view(), name="test_webhook"),
    path("api/v1/webhooks/<uuid:pk>/deliveries", hooks.Deliveries.as_view(), name="deliveries"),
]
urlpatterns = [
    *described,
    path("api/v1/openapi.json", schema.Description.as_view(), name="openapi"),
    path("api/", schema.page, name="page"),
    re_path(r"^api/v1/.*$", problems.not_found, name="nothing"),
]
