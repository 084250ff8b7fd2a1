"""The icons of the house: 24 × 24 outlines drawn for it, put into the page so that they take its colour."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# Inner SVG by name; the stroke comes from the style sheet (.icon).
ICONS: dict[str, str] = {
    "alert": '<path d="M12 3 2.5 20h19z"/><path d="M12 10v4.5M12 17.4v.1"/>',
    "archive": '<path d="M3 5h18v4H3zM5 9v10h14V9M10 13h4"/>',
    "arrow-left": '<path d="M19 12H5M11 6l-6 6 6 6"/>',
    "arrow-right": '<path d="M5 12h14M13 6l6 6-6 6"/>',
    "ban": '<circle cx="12" cy="12" r="9"/><path d="m5.7 5.7 12.6 12.6"/>',
    "bell": '<path d="M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 21h4"/>',
    "book": '<path d="M4 5c3-1 6-1 8 1 2-2 5-2 8-1v14c-3-1-6-1-8 1-2-2-5-2-8-1zM12 6v14"/>',
    "building": '<path d="M5 21V4h9v17M14 9h5v12M3 21h18M8 8h3M8 12h3M8 16h3"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10h16M8 3v4M16 3v4"/>',
    "camera": '<path d="M3 8h4l2-3h6l2 3h4v11H3z"/><circle cx="12" cy="13" r="3.5"/>',
    "certificate": '<path d="M5 3h14v12H5zM8.5 7h7M8.5 10.5h4"/>'
    '<circle cx="15.5" cy="15.5" r="3"/><path d="m13.8 18-.8 4 2.5-1.3L18 22l-.8-4"/>',
    "chart": '<path d="M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6"/>',
    "chat": '<path d="M4 5h16v11H10l-5 4v-4H4z"/>',
    "check": '<path d="m4.5 12.5 5 5 10-11"/>',
    "chevron-right": '<path d="m9 5 7 7-7 7"/>',
    "circle": '<circle cx="12" cy="12" r="8"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.5l3.5 2"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "cone": '<path d="M10.5 3h3L18 19H6zM4 19h16M9 9h6M7.8 14h8.4"/>',
    "copy": '<path d="M9 9h11v11H9zM5 15H4V4h11v1"/>',
    "download": '<path d="M12 4v11M7 11l5 5 5-5M4 20h16"/>',
    "edit": '<path d="m4 20 1-4L16 5l3 3L8 19zM14 7l3 3"/>',
    "external": '<path d="M14 4h6v6M20 4l-9 9M18 14v6H4V6h6"/>',
    "eye": '<path d="M2 12c3-5 6.5-7 10-7s7 2 10 7c-3 5-6.5 7-10 7s-7-2-10-7z"/><circle cx="12" cy="12" r="3"/>',
    "file": '<path d="M6 3h8l5 5v13H6zM14 3v5h5"/>',
    "flag": '<path d="M5 21V4M5 4h13l-2.5 4L18 12H5"/>',
    "globe": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3 3 3 15 0 18-3-3-3-15 0-18z"/>',
    "help": '<circle cx="12" cy="12" r="9"/><path d="M9.5 9.5a2.5 2.5 0 1 1 3.5 2.4c-.7.3-1 .8-1 1.6M12 16.9v.1"/>',
    "home": '<path d="m3 11 9-7 9 7M6 9.5V20h12V9.5M10 20v-6h4v6"/>',
    "inbox": '<path d="M4 5h16l1 9v6H3v-6zM3 14h5l1.5 2.5h5L16 14h5"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v6M12 7.4v.1"/>',
    "layers": '<path d="m12 3 9 5-9 5-9-5zM3 12.5l9 5 9-5M3 16.5l9 5 9-5"/>',
    "lock": '<path d="M5 11h14v10H5zM8 11V7a4 4 0 0 1 8 0v4"/>',
    "mail": '<path d="M3 5h18v14H3zM3 6l9 7 9-7"/>',
    "map": '<path d="m3 6 6-2 6 2 6-2v14l-6 2-6-2-6 2zM9 4v14M15 6v14"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "minus": '<path d="M5 12h14"/>',
    "money": '<rect x="3" y="6" width="18" height="12" rx="1"/><circle cx="12" cy="12" r="2.5"/><path d="M6.5 9v.1M17.5 15v.1"/>',
    "parcel": '<path d="m4 9 7-5 9 4-2 11-11 1z"/><path d="m11 4-1 8 8.5 2M10 12l-4.5 1"/>',
    "pause": '<path d="M9 5v14M15 5v14"/>',
    "pen": '<path d="M3 21c2-6 6-13 15-18-1 6-5 11-11 12M3 21c1-2 3-4 6-6"/>',
    "phone": '<path d="M5 4h4l1.5 5-2.5 1.5a13 13 0 0 0 5.5 5.5L15 13.5l5 1.5v4c0 1-1 1.5-2 1.5C10 20 4 14 3.5 6c0-1 .5-2 1.5-2z"/>',
    "pin": '<path d="M12 21c-5-6-7-9-7-12a7 7 0 0 1 14 0c0 3-2 6-7 12z"/><circle cx="12" cy="9" r="2.5"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": '<path d="M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z"/>',
    "redo": '<path d="M19 9H9a5 5 0 0 0 0 10h3M19 9l-4-4M19 9l-4 4"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "shield": '<path d="M12 3 4 6v6c0 5 3.5 8 8 9.5 4.5-1.5 8-4.5 8-9.5V6zM8.5 12l2.5 2.5 4.5-5"/>',
    "sign-in": '<path d="M10 4h10v16H10M4 12h11M11 8l4 4-4 4"/>',
    "sign-out": '<path d="M14 4H4v16h10M9 12h11M16 8l4 4-4 4"/>',
    "trash": '<path d="M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6"/>',
    "undo": '<path d="M5 9h10a5 5 0 0 1 0 10h-3M5 9l4-4M5 9l4 4"/>',
    "unplugged": '<path d="M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-6 6M12 17v4M4 20 20 4"/>',
    "upload": '<path d="M12 16V5M7 9l5-5 5 5M4 20h16"/>',
    "user": '<circle cx="12" cy="8" r="4"/><path d="M4 21c1-5 4-7 8-7s7 2 8 7"/>',
    "users": '<circle cx="9" cy="8" r="3.5"/>'
    '<path d="M2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M15.5 5a3.5 3.5 0 0 1 0 6.5M17.5 14.5c2.3.6 3.7 2.5 4 5.5"/>',
}


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """Return an icon hidden from screen readers: the words beside it carry the meaning."""
    classes = f"icon {css}".strip()
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        classes,
        mark_safe(ICONS[name]),  # noqa: S308
    )
