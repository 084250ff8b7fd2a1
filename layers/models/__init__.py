"""The nouns of the land; one file each."""
from layers.models.delivery import Delivery, RejectedFeature
from layers.models.edit import Edit, EditorRole
from layers.models.feature import Feature, Piece
from layers.models.layer import Layer, LayerVersion
from layers.models.lineage import Lineage
from layers.models.plan_unit import PlanUnit
from layers.models.probe import Probe
from layers.models.restriction import Restriction
from layers.models.rule_change import RuleChange
from layers.models.staged import StagedFeature
from layers.models.topology import TopologyProblem, TopologyReport

__all__ = [
    "Delivery",
    "Edit",
    "EditorRole",
    "Feature",
    "Layer",
    "LayerVersion",
    "Lineage",
    "Piece",
    "PlanUnit",
    "Probe",
    "RejectedFeature",
    "Restriction",
    "RuleChange",
    "StagedFeature",
    "TopologyProblem",
    "TopologyReport",
]
