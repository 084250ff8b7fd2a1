"""What a page with <chart-view> needs in its head."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def chart_head() -> SafeString:
    """Return the script that draws tables as charts; without it the tables stay as they are."""
    return format_html('<script type="module" src="{}"></script>', static("built/chart-view.js"))
