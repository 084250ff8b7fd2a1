"""Who comes in at which door: every address of the house by name. An address that is not here fails the build.

`public` everybody · `signed in` who has an account · `staff` who works in this town hall · posts (roles) of this town hall ·
`ana` the applicant · `case` the applicant and all staff · `asked` the clerks of the institution asked · `secret` needs a link that
nobody guesses, so the forged one of this test opens nothing · `token` programs only; being signed in in a browser opens nothing.
Who does not come in finds nothing (404) or, without an account, the door of the sign-in.
"""

EDITORS = ("authority_admin", "head", "chief_architect", "secretary_general", "quality_officer", "registry_clerk")
FINANCE = ("finance_officer", "tax_officer")
VALUES = ("authority_admin", "chief_architect", "secretary_general", *FINANCE)
MANAGERS = ("head", "chief_architect", "secretary_general", "mayor", "deputy_mayor", "technical_director")
BOARD = (*MANAGERS, "quality_officer")
REGISTERS = ("registry_clerk", "secretary_general", "archivist", "mayor", "deputy_mayor")
PAPERS = (*REGISTERS, "quality_officer", "chief_architect", "finance_officer")
ARCHIVE = ("archivist", "registry_clerk")
KEEPERS = ("gis_keeper",)

DOORS: dict[tuple[str, ...], str] = {
    ("public",): """
        accessibility area_findings assistant assistant_map assistant_message assistant_news assistant_panel assistant_rate chat_parcel_picture contact dig_calendar health_live
        health_ready help help_role home layer_catalogue layer_geojson layer_geopackage live_check map map_style metrics nearby ogc ogc_api ogc_collection ogc_collections ogc_conformance ogc_item
        ogc_items ogc_queryables open_acts open_data parcel_panel payment_callback privacy procedure procedure_sheet procedures public_register search_places set_language
        status styleguide styleguide_office tile verify verify_code""",
    ("secret",): """calendar_feed chat_document chat_pin chat_webhook confirm_subscription end_subscription endorser_link endorser_link_letter endorser_link_paper
        endorser_link_works invitation rate""",
    ("signed in",): "announce_emergency erase_me my_cases my_data my_data_download my_integrations start tour",
    ("staff",): """
        accept_all act_status add_finding add_note ask_endorsements ask_papers cancel_endorsement chat_act chat_conversation chat_inbox chat_measures chat_photo compare_days complete_work_item
        draft emergencies endorser_papers_given finding_form full_search guarantee inbox inbox_many map_extract missing_answers my_activity nonconformities nonconformity office_case office_cases
        people_activity preview reassign_work_item recheck refuse_signature resend_endorsement return_case second_review send_to_sign sign sign_look sign_page signing_desk start_draft state_move
        touched_cases type_endorsement calendar_settings my_absence""",
    ("ana",): "accept_integration answer_request applicant_state emergency_announced integration_hook form own_extract pay pay_card remove_paper resume_draft submitted withdraw",
    ("ana", "admin"): "revoke_integration",
    ("case",): "case document paper paper_picture",
    ("asked",): "endorser_bulk endorser_desk endorser_letter endorser_paper endorser_request endorser_works",
    ("registry_clerk",): "paper_file register_desk",
    ("authority_admin",): "departments empty_practice integrations people person withdraw_invitation",
    ("authority_admin", "secretary_general"): "reads",
    EDITORS: "chat_words chat_settings chat_phrases chat_measure chat_publish",
    FINANCE: "exemption takings_to_sign finance_desk money money_csv take_payment decide_payment statements settle_line refunds decide_refund",
    VALUES: "parameters decide_parameter",
    MANAGERS: "workload reassign_many",
    BOARD: "board board_csv quality",
    (*BOARD, "authority_admin"): "quality_targets",
    ("person's managers",): "person_activity",
    REGISTERS: "registers register_pdf register_to_sign",
    PAPERS: "house_documents house_document",
    ARCHIVE: "archive_desk archive_list_csv archive_list_pdf archive_case archive_package",
    KEEPERS: """
        editing_at editing_feature editing_find editing_merge editing_new editing_point editing_split
        keepers_add_probe keepers_answer keepers_card keepers_coverage keepers_decide keepers_declare keepers_delivery keepers_delivery_map keepers_discard keepers_drop_probe keepers_edit_layer
        keepers_home keepers_layer keepers_new_layer keepers_publish keepers_restriction keepers_run_probes keepers_topology keepers_topology_map keepers_undo keepers_upload
        qgis_project""",
}
# Programs: these answer without a token, all others ask for one (401).
OPEN_API = "acts area_findings openapi page parcel parcel_at parcel_findings places procedure procedures verify nothing"
