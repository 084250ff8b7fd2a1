"""Addresses of the keepers' pages and of the catalogue for everybody."""
from __future__ import annotations

from django.urls import path

from layers.keepers import catalogue, coverage_page, delivery, layer_form, layer_page, restriction_form, upload

urlpatterns = [
    path("straturi/", catalogue.public_catalogue, name="layer_catalogue"),
    path("birou/straturi/", catalogue.home, name="keepers_home"),
    path("birou/straturi/nou/", layer_form.new_layer, name="keepers_new_layer"),
    path("birou/straturi/livrare/", upload.upload, name="keepers_upload"),
    path("birou/straturi/livrare/<int:pk>/", delivery.delivery, name="keepers_delivery"),
    path("birou/straturi/livrare/<int:pk>/harta.json", delivery.delivery_map, name="keepers_delivery_map"),
    path("birou/straturi/livrare/<int:pk>/raspuns/", delivery.answer, name="keepers_answer"),
    path("birou/straturi/livrare/<int:pk>/publica/", delivery.publish, name="keepers_publish"),
    path("birou/straturi/livrare/<int:pk>/abandoneaza/", delivery.discard, name="keepers_discard"),
    path("birou/straturi/modificare/<int:pk>/", restriction_form.decide, name="keepers_decide"),
    path("birou/straturi/<slug:code>/", layer_page.layer, name="keepers_layer"),
    path("birou/straturi/<slug:code>/anuleaza/", delivery.undo_publication, name="keepers_undo"),
    path("birou/straturi/<slug:code>/fisa/", layer_form.edit_layer, name="keepers_edit_layer"),
    path("birou/straturi/<slug:code>/fisa.toml", layer_form.card, name="keepers_card"),
    path("birou/straturi/<slug:code>/acoperire/", coverage_page.coverage, name="keepers_coverage"),
    path("birou/straturi/<slug:code>/gol/", layer_page.declare, name="keepers_declare"),
    path("birou/straturi/<slug:code>/regula/", restriction_form.restriction, name="keepers_restriction"),
    path("birou/straturi/<slug:code>/proba/", layer_page.add_probe, name="keepers_add_probe"),
    path("birou/straturi/<slug:code>/probe/", layer_page.run_probes, name="keepers_run_probes"),
    path("birou/straturi/<slug:code>/proba/<int:pk>/sterge/", layer_page.drop_probe, name="keepers_drop_probe"),
    path("birou/straturi/<slug:code>/topologie/", layer_page.topology, name="keepers_topology"),
    path("birou/straturi/<slug:code>/topologie/<int:pk>.json", layer_page.topology_map, name="keepers_topology_map"),
]
