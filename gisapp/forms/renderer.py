"""Django's form renderer with the templates of the house (gisapp/templates/forms/)."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class TownHallRenderer(TemplatesSetting):
    """Label, hint, error and control in GOV.UK's order; widgets come from templates/django/forms/widgets/."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
