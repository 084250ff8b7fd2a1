"""Addresses of managers, quality, registers, archive, search and training."""
from __future__ import annotations

from django.urls import path

from permits.board import (
    absence_page,
    activity_page,
    archive_page,
    dashboard,
    house_documents,
    money_page,
    people_page,
    person_page,
    quality_page,
    reads_page,
    search_page,
    targets_page,
)
from permits.citizen import invitation_page, my_data_page

urlpatterns = [
    path("birou/conducere/", dashboard.dashboard, name="board"),
    path("birou/conducere/dosare.csv", dashboard.dashboard_csv, name="board_csv"),
    path("birou/activitate/", activity_page.my_activity, name="my_activity"),
    path("birou/activitate/oameni/", activity_page.people_activity, name="people_activity"),
    path("birou/activitate/<int:pk>/", activity_page.person_activity, name="person_activity"),
    path("birou/calitate/", quality_page.quality, name="quality"),
    path("birou/calitate/tinte/", targets_page.targets, name="quality_targets"),
    path("birou/calitate/verificare/<int:pk>/", quality_page.second_review, name="second_review"),
    path("birou/calitate/neconformitati/", quality_page.nonconformities, name="nonconformities"),
    path("birou/calitate/neconformitati/<int:pk>/", quality_page.nonconformity, name="nonconformity"),
    path("parere/<str:code>/", quality_page.rate, name="rate"),
    path("birou/registre/", house_documents.registers, name="registers"),
    path("birou/registre/tipar.pdf", house_documents.register_pdf, name="register_pdf"),
    path("birou/documente/", house_documents.house_documents, name="house_documents"),
    path("birou/documente/<uuid:pk>/", house_documents.house_document, name="house_document"),
    path("proceduri/<slug:code>/fisa.pdf", house_documents.procedure_sheet, name="procedure_sheet"),
    path("birou/taxe/situatie/", money_page.totals, name="money"),
    path("birou/taxe/situatie/plati.csv", money_page.totals_csv, name="money_csv"),
    path("birou/arhiva/", archive_page.desk, name="archive_desk"),
    path("birou/arhiva/inventar.csv", archive_page.list_csv, name="archive_list_csv"),
    path("birou/arhiva/inventar.pdf", archive_page.list_pdf, name="archive_list_pdf"),
    path("birou/arhiva/dosar/<uuid:pk>/", archive_page.make, name="archive_case"),
    path("birou/arhiva/pachet/<int:pk>/", archive_page.package, name="archive_package"),
    path("birou/cautare/", search_page.full_search, name="full_search"),
    path("birou/oameni/", people_page.people, name="people"),
    path("birou/oameni/<int:pk>/", person_page.person, name="person"),
    path("birou/oameni/invitatii/<int:pk>/retrage/", people_page.withdraw, name="withdraw_invitation"),
    path("birou/oameni/compartimente/", people_page.departments, name="departments"),
    path("birou/citiri/", reads_page.reads, name="reads"),
    path("birou/absenta/", absence_page.my_absence, name="my_absence"),
    path("invitatie/<str:token>/", invitation_page.invitation, name="invitation"),
    path("datele-mele/", my_data_page.my_data, name="my_data"),
    path("datele-mele/date.zip", my_data_page.download, name="my_data_download"),
    path("datele-mele/stergere/", my_data_page.erase, name="erase_me"),
]
