"""The drawn plan of Municipiul Pietricica: districts, sites, farm land and the territorial limit."""

from __future__ import annotations

from tests.town.plan import District, Field, Plan, Site, Style
from tests.town.plan_streets import town_streets, town_tracks
from tests.town.terrain import Point2, contour

#: the limit with the commune downstream, north to south; shared by both plans so that they adjoin exactly
COMMON_LIMIT: tuple[Point2, ...] = (
    (5040, 1480), (5075, 1240), (4990, 1010), (5030, 760), (5005, 520), (5050, 300), (5020, 130), (5035, 20), (5020, -140), (5050, -300),
    (5010, -480), (4960, -640), (5030, -830), (4985, -1060), (5040, -1290), (5010, -1500))

_LIMIT: tuple[Point2, ...] = (
    *COMMON_LIMIT, (4300, -1580), (3500, -1500), (2700, -1560), (1900, -1480), (1100, -1550), (300, -1440), (-60, -1300), (-20, -900),
    (-80, -480), (-30, -120), (-60, 240), (20, 620), (-40, 1020), (10, 1400), (700, 1490), (1500, 1560), (2300, 1480), (3200, 1590),
        (4200, 1500))

_STYLES = {
    "OC": Style("C1", 34, (11.5, 19), 150, 1400, "terrace", tilt=0.10),
    "CP": Style("CP", 34, (10, 16), 140, 1300, "terrace", tilt=0.13),
    "CC": Style("C1", 38, (17, 30), 300, 3500, "block"),
    "FL": Style("L3", 60, (60, 105), 1500, 12000, "block", tilt=0.03),
    "GS": Style("L1a", 56, (14.5, 21.5), 250, 2400, "house"),
    "GL": Style("L1a", 56, (17, 26), 300, 2600, "house"),
    "MD": Style("L2", 50, (14, 24), 260, 2600, "villa"),
    "HS": Style("L1b", 40, (16, 26), 280, 2600, "house", tilt=0.12),
    "IN": Style("ID", 95, (45, 110), 1500, 30000, "hall", tilt=0.06),
}

#: which style rules where; the first ring that holds the block wins
_DISTRICTS = [
    District("CP", ((2180, 150), (2180, 395), (2480, 395), (2480, 150)), _STYLES["CP"]),
    District("IN", ((2860, -160), (2860, -700), (4500, -700), (4500, -150), (3600, -150)), _STYLES["IN"]),
    District("CC", ((1975, 55), (2770, 55), (2770, -118), (1975, -118)), _STYLES["CC"]),
    District("HS", ((1980, 478), (1980, 1000), (3100, 1000), (3100, 470), (2400, 484)), _STYLES["HS"]),
    District("OC", ((1975, 55), (1975, 478), (2770, 478), (2770, 55)), _STYLES["OC"]),
    District("FL", ((2762, 420), (2762, -125), (3650, -125), (3650, 420)), _STYLES["FL"]),
    District("MDW", ((1700, 150), (1700, -5), (1975, -5), (1975, 150)), _STYLES["MD"]),
    District("MDE", ((3650, 95), (3650, -115), (3860, -115), (3860, 95)), _STYLES["MD"]),
    District("GW", ((800, 560), (800, -140), (1975, -140), (1975, 560)), _STYLES["GS"]),
    District("GE", ((3640, 560), (3640, -140), (4700, -140), (4700, 560)), _STYLES["GL"]),
    District("GS", ((1400, -480), (1400, -1000), (2900, -1000), (2900, -480)), _STYLES["GL"]),
]

#: land built over as a whole, not only along its streets
_DOMAINS: list[tuple[Point2, ...]] = [
    ((1985, 480), (2764, 475), (2764, -108), (1985, -108)),
    ((2764, 405), (3160, 425), (3660, 400), (3660, -105), (2764, -112)),
    ((2890, -160), (3500, -165), (4335, -178), (4350, -240), (4150, -380), (3800, -470), (3400, -420), (3050, -340), (2890, -300)),
]


