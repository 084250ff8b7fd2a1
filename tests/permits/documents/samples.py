"""One filled-in document of each kind, about the cast of the demo town. Long on purpose: tables must break."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from permits.documents.fields import (
    Acknowledgment,
    Attestation,
    Document,
    Endorsement,
    Fee,
    Finding,
    Letterhead,
    MissingPaper,
    Paragraph,
    Party,
    PlanningBasis,
    Plot,
    Reason,
    Receipt,
    ReceiptLine,
    Reference,
    RefundNote,
    Refusal,
    RequestForPapers,
    Signatory,
    Table,
    UrbanismCertificate,
    Verification,
    blocks_from_text,
)

ISSUED = date(2026, 11, 24)
LETTERHEAD = Letterhead(
    name="Municipiul Pietricica",
    office="Primăria Municipiului Pietricica",
    county="Neamț",
    place="Pietricica",
    address="Strada Ștefan cel Mare nr. 6, 610101 Pietricica",
    phone="0233 000 017",
    email="urbanism@pietricica.example",
    web="www.pietricica.example",
    fiscal_code="2612790",
    department="Direcția Urbanism – Arhitect-Șef",
)
MAYOR = Signatory("mayor", "Primar", "Gheorghe Munteanu")
SECRETARY = Signatory("secretary_general", "Secretar general", "Sanda Țurcanu")
ARCHITECT = Signatory("chief_architect", "Arhitect-șef", "arh. Dan Știrbu")
CLERK = Signatory("registry_clerk", "Registratură", "Bogdan Lățescu")
CASHIER = Signatory("finance", "Casierie", "Felicia Răuță")
VERIFICATION = Verification("https://pietricica.example/v/K7QX-94TM-2HPA-V6RD", "K7QX-94TM-2HPA-V6RD")
ANA = Party("Ana Șerban", "Pietricica, Strada Țărăncuței nr. 14, județul Neamț")
HORIA = Party(
    "SC „Horia Construct” SRL", "Pietricica, Calea Romanului nr. 102", fiscal_code="14399840", representative="Horia Bălțatu, administrator"
)
PLOT = Plot(
    county="Neamț",
    locality="municipiul Pietricica",
    street="Strada Ștefan Luchian",
    number="23A",
    postal_code="610117",
    cadastral_numbers=("61234",),
    land_registers=("61234",),
    area_m2=Decimal("612"),
)
REQUEST = Reference("18245", date(2026, 11, 3))
FEE = Fee(Decimal("15.00"), Reference("PTR 004512", date(2026, 11, 3)))
FINDINGS = (
    Finding(
        1,
        "GAZ-D",
        "Zona de protecție a conductei de distribuție a gazelor",
        "conflict",
        "la 1,20 m de limita terenului; suprapunere 14,50 m² (2,4 % din teren)",
        "aviz",
        "Delgaz Grid – rețele gaze naturale",
        "NTPEE-2018, Legea nr. 123/2012 art. 190",
        "Conducte de gaze",
        date(2026, 9, 30),
        0.5,
    ),
    Finding(
        2,
        "LEA-MT",
        "Culoarul liniei electrice aeriene de 20 kV",
        "conflict",
        "la 11,80 m de ax; suprapunere 3,10 m² (0,5 % din teren)",
        "interdicție de construire în culoar",
        "Delgaz Grid – distribuția energiei electrice",
        "Ordinul ANRE nr. 239/2019, anexa 6 art. 3.9.2",
        "Linii electrice",
        date(2026, 8, 15),
        1.0,
        uncertain=True,
    ),
    Finding(
        3,
        "INUND",
        "Zona inundabilă cu probabilitatea de 1 %",
        "unknown",
        "stratul nu acoperă terenul",
        "aviz",
        "ABA Siret – SGA Neamț",
        "Legea nr. 107/1996 art. 49",
        "Zone inundabile",
        date(2024, 5, 2),
        None,
    ),
    Finding(
        4,
        "TEL",
        "Canalizația de telecomunicații",
        "failed",
        "stratul nu a putut fi citit",
        "aviz",
        "Operatori de telecomunicații",
        "Legea nr. 159/2016",
        "Telecomunicații",
        None,
        None,
        decision="verificat pe planul operatorului, fără conflict; motivul este scris în dosar",
    ),
    *(
        Finding(5 + i, code, title, "clear", legal_ref=law, layer=layer, data_date=date(2026, 10, 1), accuracy_m=accuracy)
        for i, (code, title, law, layer, accuracy) in enumerate(
            (
                ("LMI", "Zona de protecție a monumentelor istorice", "Legea nr. 422/2001 art. 59", "Monumente", 2.0),
                ("APE", "Zona de protecție a cursurilor de apă", "Legea nr. 107/1996, anexa 2", "Ape", 5.0),
                ("CF", "Zona de siguranță și de protecție a căii ferate", "OUG nr. 12/1998 art. 29–32", "Căi ferate", 1.0),
                ("DRUM", "Zona de protecție a drumurilor", "OG nr. 43/1997, anexa 1", "Drumuri", 1.0),
                ("APA-D", "Rețeaua de distribuție a apei", "HG nr. 930/2005 art. 30", "Conducte de apă", 0.5),
                ("CAN", "Rețeaua de canalizare", "STAS 8591", "Canalizare", 0.5),
                ("CIM", "Zona de protecție sanitară a cimitirelor", "Legea nr. 102/2014", "Cimitire", 1.0),
                ("ALUN", "Zone cu risc de alunecare", "Legea nr. 575/2001", "Alunecări de teren", 10.0),
            )
        )
    ),
)

LEGAL = """Situarea: imobilul este situat în intravilanul municipiului Pietricica, conform Planului urbanistic general.

