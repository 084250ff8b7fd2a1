"""OGC API Features: the layers at /ogc/ for other programs (GDAL, QGIS) and, at the same addresses, for people."""
