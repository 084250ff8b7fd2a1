"""The regulation of the fictional general plan (PUG): one row per UTR. Invented, in the words such plans use."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.town.rows import PlanUnitRow, Use

DECISION = "HCL nr. 214/2018"
VALID_FROM = date(2018, 7, 1)

#: every use code and its Romanian words
USES: dict[str, str] = {
    "house": "locuințe individuale", "semi_detached": "locuințe cuplate sau înșiruite", "flats_low": "locuințe colective mici (max. P+2)",
    "flats": "locuințe colective", "annex": "anexe gospodărești și garaje", "holiday_home": "case de vacanță și pensiuni agroturistice",
    "shop": "comerț cu amănuntul până la 200 m² Adc", "big_shop": "comerț peste 200 m² Adc",
        "hypermarket": "complexuri comerciale cu peste 1.000 m² Adc",
    "office": "birouri și servicii profesionale", "craft": "meșteșuguri și servicii nepoluante", "restaurant": "alimentație publică",
        "hotel": "hoteluri și pensiuni",
    "education": "unități de învățământ", "health": "unități sanitare", "culture": "unități de cultură", "worship": "lăcașuri de cult",
    "administration": "administrație publică", "sport": "sport și agrement", "park": "spații verzi amenajate",
        "playground": "locuri de joacă",
    "light_industry": "industrie nepoluantă", "heavy_industry": "industrie poluantă", "warehouse": "depozite",
        "fuel_station": "stații de carburanți",
    "car_service": "service auto și spălătorii", "waste": "depozitarea sau prelucrarea deșeurilor", "livestock": "creșterea animalelor",
        "farm_annex": "anexe ale exploatațiilor agricole",
    "crops": "culturi agricole", "orchard": "livezi și fânețe", "forestry": "silvicultură",
        "utilities": "construcții și rețele edilitare", "parking": "parcaje la sol",
    "garage_block": "garaje colective", "railway": "construcții feroviare", "cemetery": "cimitire și capele",
        "defence": "construcții pentru apărare și ordine publică",
    "water_works": "lucrări hidrotehnice", "billboard": "panouri publicitare", "mast": "antene și piloni de telecomunicații",
}


def _uses(codes: str) -> tuple[Use, ...]:
    return tuple(Use(code, USES[code]) for code in codes.split())


def _unit(code: str, title_ro: str, title_en: str, allowed: str, conditioned: str, forbidden: str, *, pot: float | None = None,
    cut: float | None = None,
          height: float | None = None, regime: str = "–", front: float | None = None, alignment: str = "", side: float | None = None,
              rear: float | None = None,
          plot: float | None = None, frontage: float | None = None, green: float | None = None, parking: str = "", utilities: str = "",
              chapter: int) -> PlanUnitRow:
    return PlanUnitRow(
        code, title_ro, title_en, _uses(allowed), _uses(conditioned), _uses(forbidden), pot, cut, height, regime, front, alignment, side,
            rear, plot, frontage, green,
        parking or "Parcarea se asigură în interiorul parcelei, în afara circulațiilor publice.",
        utilities or "Racordarea la rețelele edilitare publice existente este obligatorie.",
        f"Regulamentul local aferent PUG Pietricica, cap. {chapter}, UTR {code}", DECISION, VALID_FROM)


def town_units() -> list[PlanUnitRow]:
    one_per_home = "Minimum un loc de parcare pentru fiecare locuință, în interiorul parcelei."
    return [
        _unit("CP", "Zonă construită protejată – nucleul istoric", "Protected built zone – historic core",
              "house flats_low shop office craft restaurant hotel culture worship administration", "education health parking mast",
              "flats hypermarket light_industry heavy_industry warehouse fuel_station car_service waste livestock billboard",
              pot=70, cut=1.8, height=10, regime="P+1E+M", front=0,
              alignment="Clădirile se dispun pe aliniament, păstrând frontul continuu existent.", side=0, rear=3, plot=150, frontage=8,
              green=10, parking="Locurile care nu încap pe parcelă se asigură în parcaje publice la cel mult 250 m.", chapter=3),
        _unit("C1", "Zonă centrală – instituții, comerț, servicii și locuire", "Central zone – institutions, shops, services and housing",
              "house flats_low flats shop big_shop office craft restaurant hotel education health culture worship administration",
              "parking hypermarket light_industry mast",
              "heavy_industry warehouse car_service waste livestock",
              pot=65, cut=2.4, height=16, regime="P+4E", front=0,
              alignment="Pe aliniament; retragerea se admite numai pe toată lungimea frontului dintre două străzi.", side=3, rear=5,
                  plot=250,
              frontage=10, green=15, parking="Un loc la 60 m² Adc servicii și un loc pentru fiecare apartament.", chapter=4),
        _unit("L1a", "Locuințe individuale mici, P – P+1E, pe șes", "Small individual houses on the valley floor",
              "house semi_detached annex park playground", "shop office craft flats_low education health worship",
              "flats hypermarket light_industry heavy_industry warehouse fuel_station waste livestock billboard",
              pot=35, cut=0.7, height=8, regime="P+1E+M", front=4,
              alignment="Retragere de minimum 4 m de la aliniament sau la linia clădirilor vecine.", side=2, rear=5, plot=250,
                  frontage=12,
              green=30, parking=one_per_home, chapter=5),
        _unit("L1b", "Locuințe individuale pe versant, P – P+M", "Individual houses on slopes",
              "house annex park", "semi_detached shop holiday_home craft",
              "flats_low flats big_shop hypermarket light_industry heavy_industry warehouse fuel_station car_service waste livestock "
              "billboard",
              pot=25, cut=0.5, height=7, regime="D+P+M", front=5,
              alignment="Retragere de minimum 5 m de la aliniament; platformele se rezolvă pe parcelă.", side=3, rear=6, plot=400,
                  frontage=14,
              green=45, parking=one_per_home + " Studiu geotehnic obligatoriu.", chapter=5),
        _unit("L2", "Locuințe de densitate medie și servicii de-a lungul arterelor", "Medium-density housing and services along main roads",
              "house semi_detached flats_low shop office craft restaurant health education",
              "flats big_shop hotel fuel_station car_service parking", "heavy_industry waste livestock hypermarket",
              pot=40, cut=1.2, height=12, regime="P+2E+M", front=6, alignment="Retragere de minimum 6 m de la aliniament.", side=3,
              rear=5, plot=300, frontage=12, green=25,
              parking="Un loc pentru fiecare apartament și un loc la 60 m² Adc servicii.", chapter=6),
        _unit("L3", "Locuințe colective P+4E – P+10E", "Blocks of flats",
            "flats flats_low shop office education health park playground parking", "big_shop restaurant garage_block mast hotel",
              "house annex light_industry heavy_industry warehouse waste livestock fuel_station",
              pot=25, cut=2.5, height=34, regime="P+10E",
              alignment="Conform planului de ansamblu; între blocuri cel puțin înălțimea celui mai înalt.", side=6, rear=6, plot=1000,
                  frontage=20, green=30,
              parking="Un loc pentru fiecare apartament, din care 10 % pentru vizitatori.", chapter=7),
        _unit("IS", "Instituții și servicii publice", "Public institutions and services",
            "education health culture administration worship sport park", "shop office restaurant hotel parking",
              "house flats light_industry heavy_industry warehouse waste livestock", pot=50, cut=1.5, height=16, regime="P+3E", front=6,
              alignment="Retragere de minimum 6 m.", side=5, rear=5, plot=500,
              frontage=15, green=25, parking="După funcțiune, conform anexei 5 din HG nr. 525/1996.", chapter=8),
        _unit("ID", "Activități industriale și depozitare", "Industry and storage",
            "light_industry warehouse car_service craft office utilities fuel_station", "heavy_industry big_shop waste restaurant mast",
              "house semi_detached flats_low flats education health livestock", pot=60, cut=1.8, height=18, regime="P – P+3E sau hală",
              front=8, alignment="Retragere de minimum 8 m.", side=6, rear=6,
              plot=1500, frontage=25, green=20, parking="Conform numărului de angajați; platforme pentru autovehicule grele în incintă.",
              chapter=9),
        _unit("V1", "Spații verzi publice – parcuri și scuaruri", "Public parks", "park playground", "culture restaurant sport utilities",
            "house flats flats_low shop big_shop light_industry warehouse parking livestock billboard",
              pot=5, cut=0.1, height=5, regime="P",
              alignment="Construcțiile se admit numai în interiorul parcului, la minimum 10 m de limite.", green=90,
                  parking="Nu se admit parcaje în parc.", chapter=10),
        _unit("V2", "Spații verzi de protecție, sport și maluri", "Protective green, sport and banks", "park sport water_works",
            "restaurant utilities parking playground", "house flats flats_low light_industry warehouse livestock waste",
              pot=15, cut=0.2, height=8, regime="P", alignment="Conform zonelor de protecție a apelor.", green=70, chapter=10),
        _unit("GC", "Gospodărie comunală – cimitire", "Municipal services – cemeteries", "cemetery worship", "utilities parking shop",
            "house flats flats_low education health light_industry livestock", pot=10, cut=0.15, height=12,
              regime="P", alignment="Conform planului cimitirului.", green=40, chapter=11),
        _unit("TE", "Construcții și rețele edilitare", "Utilities", "utilities", "office warehouse parking waste",
            "house flats flats_low education health shop livestock", pot=50, cut=1.0, height=12, regime="P+1E", front=6,
              alignment="Conform normelor tehnice.", side=5, rear=5, green=25, chapter=11),
        _unit("CF", "Căi ferate și construcții feroviare", "Railway", "railway utilities", "shop restaurant parking warehouse",
            "house flats flats_low education health livestock", pot=40, cut=0.8, height=12, regime="P+1E",
              alignment="Cu avizul administratorului infrastructurii feroviare.", chapter=12),
        _unit("TH", "Terenuri aflate permanent sub ape", "Water", "water_works", "utilities sport",
            "house flats flats_low shop warehouse light_industry livestock waste parking", alignment="–", parking="–", utilities="–",
                chapter=12),
        _unit("TS", "Terenuri cu destinație specială", "Special purpose land", "defence", "utilities",
            "house flats flats_low shop light_industry warehouse", alignment="Cu avizul instituției de apărare.", parking="–", chapter=12),
        _unit("A", "Terenuri agricole în extravilan", "Farm land outside the built-up limit", "crops orchard",
            "farm_annex utilities water_works livestock",
                "house semi_detached flats_low flats shop office light_industry warehouse holiday_home",
              pot=5, cut=0.05, height=6, regime="P", front=10, alignment="Minimum 10 m de la drum.", side=5, rear=5, plot=5000,
              parking="–", utilities="Echipare în sistem individual.", chapter=13),
        _unit("PD", "Fond forestier", "Forest", "forestry", "utilities",
            "house semi_detached flats_low flats shop holiday_home light_industry warehouse livestock",
                alignment="Conform Codului silvic.", parking="–", utilities="–", chapter=13),
    ]


def commune_units() -> list[PlanUnitRow]:
    """The neighbour's plan: its own codes, values and decision, so that a mix-up between authorities shows."""
    village = _unit("L1", "Zonă de locuit rurală cu gospodării", "Rural housing with farmyards", "house annex farm_annex park",
        "shop craft restaurant holiday_home car_service", "flats flats_low hypermarket heavy_industry waste",
                pot=30, cut=0.6, height=9, regime="P+1E+M", front=5, alignment="Retragere de minimum 5 m de la aliniament.", side=2,
                    rear=8, plot=400, frontage=14, green=40, chapter=2)
    same = [u for u in town_units() if u.code in ("IS", "GC", "V2", "CF", "TH", "A", "PD", "TE")]
    return [replace(u, legal_ref=f"Regulamentul local aferent PUG Dumbrava Roșie de Jos, cap. {n + 2}, UTR {u.code}",
        council_decision="HCL nr. 31/2012", valid_from=date(2012, 6, 1))
            for n, u in enumerate([village, *same])]