def _box(u: float, v: float, w: float, h: float, lean: float = 0.06) -> tuple[Point2, ...]:
    """A plot about w × h around (u, v), not quite square."""
    return ((u - w / 2, v - h / 2 + lean * h), (u + w / 2, v - h / 2 - lean * h), (u + w / 2 - lean * w, v + h / 2),
        (u - w / 2 + lean * w, v + h / 2 + lean * h))


def _sites() -> list[Site]:
    p = Site
    private, town, state = "private", "public_town", "public_state"
    return [
        p("square", "Piața Libertății", ((2342, 270),), "CP", "piață publică", town, whole=True),
        p("church", "Biserica „Nașterea Maicii Domnului”", _box(2262, 325, 46, 42), "CP", "lăcaș de cult", private, "church"),
        p("town_hall", "Primăria Municipiului Pietricica", _box(2312, 205, 44, 46), "CP", "administrație publică", town, "public"),
        p("museum", "Muzeul de Istorie", _box(2425, 272, 40, 44), "CP", "muzeu", town, "public"),
        p("high_school", "Liceul „Gheorghe Asachi”", _box(2705, 328, 78, 62), "IS", "învățământ", town, "public"),
        p("school_flats", "Școala gimnazială nr. 4", _box(3050, 130, 120, 80), "IS", "învățământ", town, "public"),
        p("kindergarten", "Grădinița nr. 7", _box(3290, 360, 70, 50), "IS", "învățământ", town, "public"),
        p("hospital", "Spitalul Municipal Pietricica", _box(3528, 345, 150, 74), "IS", "sănătate", town, "public"),
        p("market_hall", "Piața agroalimentară", _box(2600, 105, 62, 60), "C1", "piață agroalimentară", town, "public"),
        p("theatre", "Teatrul Municipal", _box(2450, 120, 34, 42), "C1", "cultură", town, "public"),
        p("central_park", "Parcul Central", _box(2068, 422, 68, 70), "V1", "parc", town),
        p("flats_park", "Parcul Zorilor", _box(3268, 108, 130, 78), "V1", "parc", town),
        p("hill_park", "Parcul Cetățuia", ((2600, 900), (2750, 890), (2870, 930), (2850, 1010), (2720, 1060), (2600, 1010)), "V1", "parc",
            town, smooth=True),
        p("stadium", "Stadionul Municipal", _box(1870, -150 - 130, 190, 130), "V2", "sport", town, "public"),
        p("station", "Gara Pietricica", ((2270, -104), (2440, -106), (2445, -124), (2268, -122)), "CF", "transport feroviar", state,
            "public"),
        p("cemetery", "Cimitirul Eternitatea", ((2905, 520), (3040, 500), (3120, 560), (3095, 660), (2960, 690), (2900, 610)), "GC",
            "cimitir", town, smooth=True),
        p("old_cemetery", "Cimitirul „Sfântul Gheorghe”", ((1600, 520), (1690, 530), (1700, 600), (1610, 590)), "GC", "cimitir", town),
        p("school_west", "Școala gimnazială nr. 2", _box(1660, 120, 60, 56), "IS", "învățământ", town, "public"),
        p("school_south", "Școala gimnazială nr. 6", _box(2250, -670, 60, 58), "IS", "învățământ", town, "public"),
        p("church_south", "Biserica „Sfinții Voievozi”", _box(2060, -675, 42, 44), "IS", "lăcaș de cult", private, "church"),
        p("church_west", "Biserica de lemn „Adormirea”", _box(1570, 328, 40, 44), "IS", "lăcaș de cult", private, "church"),
        p("heat_plant", "Centrala termică de zonă", _box(3590, -20, 70, 44), "TE", "centrală termică", town, "hall"),
        p("water_tank", "Rezervoare de apă Cetățuia", ((2690, 860), (2745, 856), (2750, 892), (2692, 896)), "TE", "gospodărie de apă",
            town, "public"),
        p("water_plant", "Stația de tratare a apei Bistricioara", ((560, -300), (690, -290), (700, -215), (570, -210)), "TE",
            "stație de tratare", town, "hall",
          built_up=True),
        p("sewage_plant", "Stația de epurare", ((4600, -300), (4790, -290), (4810, -210), (4620, -215)), "TE", "stație de epurare", town,
            "hall"),
        p("farm", "Ferma zootehnică Valea Mare", ((480, 560), (565, 560), (572, 690), (470, 680)), "A", "fermă zootehnică", private,
            "hall", built_up=False),
        p("military", "Obiectiv special", ((60, 620), (330, 600), (350, 830), (90, 850)), "TS", "teren cu destinație specială", state,
            "hall", built_up=False),
        p("dump", "Groapa veche de gunoi (închisă)", ((4420, -860), (4560, -880), (4570, -770), (4440, -760)), "TE", "depozit închis",
            town, built_up=False),
    ]


