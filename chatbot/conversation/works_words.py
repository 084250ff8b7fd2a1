"""Kinds of works in words: Romanian, English. The codes are those of the slot `project_type`."""

from __future__ import annotations

WORKS: dict[str, tuple[str, str]] = {
    "fence": ("gard", "a fence"), "swimming_pool": ("piscină", "a swimming pool"), "garage": ("garaj", "a garage"), "carport": ("copertină", "a carport"),
    "gazebo": ("foișor sau pergolă", "a gazebo"), "greenhouse": ("solar sau seră", "a greenhouse"), "solar_panels": ("panouri solare", "solar panels"),
    "attic": ("mansardă", "an attic"), "extension": ("extindere", "an extension"), "roof": ("acoperiș", "a roof"), "balcony": ("balcon", "a balcony"),
    "terrace": ("terasă", "a terrace"), "insulation": ("izolație", "insulation"), "well": ("fântână", "a well"), "service_connection": ("branșament", "a service connection"),
    "block": ("bloc de locuințe", "a block of flats"), "holiday_house": ("casă de vacanță", "a holiday house"), "warehouse": ("hală", "a warehouse"), "shop": ("magazin", "a shop"),
    "annex": ("anexă", "an annex"), "demolition": ("desființare", "demolition"), "kiosk": ("chioșc", "a kiosk"), "billboard": ("panou publicitar", "a billboard"),
    "tiny_house": ("casă mobilă sau container", "a tiny house or container"), "house": ("casă", "a house"),
}  # fmt: skip
