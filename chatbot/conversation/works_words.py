"""Kinds of works (codes of the slot `project_type`) in Romanian and English, and the plan's uses in English: its Romanian is the plan's own."""

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

USES: dict[str, str] = {
    "administration": "public administration", "annex": "household annexes and garages", "big_shop": "shops over 200 m²", "billboard": "billboards", "car_service": "car repair",
    "cemetery": "cemetery", "craft": "crafts and clean services", "crops": "crops", "culture": "culture", "defence": "defence", "education": "schools", "farm_annex": "farm buildings",
    "flats": "blocks of flats", "flats_low": "small blocks of flats (up to P+2)", "forestry": "forestry", "fuel_station": "fuel stations", "garage_block": "garage blocks", "health": "health care",
    "heavy_industry": "heavy industry", "holiday_home": "holiday homes and guest houses", "hotel": "hotels", "house": "single-family houses", "hypermarket": "hypermarkets",
    "light_industry": "light industry", "livestock": "livestock farms", "mast": "masts", "office": "offices", "orchard": "orchards", "park": "green spaces", "parking": "car parks",
    "playground": "playgrounds", "railway": "railway works", "restaurant": "restaurants", "semi_detached": "semi-detached and terraced houses", "shop": "shops up to 200 m²", "sport": "sport",
    "utilities": "utilities", "warehouse": "warehouses", "waste": "waste facilities", "water_works": "water works", "worship": "places of worship",
}  # fmt: skip
