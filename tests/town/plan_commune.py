"""The drawn plan of Comuna Dumbrava Roșie de Jos, the neighbour downstream: a road village with a few lanes."""

from __future__ import annotations

from tests.town.networks import Lines
from tests.town.plan import District, Field, Plan, Site, Street, Style
from tests.town.plan_streets import dn_stretch
from tests.town.plan_town import COMMON_LIMIT
from tests.town.terrain import Point2, contour

_LIMIT: tuple[Point2, ...] = (
    *reversed(COMMON_LIMIT), (5700, 1430), (6400, 1500), (7050, 1420), (7100, 900), (7030, 500), (7080, 60), (7020, -300), (7090, -800),
        (7040, -1420), (6300, -1500),
    (5600, -1440))

_STYLE = Style("L1", 60, (17, 27), 350, 3200, "house")


def _streets() -> list[Street]:
    s = Street
    return [
        s("strada", "Principală", dn_stretch(5330, 6480), 14, 62, "DN", rank=3, road="DN 15V", trim=False, paved_on="2017-10-05"),
        s("strada", "Bisericii", ((5560, 65), (5575, 190), (5540, 330)), 7, 52, paved_on="2021-09-17"),
        s("strada", "Școlii", ((5830, 60), (5850, 180), (5830, 320), (5870, 430)), 7, 52, paved_on="2023-07-21"),
        s("strada", "Dumbravei", ((6200, 60), (6190, 170), (6230, 300)), 6.5, 52, surface="gravel"),
        s("strada", "Morii", ((5720, 60), (5730, -50), (5715, -120)), 6.5, 48, surface="gravel"),
        s("strada", "Haltei", ((6080, 50), (6085, -60), (6080, -140)), 7, 48, paved_on="2019-10-10"),
        s("drum", "DN 15V", dn_stretch(4950, 5330), 11, 0, "DN", road="DN 15V", trim=False),
        s("drum", "DN 15V est", dn_stretch(6480, 7200), 11, 0, "DN", road="DN 15V", trim=False),
        s("drum", "DC 147V", ((6230, 300), (6330, 480), (6290, 700), (6420, 960), (6380, 1600)), 6, 0, "DC", road="DC 147V",
            surface="gravel"),
        s("drum", "DE 44", ((5540, 330), (5480, 520), (5560, 700)), 5, 0, surface="earth"),
    ]


def _sites() -> list[Site]:
    p = Site
    return [
        p("hall", "Primăria Comunei Dumbrava Roșie de Jos", ((5800, 78), (5838, 80), (5838, 122), (5802, 122)), "IS",
            "administrație publică", "public_town", "public"),
        p("school", "Școala gimnazială Dumbrava Roșie de Jos", ((5862, 150), (5925, 146), (5928, 205), (5864, 208)), "IS", "învățământ",
            "public_town", "public"),
        p("church", "Biserica „Sfântul Nicolae”", ((5500, 180), (5560, 176), (5562, 228), (5502, 230)), "IS", "lăcaș de cult", "private",
            "church"),
        p("cemetery", "Cimitirul satului Dumbrava", ((5440, 250), (5525, 245), (5520, 330), (5445, 335)), "GC", "cimitir", "public_town"),
        p("hen_farm", "Ferma de păsări Dumbrava", ((6640, 260), (6760, 250), (6770, 340), (6650, 350)), "A", "fermă avicolă", "private",
            "hall", built_up=False),
    ]


def _fields() -> list[Field]:
    f = Field
    return [
        f("tarla_vest", ((5060, 60), (5440, 90), (5430, 330), (5080, 380)), 88, (22, 40), 260, "arabil"),
        f("tarla_nord", ((5950, 140), (6130, 140), (6160, 420), (5930, 460)), 90, (30, 50), 280, "fâneață"),
        f("tarla_est", ((6520, 90), (7000, 80), (6990, 240), (6560, 240)), 92, (24, 44), 200, "arabil"),
        f("lunca", ((5060, 10), (5650, 30), (5640, -130), (5060, -130)), 89, (30, 55), 170, "arabil"),
        f("lunca_est", ((6170, 20), (7000, 40), (6990, -130), (6170, -140)), 90, (34, 60), 180, "arabil"),
        f("padure_nord", (*contour(4920, 7200, 760, 0.9, 130), (7200, 1700), (4920, 1700)), 90, (330, 520), 900, "pădure", "PD",
            "public_state"),
        f("padure_sud", (*contour(4920, 7200, -860, 0.9, 130), (7200, -1700), (4920, -1700)), 90, (400, 600), 900, "pădure", "PD",
            "public_state"),
    ]


COMMUNE_LINES = Lines(
    overhead_110=(),
    overhead_20=(((4990, -175), (5600, -190), (6300, -205), (7100, -200)), ((5600, -190), (5610, 340), (5400, 420))),
    gas_transmission=(((7100, -560), (6700, -640), (6300, -700), (5900, -660), (5500, -720), (4900, -690)),),
    water_tanks=(("tank", ((5700, 470), (5716, 470), (5716, 484), (5700, 484))),),
    wells=(), heat=False,
    telecom_cover=((5320, 300), (5320, -100), (6000, -100), (6000, 300)))


def commune_plan() -> Plan:
    return Plan("dumbrava", "990026", "Dumbrava Roșie de Jos", "comună", _LIMIT, _streets()[:6],
                [District("VS", ((5000, 600), (5000, -300), (7000, -300), (7000, 600)), _STYLE)], [], _sites(), _fields(), _streets()[6:],
                    61000, _STYLE)
