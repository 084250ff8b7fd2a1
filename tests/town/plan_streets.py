"""The streets of Pietricica, drawn by hand in the valley frame. Names are invented or of common use."""

from __future__ import annotations

import itertools

from tests.town.plan import Street
from tests.town.terrain import Point2, contour

#: the national road through the valley, shared with the commune downstream
DN: tuple[Point2, ...] = (
    (-900, 190), (-300, 120), (300, 70), (700, 20), (1100, 45), (1500, 72), (1950, 50), (2350, 68), (2800, 40),
    (3300, 58), (3800, 20), (4300, -20), (4800, 10), (5150, 45), (5600, 70), (6100, 50), (6500, 85), (7000, 50),
    (7900, 90))


def _dn(u0: float, u1: float) -> tuple[Point2, ...]:
    """The stretch of the national road between two plan points, with its own ends."""
    def at(u: float) -> Point2:
        for (ua, va), (ub, vb) in itertools.pairwise(DN):
            if ua <= u <= ub:
                return (u, va + (vb - va) * (u - ua) / (ub - ua))
        raise ValueError(u)
    return (at(u0), *(p for p in DN if u0 < p[0] < u1), at(u1))


dn_stretch = _dn


def town_streets() -> list[Street]:
    """Main streets first: where two could claim a corner lot, the earlier one gets the frontage."""
    s = Street
    main = [
        s("calea", "Moldovei", _dn(880, 1975), 15, 52, "DN", rank=3, road="DN 15V", trim=False, paved_on="2019-08-20"),
        s("bulevardul", "Bistricioarei", _dn(1975, 2770), 21, 40, "DN", rank=3, road="DN 15V", trim=False, paved_on="2024-09-12",
          old_name="Bulevardul 23 August", renamed_by="HCL 41/1992", renamed_on="1992-03-19"),
        s("bulevardul", "Decebal", _dn(2770, 3650), 21, 40, "DN", rank=3, road="DN 15V", trim=False, paved_on="2024-09-12"),
        s("calea", "Romanului", _dn(3650, 4440), 15, 52, "DN", rank=3, road="DN 15V", trim=False, paved_on="2017-10-05"),
        s("bulevardul", "Traian", ((3150, 50), (3143, 205), (3160, 405)), 18, 40, rank=3, paved_on="2026-05-22",
          old_name="Bulevardul Muncii", renamed_by="HCL 17/1990", renamed_on="1990-06-14"),
        s("strada", "Podului", ((2170, 58), (2172, -25), (2165, -100), (2150, -250), (2156, -420), (2150, -540), (2138, -650), (2105, -840),
          (2120, -930)), 12, 42, "DJ", rank=3, road="DJ 157V", paved_on="2022-06-30"),
        s("bulevardul", "Gării", ((2345, 60), (2343, -20), (2352, -98)), 18, 40, rank=2, paved_on="2023-05-10"),
    ]
    centre = [
        s("piața", "Libertății", ((2290, 232), (2396, 243), (2391, 308), (2293, 300), (2290, 232)), 10, 0, rank=3, surface="pavers",
          paved_on="2025-10-15", trim=False, old_name="Piața Roșie", renamed_by="HCL 3/1990", renamed_on="1990-02-08"),
        s("strada", "Ștefan cel Mare", ((2345, 65), (2338, 150), (2344, 237)), 11, 35, rank=2, surface="pavers", paved_on="2025-10-15"),
        s("strada", "Mihai Eminescu", ((2291, 268), (2200, 287), (2100, 262), (1992, 282)), 9, 35, rank=2, paved_on="2015-07-01"),
        s("strada", "Alexandru cel Bun", ((2393, 275), (2490, 250), (2610, 287), (2760, 268)), 9, 35, rank=2, paved_on="2021-11-03"),
        s("strada", "Cuza Vodă", ((2390, 305), (2432, 375), (2470, 470), (2492, 580), (2440, 700), (2500, 800)), 8, 35,
            paved_on="2016-09-09"),
        s("strada", "Bisericii", ((2294, 298), (2255, 375), (2218, 474)), 7.5, 35, surface="pavers", paved_on="2012-05-20"),
        s("strada", "Cojocarilor", ((1994, 168), (2105, 152), (2202, 184), (2339, 155)), 7, 35),
        s("strada", "Olarilor", ((2339, 155), (2450, 168), (2560, 148), (2652, 178), (2758, 163)), 7, 35,
          old_name="Strada Karl Marx", renamed_by="HCL 3/1990", renamed_on="1990-02-08"),
        s("strada", "Nicolae Bălcescu", ((2090, 58), (2107, 152), (2100, 262), (2122, 362), (2108, 478)), 8, 35, paved_on="2018-04-11"),
        s("strada", "Vasile Alecsandri", ((2232, 62), (2204, 184), (2200, 287)), 7.5, 35),
        s("strada", "Ion Creangă", ((2500, 60), (2495, 160), (2490, 250), (2542, 352), (2560, 474)), 8, 35, paved_on="2020-10-26"),
        s("strada", "Gheorghe Asachi", ((2640, 50), (2652, 178), (2610, 287), (2664, 382), (2652, 478)), 8, 35),
        s("strada", "Războieni", ((1996, 382), (2122, 362), (2255, 377), (2434, 383), (2544, 352), (2664, 382), (2760, 368)), 8, 35),
        s("strada", "Dealului", ((1992, 472), (2110, 481), (2218, 474), (2350, 488), (2470, 470), (2560, 476), (2655, 481), (2762, 470),
            (2845, 462)),
            7.5, 38),
        s("strada", "Malului", ((2000, 52), (1994, 168), (1993, 280), (1997, 382), (1990, 472)), 7, 32),
        s("strada", "Unirii", ((2764, 42), (2757, 163), (2760, 268), (2758, 368), (2763, 470)), 12, 35, rank=2, paved_on="2023-08-18"),
        s("strada", "Meșteșugarilor", ((2420, 60), (2428, 168)), 6, 30, surface="pavers"),
        s("aleea", "Armenească", ((2200, 287), (2188, 372)), 5.5, 30, surface="pavers"),
        s("aleea", "Teatrului", ((2560, 148), (2575, 270)), 6, 30),
        s("strada", "Gării", ((1995, -92), (2165, -98), (2352, -98), (2545, -106), (2764, -104)), 10, 40, rank=2),
        s("strada", "Republicii", ((1998, -28), (2172, -25), (2343, -20), (2520, -32), (2762, -36)), 10, 38, rank=2, paved_on="2024-06-14"),
        s("strada", "Griviței", ((2545, 52), (2540, -30), (2545, -106)), 8, 38),
        s("strada", "Morii Vechi", ((2002, 50), (1998, -28), (1995, -92)), 7, 38),
        s("strada", "Poștei", ((2650, 48), (2655, -33), (2650, -104)), 8, 38),
    ]
    flats = [
        s("strada", "Zorilor", ((2760, 205), (2950, 216), (3143, 205), (3400, 216), (3645, 192)), 12, 45, rank=2, paved_on="2023-10-02"),
        s("strada", "Progresului", ((2760, 372), (2955, 392), (3160, 405), (3400, 396), (3648, 380)), 11, 45, rank=2),
        s("strada", "Luceafărului", ((2950, 40), (2950, 216), (2955, 392)), 9, 45),
        s("strada", "Narciselor", ((3402, 55), (3400, 216), (3400, 396)), 9, 45, paved_on="2022-10-20"),
        s("strada", "Bradului", ((3648, 30), (3645, 192), (3648, 380), (3652, 452)), 9, 45),
        s("strada", "Constructorilor", ((2762, -36), (2960, -42), (3150, -48), (3400, -55), (3640, -62), (3648, 30)), 10, 45,
          old_name="Strada 1 Mai", renamed_by="HCL 88/1998", renamed_on="1998-09-24"),
        s("strada", "Combinatului", ((3150, 50), (3150, -48), (3145, -135), (3140, -218)), 12, 30, rank=2),
        s("aleea", "Lalelelor", ((3045, 210), (3050, 300), (3005, 330)), 6, 30),
        s("aleea", "Viorelelor", ((3270, 212), (3275, 310), (3330, 322)), 6, 30),
        s("aleea", "Bujorilor", ((2855, 208), (2850, 118)), 6, 30),
        s("aleea", "Ghioceilor", ((3525, 204), (3528, 290)), 6, 30),
    ]
    east = [
        s("strada", "Livezilor", ((3645, 150), (3800, 142), (3960, 160), (4120, 118), (4290, 128), (4400, 100)), 8, 55,
            paved_on="2020-07-07"),
        s("strada", "Nucilor", ((3648, 275), (3790, 262), (3940, 288), (4105, 250), (4260, 262), (4350, 245)), 7.5, 55),
        s("strada", "Viișoarei", ((3648, 380), (3780, 385), (3925, 412), (4080, 384), (4230, 402)), 7, 55, surface="gravel"),
        s("strada", "Merilor", ((3915, 8), (3930, 155), (3940, 288), (3930, 412)), 7.5, 0),
        s("strada", "Salcâmilor", ((4180, -12), (4165, 115), (4150, 252), (4160, 390)), 7.5, 0, paved_on="2025-07-28"),
        s("strada", "Vișinilor", ((3780, 22), (3785, -95)), 6, 40, surface="gravel"),
        s("strada", "Câmpului", ((4060, 0), (4055, -108)), 6, 40, surface="gravel"),
    ]
    west = [
        s("strada", "Teiului", ((1862, 52), (1872, 150), (1838, 265), (1862, 372), (1840, 462)), 7.5, 55, paved_on="2019-05-16"),
        s("strada", "Castanilor", ((1735, 60), (1750, 150), (1712, 262), (1738, 372), (1715, 470)), 7.5, 56, paved_on="2021-06-09"),
        s("strada", "Plopilor", ((1608, 66), (1628, 160), (1592, 264), (1610, 372), (1580, 462)), 7, 56),
        s("strada", "Arinilor", ((1488, 68), (1505, 165), (1470, 266), (1482, 370), (1450, 452)), 7, 56, surface="gravel"),
        s("strada", "Stejarului", ((1365, 60), (1378, 160), (1350, 268), (1352, 362)), 7, 56, paved_on="2024-08-05"),
        s("strada", "Fagului", ((1240, 50), (1248, 155), (1228, 262)), 7, 56, surface="gravel"),
        s("strada", "Izvoarelor", ((1962, 292), (1838, 265), (1712, 262), (1592, 264), (1470, 266), (1350, 268), (1228, 262),
            (1120, 282)), 8, 0, rank=2,
          paved_on="2022-09-14"),
        s("strada", "Fântânilor", ((1950, 452), (1840, 462), (1715, 470), (1580, 462), (1450, 452), (1360, 430)), 7, 45),
        s("strada", "Morii", ((1950, -42), (1800, -34), (1640, -22), (1480, -30), (1330, -26), (1180, -40)), 7.5, 50,
            paved_on="2018-06-18"),
        s("strada", "Joagărului", ((1640, 68), (1640, -22)), 6.5, 0),
        s("strada", "Pescarilor", ((1330, 58), (1330, -26)), 6.5, 0),
    ]
    south = [
        s("strada", "Zăvoiului", ((1620, -600), (1800, -588), (1960, -606), (2142, -632), (2330, -600), (2520, -588), (2720, -610)), 8,
            50, rank=2,
          paved_on="2020-05-29"),
        s("strada", "Luncii", ((1650, -712), (1830, -706), (1980, -738), (2125, -745), (2310, -722), (2490, -716), (2640, -735)), 7.5, 52),
        s("strada", "Prundului", ((1760, -818), (1930, -850), (2108, -850), (2290, -838), (2450, -850)), 7, 48, surface="gravel"),
        s("strada", "Răchitei", ((1800, -588), (1815, -650), (1830, -706), (1800, -818)), 7, 0),
        s("strada", "Sălciilor", ((2500, -588), (2490, -650), (2490, -716), (2450, -850)), 7, 0),
        s("fundătura", "Crângului", ((2310, -722), (2320, -790)), 5.5, 0, surface="earth"),
    ]
    hill = [
        s("strada", "Cetățuii", tuple(contour(2030, 2980, 585)), 7, 40, paved_on="2017-09-30"),
        s("strada", "Belvedere", tuple(contour(2120, 2870, 705)), 6.5, 42, surface="concrete"),
        s("strada", "Pinilor", tuple(contour(2330, 2760, 812)), 6, 40, surface="gravel"),
        s("strada", "Schitului", ((2764, 470), (2790, 540), (2760, 640), (2800, 720)), 7, 38),
        s("strada", "Izvorului", ((2218, 474), (2200, 570), (2240, 700)), 6.5, 36, surface="concrete"),
        s("strada", "Cărării", ((2060, 478), (2050, 580)), 6, 36, surface="gravel"),
    ]
    industry = [
        s("strada", "Industriilor", ((2880, -212), (3140, -222), (3450, -238), (3800, -268), (4100, -262), (4330, -225), (4352, -100),
            (4340, -18)), 12, 95,
          rank=2, paved_on="2016-11-11", old_name="Strada Industriei Grele", renamed_by="HCL 112/1996", renamed_on="1996-10-31"),
        s("strada", "Depozitelor", ((3700, -262), (3690, -380), (3700, -470)), 9, 95, surface="concrete"),
    ]
    return [*main, *centre, *flats, *west, *east, *south, *hill, *industry]