def _fields() -> list[Field]:
    f = Field
    return [
        f("sesul_vest", ((60, 110), (60, 470), (600, 440), (690, 230), (720, 60), (300, 85)), 82, (14, 34), 260, "arabil"),
        f("sesul_vest_sud", ((40, 40), (300, 45), (700, 5), (1080, 20), (1080, -130), (600, -150), (40, -130)), 86, (18, 40), 170,
            "arabil"),
        f("lunca_vest", ((150, -190), (520, -200), (1250, -170), (1250, -300), (900, -420), (520, -350), (180, -280)), 70, (30, 60), 140,
            "fâneață"),
        f("fanete_nord", ((760, 320), (1110, 300), (1330, 450), (1570, 540), (1560, 700), (1330, 720), (800, 560)), 95, (24, 48),
            190, "fâneață"),
        f("pasune_nord", ((620, 600), (1300, 730), (1640, 720), (1900, 620), (1920, 740), *contour(1900, 640, 880, 0.9, 130)), 100,
            (60, 110), 260, "pășune"),
        f("livezi_est", ((3200, 460), (3640, 470), (4200, 480), (4300, 540), (4250, 700), (3700, 720), (3180, 660)), 92, (20, 40), 200,
            "livadă"),
        f("sesul_est", ((4450, 20), (4980, 25), (4960, 290), (4330, 330), (4380, 130)), 88, (14, 30), 250, "arabil"),
        f("dealul_est", ((4330, 350), (4960, 310), (4950, 700), (4450, 690), (4340, 520)), 80, (20, 44), 230, "fâneață"),
        f("lunca_est", ((4370, -20), (5000, 20), (4990, -140), (4380, -160)), 90, (20, 40), 170, "arabil"),
        f("lunca_sud", ((700, -620), (1180, -600), (1600, -480), (1640, -640), (1210, -700), (960, -690), (720, -760)), 75, (18, 38), 150,
            "arabil"),
        f("coasta_sud", ((760, -800), (1210, -730), (1640, -660), (1740, -860), (1700, -1010), (800, -1000)), 84, (22, 46), 200, "fâneață"),
        f("sub_padure_sud", ((1750, -905), (2090, -910), (2460, -900), (2700, -820), (2700, -1000), (1760, -1060)), 92, (24, 50), 170,
            "fâneață"),
        f("prund_est", ((2770, -600), (3340, -600), (3700, -780), (3360, -830), (3080, -750), (2830, -770), (2700, -730)), 88, (26, 48),
            170, "pășune"),
        f("livezi_sud_est", ((2740, -800), (3080, -775), (3360, -855), (3720, -835), (3900, -900), (3800, -1060), (2760, -1010)), 86,
            (30, 60), 220, "livadă"),
        f("padure_nord_vest", (*contour(-120, 2560, 905, 0.9, 130), (2590, 1700), (1500, 1700), (700, 1700), (-120, 1700)), 90,
            (260, 420), 640,
          "pădure", "PD", "public_state"),
        f("padure_nord_est", (*contour(2900, 5120, 840, 0.9, 130), (5120, 1700), (4200, 1700), (3200, 1700), (2600, 1700),
            (2600, 1080)), 90, (260, 420), 700,
          "pădure", "PD", "public_state"),
        f("padure_sud", (*contour(-120, 5120, -1090, 0.8, 130), (5120, -1700), (3500, -1700), (1900, -1700), (-120, -1700)), 90,
            (300, 460), 480, "pădure", "PD", "public_state"),
    ]


def town_plan() -> Plan:
    return Plan("pietricica", "990017", "Pietricica", "municipiu", _LIMIT, town_streets(), _DISTRICTS, _DOMAINS, _sites(), _fields(),
        town_tracks())