Proprietatea: teren proprietate privată a solicitantei, conform extrasului de carte funciară nr. 61234 din 28.10.2026. Fără sarcini înscrise.

Servituți: servitute de trecere pentru conducta de gaze naturale pe latura de nord, pe o lățime de 1 m.

Protecție: imobilul nu este înscris în Lista monumentelor istorice și nu se află în zona de protecție a unui monument."""
ECONOMIC = """Folosința actuală: curți-construcții, 612 mp.

Destinația după PUG: zonă de locuințe individuale cu regim mic de înălțime (UTR L3a).

Zona fiscală: B. Reglementări fiscale: conform hotărârilor Consiliului Local al municipiului Pietricica."""
TECHNICAL = """Unitatea teritorială de referință: UTR L3a – locuințe individuale, P – P+2.

Indicatori | Admis | Temeiul
POT maxim | 35 % | Regulamentul local, art. 15
CUT maxim | 0,90 | Regulamentul local, art. 16
Înălțime maximă la cornișă | 9,00 m | Regulamentul local, art. 10
Retragere de la aliniament | minimum 5,00 m | Regulamentul local, art. 6
Retrageri laterale | minimum jumătate din înălțime, dar nu mai puțin de 3,00 m | Regulamentul local, art. 7
Spații verzi | minimum 30 % din teren | Regulamentul local, art. 13

Utilizări admise:
- locuințe individuale, cuplate sau înșiruite;
- funcțiuni complementare locuirii, la parter, sub 80 mp;
- anexe gospodărești, împrejmuiri, accese.

Utilizări interzise: activități generatoare de zgomot sau de trafic greu; depozite; "service" auto.

Circulația: acces carosabil din Strada Ștefan Luchian, carosabil de 7 m; minimum 2 locuri de parcare în incintă.

