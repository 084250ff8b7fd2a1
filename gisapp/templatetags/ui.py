"""The parts pages are built from. frontend/README.md lists them with an example each; /stil/ shows them alive.

Every tag gives its template a complete context, because an undefined variable fails the tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gisapp.templatetags.icons import icon

register = template.Library()

TONES = {
    "neutral": "circle",
    "info": "info",
    "good": "check",
    "wait": "pause",
    "warn": "alert",
    "bad": "ban",
    "unknown": "help",
    "draft": "edit",
}
STEP_STATES = {"done", "current", "paused", "todo"}


def _fill(row: Mapping[str, Any] | Any, names: Iterable[str]) -> dict[str, Any]:
    """Return the named values of a mapping or object, empty where absent."""
    if isinstance(row, Mapping):
        return {name: row.get(name, "") for name in names}
    return {name: getattr(row, name, "") for name in names}


@register.simple_tag
def button(
    label: str,
    href: str = "",
    kind: str = "primary",
    icon_name: str = "",
    name: str = "",
    value: str = "",
    type: str = "submit",
    css: str = "",
    busy: str = "",
) -> SafeString:
    """Return a button, or a link that looks like one when it leads somewhere.

    `busy` ("Se semnează…") stands on the button from the click until the answer: for what takes more than a second.
    """
    mark = icon(icon_name) if icon_name else ""
    classes = f"button button--{kind} {css}".strip()
    if href:
        return format_html('<a class="{}" href="{}">{}{}</a>', classes, href, mark, label)
    field = format_html(' name="{}" value="{}"', name, value) if name else ""
    if busy:
        field = format_html('{} data-busy="{}"', field, busy)
    return format_html('<button class="{}" type="{}"{}>{}{}</button>', classes, type, field, mark, label)


@register.simple_tag
def tag(label: str, tone: str = "neutral", icon_name: str = "") -> SafeString:
    """Return a status tag: colour, icon and word together, never colour alone; words of a model's choices are said in the page's language."""
    return format_html('<span class="tag tag--{}">{}{}</span>', tone, icon(icon_name or TONES[tone]), _(str(label)) if label else "")


@register.inclusion_tag("components/stat.html")
def stat(label: str, value: Any, hint: str = "", tone: str = "", href: str = "") -> dict[str, Any]:
    """One number with its name; put several in <div class="stats">."""
    return {"label": label, "value": value, "hint": hint, "tone": tone, "href": href}


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: str, text: str = "", href: str = "", action: str = "", icon_name: str = "inbox") -> dict[str, Any]:
    """What a page says when there is nothing yet, and what to do about it."""
    return {"title": title, "text": text, "href": href, "action": action, "icon_name": icon_name}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*pairs: str) -> dict[str, Any]:
    """Label and address in turn; the last label, without address, is the page itself."""
    labels, links = pairs[0::2], [*pairs[1::2], ""]
    return {"crumbs": [{"label": label, "href": href} for label, href in zip(labels, links, strict=False)]}


@register.simple_tag
def back_link(href: str, label: str = "") -> SafeString:
    """Return the link one page back in a run of questions."""
    return format_html('<a class="back-link" href="{}">{}{}</a>', href, icon("arrow-left"), label or _("Înapoi"))


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page, name: str = "page") -> dict[str, Any]:
    """Page numbers that keep the filters of the address."""
    query = context["request"].GET.copy()
    query.pop(name, None)
    kept = query.urlencode()
    numbers = list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
    return {"page": page, "numbers": numbers, "prefix": f"?{kept}&{name}=" if kept else f"?{name}=", "gap": page.paginator.ELLIPSIS}


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows: Iterable[Mapping[str, Any] | Any]) -> dict[str, Any]:
    """Answers to check: rows of label, value, href (to change it), change (words of the link)."""
    return {"rows": [_fill(row, ("label", "value", "href", "change")) for row in rows]}


@register.inclusion_tag("components/task_list.html")
def task_list(items: Iterable[Mapping[str, Any] | Any]) -> dict[str, Any]:
    """Parts of a request: title, href, hint, status (word), tone."""
    rows = [_fill(item, ("title", "href", "hint", "status", "tone")) for item in items]
    return {"items": [{**row, "tone": row["tone"] or "neutral"} for row in rows]}


@register.inclusion_tag("components/progress_steps.html")
def progress_steps(steps: Iterable[Mapping[str, Any] | Any]) -> dict[str, Any]:
    """The road of a case: title, state (done|current|paused|todo), note (who, until when)."""
    rows = [_fill(step, ("title", "state", "note")) for step in steps]
    wrong = {row["state"] for row in rows} - STEP_STATES
    if wrong:
        raise ValueError(f"unknown step state: {wrong}")
    return {"steps": rows}


@register.inclusion_tag("components/holder.html")
def holder(who: str, until: str = "", text: str = "", you: bool = False) -> dict[str, Any]:
    """Who holds the case now and until when; you=True when the citizen must act."""
    return {"who": who, "until": until, "text": text, "you": you}


@register.inclusion_tag("components/timeline.html")
def timeline(events: Iterable[Mapping[str, Any] | Any]) -> dict[str, Any]:
    """What happened: when (datetime), title, who, text, tone."""
    return {"events": [_fill(event, ("when", "title", "who", "text", "tone")) for event in events]}


@register.inclusion_tag("components/file_list.html")
def file_list(files: Iterable[Mapping[str, Any] | Any]) -> dict[str, Any]:
    """Uploaded papers: name, href, size (bytes), kind, status, tone, remove_url (a POST)."""
    rows = [_fill(file, ("name", "href", "size", "kind", "status", "tone", "remove_url")) for file in files]
    return {"files": [{**row, "tone": row["tone"] or "neutral"} for row in rows]}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Sequence[Mapping[str, Any]], label: str = "") -> dict[str, Any]:
    """Tabs that are links: label, href, current (bool), count."""
    return {"items": [_fill(item, ("label", "href", "current", "count")) for item in items], "label": label or _("Secțiuni")}


@register.inclusion_tag("components/confirmation.html")
def confirmation(title: str, reference: str = "", reference_label: str = "", text: str = "") -> dict[str, Any]:
    """The panel after a request was sent."""
    return {"title": title, "reference": reference, "reference_label": reference_label, "text": text}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm | None) -> dict[str, Any]:
    """All errors of a form at the top of the page, linked to their fields. Renders nothing without errors."""
    if form is None or not form.is_bound or not form.errors:
        return {"errors": []}
    errors = [{"text": text, "target": ""} for text in form.non_field_errors()]
    for bound in form:
        target = bound.id_for_label or bound.auto_id
        # The field's own general words ("This field is required.") say nothing away from their field: the label goes before them.
        general = {str(text) for text in bound.field.error_messages.values()}
        errors += [{"text": f"{bound.label}: {text}" if bound.label and text in general else text, "target": target} for text in bound.errors]
    return {"errors": errors}


@register.simple_tag
def error_prefix(form: BaseForm | None) -> str:
    """Return «Eroare: » for the page title when the form was refused."""
    return _("Eroare: ") if form is not None and form.is_bound and form.errors else ""


@register.simple_block_tag
def banner(content: str, title: str = "", tone: str = "info", icon_name: str = "") -> SafeString:
    """Return a notice above the content: info, good, warn, bad or unknown."""
    head = format_html('<p class="banner__title">{}</p>', title) if title else ""
    return format_html(
        '<div class="banner banner--{}">{}<div class="banner__body">{}{}</div></div>',
        tone,
        icon(icon_name or TONES[tone]),
        head,
        mark_safe(content),  # noqa: S308
    )


@register.simple_block_tag
def card(content: str, title: str = "", level: int = 2, css: str = "") -> SafeString:
    """Return a section with its heading."""
    head = format_html('<h{0} class="card__title">{1}</h{0}>', level, title) if title else ""
    return format_html('<section class="{}">{}{}</section>', f"card {css}".strip(), head, mark_safe(content))  # noqa: S308


@register.simple_block_tag
def details(content: str, summary: str, open: bool = False) -> SafeString:
    """Return words that only some need, closed until asked for."""
    return format_html(
        '<details class="details"{}><summary>{}{}</summary><div class="details__body">{}</div></details>',
        mark_safe(" open") if open else "",
        icon("chevron-right"),
        summary,
        mark_safe(content),  # noqa: S308
    )


@register.simple_block_tag
def table_scroll(content: str, label: str) -> SafeString:
    """Return a frame that scrolls sideways on a phone and can be reached by keyboard."""
    return format_html('<div class="table-scroll" role="region" tabindex="0" aria-label="{}">{}</div>', label, mark_safe(content))  # noqa: S308


@register.simple_block_tag
def data_table(content: str, caption: str, hide_caption: bool = False, cards: bool = False) -> SafeString:
    """Return a table with its caption inside the scrolling frame; write thead and tbody between the tags.

    cards=True turns rows into cards on a phone; then give every cell a data-label.
    """
    html = render_to_string(
        "components/data_table.html",
        {"content": mark_safe(content), "caption": caption, "hide_caption": hide_caption, "cards": cards},  # noqa: S308
    )
    return mark_safe(html)  # noqa: S308