def town_tracks() -> list[Street]:
    """Roads outside the built-up limit: no lots, no addresses."""
    s = Street
    return [
        s("drum", "DN 15V vest", _dn(-400, 880), 11, 0, "DN", road="DN 15V", trim=False, paved_on="2019-08-20"),
        s("drum", "DN 15V est", _dn(4440, 5150), 11, 0, "DN", road="DN 15V", trim=False, paved_on="2017-10-05"),
        s("drum", "DJ 157V sud", ((2120, -930), (2060, -1040), (2110, -1180), (2040, -1320), (2080, -1560)), 9, 0, "DJ", road="DJ 157V",
            trim=False),
        s("drum", "DC 142V", ((760, 30), (700, 220), (610, 420), (590, 640), (470, 860), (500, 1060), (430, 1300), (450, 1560)), 7, 0,
            "DC", road="DC 142V",
          surface="gravel"),
        s("drum", "DE 210", ((4230, 402), (4330, 520), (4300, 690), (4420, 860)), 5, 0, "local", surface="earth"),
        s("drum", "DE 118", ((1120, 282), (980, 330), (840, 300), (690, 250)), 5, 0, "local", surface="earth"),
        s("drum", "DE 305", ((1620, -600), (1420, -640), (1200, -720), (960, -700), (740, -790)), 5, 0, "local", surface="earth"),
        s("drum", "DE 330", ((2640, -735), (2820, -790), (3080, -760), (3360, -840), (3700, -820)), 5, 0, "local", surface="earth"),
    ]
