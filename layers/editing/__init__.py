"""Editing single features in the browser, and splitting and merging parcels; every change goes through `layers_edit_feature`, as from QGIS."""
