"""Data fetched from another server: WFS 1.1 and 2.0, and OGC API Features, of the hosts that the administrator allows (IMPORT_HOSTS)."""
from layers.imports.remote.fetch import fetch_service

__all__ = ["fetch_service"]
