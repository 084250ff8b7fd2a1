"""Pages of the office are for those who work in this town hall; anybody else finds nothing."""
from gisapp.accounts.guard import View, office

__all__ = ["View", "office"]
