"""The closed room in which GDAL opens files: no network, one file to read, limits on time, memory and output."""
from layers.imports.sandbox.room import Limits, Reading, read_in_sandbox

__all__ = ["Limits", "Reading", "read_in_sandbox"]