Echiparea edilitară: apă, canalizare, gaze naturale, energie electrică – rețele existente pe stradă."""

CERTIFICATE = UrbanismCertificate(
    letterhead=LETTERHEAD,
    number=Reference("125", ISSUED),
    issued_on=ISSUED,
    signatories=(ARCHITECT, SECRETARY, MAYOR),
    verification=VERIFICATION,
    demonstration=True,
    plain_language=(
        "Certificatul vă spune ce se poate construi pe terenul dumneavoastră și ce avize trebuie să cereți. Nu este autorizație: nu puteți începe lucrări cu el.",
        "Puteți construi o casă cu cel mult parter și două etaje, care să ocupe cel mult 35 % din teren (aproximativ 214 m²), la cel puțin 5 m de stradă și 3 m de vecini.",
        "Pe latura de nord trece o conductă de gaze, iar la 11,80 m este o linie electrică de 20 kV. Cereți avizul operatorului înainte de a desena casa: în culoarul liniei nu se construiește.",
        "Certificatul este valabil 12 luni. Dacă aveți nevoie de mai mult timp, cereți prelungirea cu cel puțin 15 zile înainte de expirare.",
    ),
    request=REQUEST,
    applicant=ANA,
    plot=PLOT,
    purpose="construire locuință unifamilială P+1, împrejmuire și branșamente la utilități",
    usable=True,
    usable_because="Construcția se amplasează în afara culoarului liniei electrice de 20 kV.",
    basis=(
        PlanningBasis(
            "Planul urbanistic general al municipiului Pietricica",
            "PUG",
            Reference("24/2015"),
            "Hotărârea Consiliului Local nr. 120 din 28 martie 2019",
        ),
    ),
    legal_status=blocks_from_text(LEGAL),
    economic_status=blocks_from_text(ECONOMIC),
    technical_status=blocks_from_text(TECHNICAL),
    technical_documentation=("D.T.A.C.", "D.T.O.E."),
    required_papers=(
        "studiu geotehnic verificat la exigența Af",
        "acordul autentificat al vecinului, dacă se construiește la mai puțin de 0,60 m de limită",
    ),
    utilities=(
        Endorsement(
            "Delgaz Grid – gaze naturale", "conducta de pe latura de nord este la 1,20 m", "NTPEE-2018", "Strada Uzinei nr. 2, Pietricica"
        ),
        Endorsement("Delgaz Grid – energie electrică", "linia de 20 kV este la 11,80 m de teren", "Ordinul ANRE nr. 239/2019"),
        Endorsement("Apa Serv", "branșament nou", "HG nr. 930/2005"),
    ),
    safety=(),
    specific=(Endorsement("ABA Siret – SGA Neamț", "zona inundabilă nu a putut fi verificată", "Legea nr. 107/1996"),),
    studies=("studiu de însorire, dacă înălțimea depășește 7 m",),
    environment_authority="Agenția pentru Protecția Mediului Neamț, Piatra-Neamț, Aleea Tiparului nr. 13",
    permit_fees=("taxa de autorizare 0,5 % din valoarea lucrărilor (Codul fiscal art. 474)", "timbrul de arhitectură 0,05 %"),
    fee=FEE,
    valid_months=12,
    valid_until=date(2027, 11, 24),
    delivered="prin mijloace electronice, la data de 24 noiembrie 2026",
    findings=FINDINGS,
    not_checked=("Zona inundabilă: stratul nu acoperă terenul. Inspectorul a cerut avizul ABA Siret.",),
)

ATTESTATION = Attestation(
    letterhead=LETTERHEAD,
    number=Reference("310", ISSUED),
    issued_on=ISSUED,
    signatories=(ARCHITECT,),
    verification=VERIFICATION,
    demonstration=True,
    title="Adeverință privind situarea terenului în intravilan sau extravilan",
    request=REQUEST,
    applicant=ANA,
    plot=PLOT,
    body=(
        Paragraph(
            "Terenul se află parțial în intravilanul municipiului Pietricica, după limita din Planul urbanistic general în vigoare la data de 24 noiembrie 2026."
        ),
    ),
    areas=Table(
        ("Situarea", "Suprafața (m²)", "Partea din teren"),
        (("Intravilan, trup principal „Pietricica”", "548,20", "89,6 %"), ("Extravilan", "63,80", "10,4 %")),
        "Suprafețe măsurate în sistemul Stereografic 1970",
        (2.0, 1.0, 1.0),
        (1, 2),
        ("Total", "612,00", "100,0 %"),
    ),
    legal_basis=(
        "Legea nr. 350/2001 privind amenajarea teritoriului și urbanismul",
        "Planul urbanistic general aprobat prin HCL nr. 120/2019",
    ),
    used_for="completarea dosarului de carte funciară",
    fee=Fee(Decimal("9"), Reference("PTR 004513", ISSUED)),
    findings=(
        Finding(
            1,
            "INTRAVILAN",
            "Limita intravilanului",
            "conflict",
            "63,80 m² în afara limitei",
            "informare",
            "",
            "PUG",
            "Intravilan",
            date(2026, 6, 1),
            0.5,
        ),
    ),
)

ACKNOWLEDGMENT = Acknowledgment(
    letterhead=LETTERHEAD,
    number=REQUEST,
    issued_on=date(2026, 11, 3),
    signatories=(CLERK,),
    verification=VERIFICATION,
    demonstration=True,
    subject="Cerere pentru emiterea certificatului de urbanism",
    applicant=ANA,
    plot=PLOT,
    received_at="3 noiembrie 2026, ora 09:42",
    channel="formular electronic",
    papers=(
        ("Extras de plan cadastral pe ortofotoplan", "3f1c9a0e5b7d24486a90cf11d7e2b35890ab61c4fe0d92733c5a8e6671b4d920"),
        ("Extras de carte funciară", "extras-cf-61234.pdf"),
        ("Dovada plății taxei", "chitanta-4512.pdf"),
    ),
    legal_due=date(2026, 11, 24),
    term="15 zile lucrătoare de la înregistrare",
    department="Direcția Urbanism – Arhitect-Șef",
    fee=FEE,
    track_url="https://pietricica.example/dosare/18245",
    legal_basis="Legea nr. 50/1991 art. 6",
)

REFUSAL = Refusal(
    letterhead=LETTERHEAD,
    number=Reference("18990", ISSUED),
    issued_on=ISSUED,
    signatories=(ARCHITECT, SECRETARY, MAYOR),
    verification=VERIFICATION,
    demonstration=True,
    subject="Refuzul emiterii autorizației de construire pentru locuință P+1",
    request=REQUEST,
    applicant=ANA,
    plot=PLOT,
    reasons=(
        Reason(
            "Construcția desenată intră 2,30 m în culoarul liniei electrice aeriene de 20 kV, unde clădirile noi sunt interzise.",
            "Ordinul ANRE nr. 239/2019, anexa 6 art. 3.9.2 alin. (1)",
            "mutați construcția spre sud sau cereți operatorului devierea liniei.",
        ),
        Reason(
            "Certificatul de urbanism nr. 77 din 12 mai 2025 a expirat.",
            "Legea nr. 50/1991 art. 7 alin. (1) lit. a)",
            "cereți un certificat nou.",
        ),
    ),
    next_steps=(
        "depuneți o cerere nouă cu proiectul corectat; documentele care nu s-au schimbat pot fi refolosite;",
        "cereți o întâlnire cu inspectorul de urbanism.",
    ),
    contest="Puteți face plângere prealabilă la primar în 30 de zile de la comunicare și acțiune la Tribunalul Neamț, secția de contencios administrativ, în 6 luni de la răspuns (Legea nr. 554/2004).",
    findings=FINDINGS[:2],
)

REQUEST_FOR_PAPERS = RequestForPapers(
    letterhead=LETTERHEAD,
    number=Reference("18402", date(2026, 11, 6)),
    issued_on=date(2026, 11, 6),
    signatories=(ARCHITECT,),
    verification=VERIFICATION,
    demonstration=True,
    subject="Completarea dosarului pentru certificatul de urbanism",
    request=REQUEST,
    applicant=ANA,
    plot=PLOT,
    papers=(
        MissingPaper(
            "Extras de carte funciară actualizat",
            "cel depus este mai vechi de 30 de zile",
            "OCPI Neamț sau online, la ANCPI",
            "Normele Legii nr. 50/1991, art. 31",
        ),
        MissingPaper("Extras de plan cadastral pe ortofotoplan", "identifică terenul pe hartă", "OCPI Neamț"),
    ),
    answer_by=date(2026, 12, 7),
    paused_from=date(2026, 11, 6),
    due_if_answered="După ce răspundeți, rămân 12 zile lucrătoare.",
    how_to_answer=("în contul dumneavoastră, la dosarul 18245: „Adaugă documente”;", "la registratură, camera 20, luni–vineri 8:30–16:00."),
    legal_basis="Legea nr. 50/1991 art. 7 alin. (3)",
)

RECEIPT = Receipt(
    letterhead=LETTERHEAD,
    number=Reference("PTR 004512", date(2026, 11, 3)),
    issued_on=date(2026, 11, 3),
    signatories=(CASHIER,),
    verification=VERIFICATION,
    demonstration=True,
    payer=ANA,
    case=REQUEST,
    lines=(
        ReceiptLine("Taxa pentru certificatul de urbanism", "Codul fiscal art. 474 alin. (1)", "mediul urban, 501–750 m²", "9,00"),
        ReceiptLine("Avizul structurii de specialitate", "Codul fiscal art. 474 alin. (4)", "sumă fixă", "6,00"),
    ),
    total="15,00",
    total_in_words="cincisprezece lei",
    paid_by="online, prin ghiseul.ro",
    paid_at="3 noiembrie 2026, ora 09:40",
    account="RO49 AAAA 1B31 0075 9384 0000",
)

REFUND_NOTE = RefundNote(
    letterhead=LETTERHEAD,
    number=Reference("PTR 004600", date(2026, 11, 20)),
    issued_on=date(2026, 11, 20),
    signatories=(CASHIER,),
    verification=VERIFICATION,
    demonstration=True,
    payee=ANA,
    case=REQUEST,
    what="taxă",
    ground="plătit în plus",
    reason="Taxa s-a plătit de două ori, online și la casierie.",
    receipts=(Reference("4512/2026", date(2026, 11, 3)), Reference("4513/2026", date(2026, 11, 3))),
    total="15,00",
    total_in_words="cincisprezece lei",
    account="transfer în contul terminat în 0000",
    proposed_by="Tudor Impozit",
    approved_by="Felicia Socoteală",
    approved_at="20 noiembrie 2026, ora 11:05",
)

SAMPLES: dict[str, Document] = {
    each.template: each for each in (CERTIFICATE, ATTESTATION, ACKNOWLEDGMENT, REFUSAL, REQUEST_FOR_PAPERS, RECEIPT, REFUND_NOTE)
}
