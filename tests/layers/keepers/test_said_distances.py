"""Distances of a rule as a keeper reads them: in words, in the reader's language, never the codes they are stored by."""

from django.utils import translation

from layers.keepers.distances import say_attributes, say_distances

SCHEMA = [{"name": "kind", "title_ro": "Fel", "type": "choice", "values": ["cattle", "pigs"]}, {"name": "head_count", "title_ro": "Capete", "type": "integer"}, {"name": "diameter_mm", "title_ro": "Diametru (mm)", "type": "number"}]
ROWS = [
    {"when": {"kind": ["cattle", "pigs"], "head_count": {"min": 51, "max": 201}}, "distance_m": 100}, {"when": {"head_count": {"max_incl": 50}}, "distance_m": 2.5, "outer_edge": "diameter_mm"}, {"distance_m": 0},
]  # fmt: skip


def test_elena_reads_the_distances_of_a_rule_in_words() -> None:
    with translation.override("ro"):
        said = say_distances(ROWS, SCHEMA).splitlines()
        assert said == ["fel „bovine sau porcine”, capete „de la 51, sub 201”: 100 m", "capete „cel mult 50”: 2,5 m de la exteriorul conductei", "0 m"]
        assert say_attributes(SCHEMA)[0] == {"name": "kind", "title": "Fel", "values": [("cattle", "bovine"), ("pigs", "porcine")]}
