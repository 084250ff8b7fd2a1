"""Further filled-in documents: permits, approvals, books, sheets, boards."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

from permits.documents.fields import (
    ActChange,
    Bar,
    BuildingPermit,
    Bullets,
    DemolitionPermit,
    Document,
    Endorsement,
    EndorsementRequest,
    ExcavationApproval,
    Extension,
    Fee,
    Figure,
    Guarantee,
    MapSheet,
    OpenedSurface,
    Paragraph,
    Party,
    ProcedureSheet,
    QualityReport,
    Reference,
    RegisterBook,
    SiteBoard,
    Stage,
    Step,
    Table,
    TechnicalProject,
)
from permits.documents.map_extract import draw
from tests.permits.documents import land, samples
from tests.permits.documents.samples import (
    ANA,
    ARCHITECT,
    FINDINGS,
    HORIA,
    ISSUED,
    LETTERHEAD,
    MAYOR,
    PLOT,
    REQUEST,
    SECRETARY,
    VERIFICATION,
)

MAP = draw(land.request())

BUILDING_PERMIT = BuildingPermit(
    letterhead=LETTERHEAD,
    number=Reference("45", ISSUED),
    issued_on=ISSUED,
    signatories=(ARCHITECT, SECRETARY, MAYOR),
    verification=VERIFICATION,
    demonstration=True,
    plain_language=(
        "Puteți construi casa din proiectul vizat. Începeți în cel mult 12 luni și anunțați începerea la primărie și la Inspectoratul în Construcții.",
    ),
    request=Reference("19020", date(2026, 11, 10)),
    applicant=ANA,
    plot=PLOT,
    certificate=Reference("125", date(2026, 3, 3)),
    works="construire locuință unifamilială P+1, împrejmuire și branșamente la utilități",
    value=Decimal("684500.00"),
    project=TechnicalProject(
        "Locuință unifamilială P+1",
        "18/2026",
        "SC „Atelier Trei” SRL",
        "Pietricica, Bulevardul Decebal nr. 7",
        "arh. Mihai Țepeș",
        "4521",
        "Neamț",
    ),
    endorsements=(
        Endorsement(
            "Delgaz Grid – gaze naturale", obtained="aviz nr. 3312 din 2 iunie 2026, favorabil cu condiții", legal_ref="NTPEE-2018"
        ),
        Endorsement("Apa Serv", obtained="emis tacit la 20 iunie 2026", legal_ref="OUG nr. 31/2025"),
        Endorsement("APM Neamț", obtained="clasarea notificării nr. 882 din 5 mai 2026", legal_ref="Legea nr. 292/2018"),
    ),
    specifications=(
        Bullets(
            (
                "construcția se ține la minimum 12 m de axul liniei de 20 kV;",
                "săpătura lângă conducta de gaze se face manual, în prezența operatorului;",
            )
        ),
    ),
    waste_site="depozitul autorizat de la Girov",
    execution_months=24,
    start_until=date(2027, 11, 24),
    fee=Fee(Decimal("3422.50"), Reference("PTR 004702", date(2026, 11, 20))),
    copies=1,
    delivered="prin mijloace electronice, la data de 24 noiembrie 2026",
    findings=FINDINGS[:2],
    map=MAP,
)

DEMOLITION_PERMIT = DemolitionPermit(
    **{each.name: getattr(BUILDING_PERMIT, each.name) for each in fields(BUILDING_PERMIT)}
    | {
        "works": "desființare anexă gospodărească, corp C2, 48 m²",
        "value": Decimal("21000"),
        "project": TechnicalProject("Desființare corp C2", "19/2026", "SC „Atelier Trei” SRL"),
        "execution_months": 1,
        "findings": (),
        "map": None,
        "plain_language": (),
    }
)

EXCAVATION_APPROVAL = ExcavationApproval(
    letterhead=replace(LETTERHEAD, department="Direcția Tehnică – Administrarea Domeniului Public"),
    number=Reference("88", ISSUED),
    issued_on=ISSUED,
    signatories=(ARCHITECT, MAYOR),
    verification=VERIFICATION,
    demonstration=True,
    request=Reference("18877", date(2026, 11, 12)),
    applicant=ANA,
    contractor=replace(HORIA, contact="telefon 0745 000 123"),
    responsible=Party("ing. Horia Bălțatu", contact="telefon 0745 000 124"),
    works="branșament de gaze naturale, 18,5 m",
    place="Strada Ștefan Luchian, în dreptul nr. 23A, municipiul Pietricica",
    legal_basis=(
        "OG nr. 43/1997 privind regimul drumurilor",
        "Legea nr. 50/1991 art. 11 alin. (7) lit. e)",
        "Regulamentul local aprobat prin HCL nr. 61/2024",
    ),
    surfaces=(
        OpenedSurface(
            "Strada Ștefan Luchian",
            "carosabil",
            "asfalt",
            Decimal("7.5"),
            Decimal("0.6"),
            Decimal("4.5"),
            Decimal("26.25"),
            "strat de uzură pe o bandă de 3,5 m",
        ),
        OpenedSurface(
            "Strada Ștefan Luchian",
            "trotuar",
            "pavele",
            Decimal("1.8"),
            Decimal("0.6"),
            Decimal("1.08"),
            Decimal("3.6"),
            "pe toată lățimea trotuarului",
        ),
        OpenedSurface(
            "Strada Ștefan Luchian",
            "spațiu verde",
            "pământ",
            Decimal("9.2"),
            Decimal("0.6"),
            Decimal("5.52"),
            Decimal("9.2"),
            "gazon, strat vegetal de 20 cm",
        ),
    ),
    schedule=(
        Stage("traversarea carosabilului", date(2026, 11, 26), date(2026, 11, 26), "o bandă, semafor mobil"),
        Stage("trotuar și spațiu verde", date(2026, 11, 27), date(2026, 11, 27), "trotuar închis, ocolire semnalizată"),
        Stage("refacere", date(2026, 11, 28), date(2026, 11, 30)),
    ),
    guarantee=Guarantee(
        Decimal("8400"),
        "scrisoare de garanție bancară",
        Reference("SG 118", date(2026, 11, 20)),
        24,
        "integral, după recepția de la sfârșitul perioadei de garanție",
    ),
    fee=Fee(Decimal("166.50"), Reference("PTR 004720", date(2026, 11, 21))),
    restoration=(
        Paragraph(
            "Umplutura se compactează în straturi de cel mult 20 cm; stratul de uzură se reface în cel mult 10 zile, dacă vremea permite."
        ),
        Bullets(("buletine de compactare la fiecare 20 m", "fotografii înainte, în timpul și după lucrare"), numbered=True),
    ),
    conditions=(
        "se anunță începerea cu 24 de ore înainte;",
        "săpătura se împrejmuiește și se semnalizează, inclusiv noaptea;",
        "la 0,60 m de conducta de gaze se sapă numai manual.",
    ),
    endorsements=(
        Endorsement("Delgaz Grid – gaze naturale", obtained="aviz nr. 3390 din 14 noiembrie 2026"),
        Endorsement("Poliția Rutieră", obtained="aviz nr. 71 din 16 noiembrie 2026"),
    ),
    valid_from=date(2026, 11, 26),
    valid_until=date(2026, 12, 5),
    findings=FINDINGS[:1],
    map=MAP,
)

ENDORSEMENT_REQUEST = EndorsementRequest(
    letterhead=LETTERHEAD,
    number=Reference("19111", ISSUED),
    issued_on=ISSUED,
    signatories=(ARCHITECT,),
    verification=VERIFICATION,
    demonstration=True,
    endorser=Party(
        "Delgaz Grid SA – gaze naturale", "Centrul operațional Pietricica, Strada Uzinei nr. 2", contact="în atenția: Florin Ghiță"
    ),
    subject="Solicitarea avizului pentru construire locuință P+1",
    request=REQUEST,
    applicant=ANA,
    plot=PLOT,
    works="construire locuință unifamilială P+1, împrejmuire și branșamente",
    answer_by=date(2026, 12, 9),
    tacit=True,
    legal_basis=("OUG nr. 31/2025", "Legea nr. 50/1991 art. 7"),
    body=(
        Paragraph(
            "Terenul este traversat de zona de protecție a conductei de distribuție. Vă rugăm să precizați distanțele și condițiile de execuție."
        ),
    ),
    attached=("plan de situație 1:500", "certificatul de urbanism nr. 125/2026", "memoriu tehnic"),
    findings=FINDINGS[:1],
    map=MAP,
)

EXTENSION = Extension(
    letterhead=LETTERHEAD,
    number=Reference("12", ISSUED),
    issued_on=ISSUED,
    signatories=(ARCHITECT, SECRETARY, MAYOR),
    verification=VERIFICATION,
    demonstration=True,
    kind="urbanism_certificate",
    extended=Reference("98", date(2025, 12, 10)),
    request=REQUEST,
    applicant=ANA,
    plot=PLOT,
    purpose="construire locuință unifamilială P+1",
    extended_from=date(2026, 12, 10),
    extended_until=date(2027, 12, 10),
    months=12,
    fee=Fee(Decimal("4.50"), Reference("PTR 004800", ISSUED)),
    legal_basis=("Legea nr. 50/1991, republicată", "normele metodologice aprobate prin Ordinul nr. 839/2009"),
)

REGISTER_BOOK = RegisterBook(
    letterhead=LETTERHEAD,
    number=None,
    issued_on=ISSUED,
    signatories=(SECRETARY,),
    verification=VERIFICATION,
    demonstration=True,
    title="Registrul certificatelor de urbanism",
    period="1 ianuarie – 24 noiembrie 2026",
    entries=Table(
        ("Nr.", "Data", "Cererea", "Solicitant", "Imobil", "Scopul", "Valabil până la", "Taxa"),
        tuple(
            (
                str(i),
                f"{1 + i % 28:02d}.{1 + i // 30:02d}.2026",
                f"{12000 + i * 17}",
                ("Ana Șerban", "SC „Horia Construct” SRL", "Municipiul Pietricica")[i % 3],
                f"nr. cadastral {61200 + i}, Strada Ștefan Luchian nr. {i}",
                ("construire locuință P+1 și împrejmuire", "dezmembrare în 3 loturi", "branșament gaze")[i % 3],
                f"{1 + i % 28:02d}.{1 + i // 30:02d}.2027",
                f"{9 + i % 7},00 lei",
            )
            for i in range(1, 61)
        ),
        widths=(0.5, 0.9, 0.8, 1.6, 2.4, 2.0, 1.1, 0.9),
        numeric=(0, 7),
    ),
    note="Registrul este public; datele personale care nu se publică au fost omise.",
)

SITE_BOARD = SiteBoard(
    letterhead=LETTERHEAD,
    number=None,
    issued_on=ISSUED,
    verification=VERIFICATION,
    demonstration=True,
    permit="Autorizația de construire nr. 45 din 24 noiembrie 2026",
    works="Construire locuință unifamilială P+1 și împrejmuire",
    place="Strada Ștefan Luchian nr. 23A, municipiul Pietricica",
    beneficiary=ANA,
    designer="SC „Atelier Trei” SRL, arh. Mihai Țepeș",
    contractor=replace(HORIA, contact="telefon 0745 000 123"),
    responsible="ing. Horia Bălțatu, telefon 0745 000 124",
    started=date(2026, 12, 1),
    ends=date(2028, 12, 1),
    complaints="Sesizări: Disciplina în Construcții, Primăria Municipiului Pietricica, telefon 0233 000 017",
)

PROCEDURE_SHEET = ProcedureSheet(
    letterhead=LETTERHEAD,
    number=None,
    issued_on=ISSUED,
    signatories=(SECRETARY,),
    verification=VERIFICATION,
    demonstration=True,
    title="Certificat de urbanism",
    code="urbanism_certificate",
    summary="Certificatul de urbanism vă informează ce se poate construi pe un teren și ce avize trebuie cerute. Îl poate cere oricine.",
    legal_basis=("Legea nr. 50/1991 art. 6", "Ordinul nr. 839/2009"),
    who_can_ask="orice persoană interesată; nu este nevoie de titlu",
    papers=Table(
        ("Documentul", "Obligatoriu", "De unde"),
        (
            ("cererea F.1", "da", "formularul electronic"),
            ("extras de plan cadastral pe ortofotoplan", "da", "OCPI"),
            ("extras de carte funciară", "da", "ANCPI, online"),
        ),
        widths=(2.0, 1.0, 1.4),
    ),
    steps=(
        Step("Înregistrare", "Registratură", "0", "număr și confirmare"),
        Step("Verificarea documentelor", "Inspector urbanism", "5", "completări, o singură dată"),
        Step("Redactare", "Inspector urbanism", "11"),
        Step("Semnare", "Arhitect-șef, secretar general, primar", "14", "certificat semnat"),
        Step("Comunicare", "Registratură", "15", "transmis electronic"),
    ),
    term="15 zile lucrătoare de la înregistrare",
    fees=Table(("Suprafața", "Taxa"), (("până la 150 m²", "6,00 lei"), ("151–250 m²", "7,00 lei")), widths=(2.0, 1.0), numeric=(1,)),
    result="certificat de urbanism, formularul F.6",
    signed_by=("primarul", "secretarul general", "arhitectul-șef"),
    contest="Plângere prealabilă în 30 de zile, apoi acțiune în contencios administrativ (Legea nr. 554/2004).",
)

QUALITY_REPORT = QualityReport(
    letterhead=LETTERHEAD,
    number=Reference("19200", ISSUED),
    issued_on=ISSUED,
    signatories=(SECRETARY,),
    verification=VERIFICATION,
    demonstration=True,
    title="Raport lunar de calitate",
    month="octombrie 2026",
    summary=(Paragraph("Au fost date 148 de răspunsuri, 141 în termen. Cele mai multe întârzieri vin din așteptarea avizelor."),),
    figures=(
        Figure("Răspunsuri în termen", "95,3 %", "≥ 95 %", True, "92,1 %"),
        Figure("Durata medie a certificatului de urbanism", "11,2 zile", "≤ 12 zile", True, "12,4 zile"),
        Figure("Cereri întoarse pentru completări", "31 %", "≤ 25 %", False, "33 %"),
        Figure("Neconformități deschise", "4", "", None, "6"),
    ),
    by_procedure=(
        Bar("Certificat de urbanism", 86, 3),
        Bar("Autorizație de construire", 21, 2),
        Bar("Autorizație de săpătură", 18, 0),
        Bar("Adeverințe", 16, 2),
    ),
    delays=Table(
        ("Dosar", "Procedura", "Întârziere", "Cauza"),
        (
            ("17811", "certificat de urbanism", "2 zile", "absență neînlocuită"),
            ("17902", "autorizație de construire", "5 zile", "aviz așteptat"),
        ),
        widths=(0.7, 1.6, 0.8, 2.0),
    ),
    nonconformities=Table(
        ("Nr.", "Descrierea", "Gravitatea", "Starea"),
        (("7", "strat de gaze mai vechi de 12 luni", "medie", "deschisă"),),
        widths=(0.4, 2.4, 0.9, 0.9),
    ),
    corrective_actions=Table(
        ("Nr.", "Acțiunea", "Răspunde", "Termen"),
        (("7.1", "actualizarea stratului cu operatorul", "Elena", "15.12.2026"),),
        widths=(0.4, 2.4, 0.9, 0.9),
    ),
)

MAP_SHEET = MapSheet(
    letterhead=LETTERHEAD,
    number=Reference("77", ISSUED),
    issued_on=ISSUED,
    verification=VERIFICATION,
    demonstration=True,
    title="Extras de plan",
    map=MAP,
)

ACT_CHANGE = ActChange(
    letterhead=LETTERHEAD,
    number=Reference("61", ISSUED),
    issued_on=ISSUED,
    signatories=(SECRETARY, MAYOR),
    verification=VERIFICATION,
    demonstration=True,
    title="Dispoziție de revocare: autorizație de construire nr. 45/2026",
    applicant=ANA,
    act_title="Autorizație de construire",
    act=Reference("45/2026", ISSUED),
    plot=PLOT,
    reason="Avizul operatorului de gaze a fost retras după eliberare, pentru că racordul se mută pe parcelă.",
    legal_ref="Legea 554/2004 art. 1 alin. (6)",
    contest="Împotriva acestei dispoziții puteți formula plângere prealabilă la primărie în 30 de zile de la comunicare (Legea 554/2004 art. 7), "
    "apoi acțiune la instanța de contencios administrativ.",
)

SAMPLES: dict[str, Document] = {
    **samples.SAMPLES,
    "urbanism_certificate": replace(samples.CERTIFICATE, map=MAP),
    "attestation": replace(samples.ATTESTATION, map=MAP),
    **{
        each.template: each
        for each in (
            ACT_CHANGE,
            BUILDING_PERMIT,
            DEMOLITION_PERMIT,
            EXCAVATION_APPROVAL,
            ENDORSEMENT_REQUEST,
            EXTENSION,
            REGISTER_BOOK,
            SITE_BOARD,
            PROCEDURE_SHEET,
            QUALITY_REPORT,
            MAP_SHEET,
        )
    },
}
