"""The nouns of a town hall; one file each."""
from permits.models.applicant import Applicant
from permits.models.archive import ArchivePackage
from permits.models.calendar_feed import CalendarFeed
from permits.models.case import Case
from permits.models.check_run import CheckRun, Finding
from permits.models.document import DocumentVersion, IssuedDocument, SignatureStep
from permits.models.endorsement import Endorsement
from permits.models.event import CaseEvent
from permits.models.fee import Charge, Payment
from permits.models.history_head import HistoryHead
from permits.models.integration import ApiToken, GivenAnswer, WebhookDelivery, WebhookEndpoint
from permits.models.notice import Notice
from permits.models.paper import Paper, PaperRequest, RequestedPaper
from permits.models.parameter import Parameter
from permits.models.pause import Pause
from permits.models.plot import Plot, Works
from permits.models.quality import Nonconformity, NonconformityStep, Rating, ReviewSample, SecondReview
from permits.models.read_log import ReadLog
from permits.models.register import RegisterEntry
from permits.models.search_text import SearchText
from permits.models.subscription import AreaSubscription
from permits.models.touch import Touch
from permits.models.training import TourStep
from permits.models.treasury import ProviderCall, Refund, Statement, StatementLine
from permits.models.visit import CaseVisit
from permits.models.work_item import Note, WorkItem

__all__ = [
    "ApiToken", "Applicant", "ArchivePackage", "AreaSubscription", "CalendarFeed", "Case", "CaseEvent", "CaseVisit", "Charge",
    "CheckRun", "DocumentVersion", "Endorsement", "Finding", "GivenAnswer", "HistoryHead", "IssuedDocument", "Nonconformity", "NonconformityStep",
    "Note", "Notice", "Paper", "PaperRequest", "Parameter", "Pause", "Payment", "Plot", "ProviderCall", "Rating", "ReadLog",
    "Refund", "RegisterEntry", "RequestedPaper", "ReviewSample", "SearchText", "SecondReview", "SignatureStep", "Statement",
    "StatementLine", "Touch", "TourStep", "WebhookDelivery", "WebhookEndpoint", "WorkItem", "Works",
]
