"""Editing from QGIS: views with named columns, roles of keepers, a project ready to open. See gisapp/decisions/editing-from-qgis.md."""
from layers.qgis import leaving  # noqa: F401 - registration
from layers.qgis.project import project_file
from layers.qgis.roles import end_access, give_access
from layers.qgis.views import drop_views, make_views, schema_of

__all__ = ["drop_views", "end_access", "give_access", "make_views", "project_file", "schema_of"]
