"""Romanian writes months and days of the week with small letters; Django's own catalogue does not.

Marked here so that gisapp/locale/ro keeps the small letters: the house's catalogue wins over Django's.
"""
from __future__ import annotations

from django.utils.translation import gettext_noop as _

MONTHS = (
    _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"), _("August"), _("September"), _("October"), _("November"), _("December"),
)
DAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
