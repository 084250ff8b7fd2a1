"""Tells programs of what happens in cases: signed messages, tried again for days, never lost (Standard Webhooks)."""
from __future__ import annotations

import datetime as dt
import json
import secrets
from base64 import b64encode
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _
from requests_hardened import Config, Manager
from requests_hardened.ip_filter import InvalidIPAddress, filter_host
from standardwebhooks.webhooks import Webhook

from gisapp.accounts.models import User
from gisapp.core import clock, jobs
from gisapp.core.errors import BadInput, Conflict
from permits.models import ApiToken, Case, CaseEvent, Notice, WebhookDelivery, WebhookEndpoint
from permits.queries.access import cases_of_applicant, cases_of_office
from permits.queries.endorsements import requests_of

# Waits between tries, in minutes: about three days in all.
WAITS = (1, 5, 15, 60, 180, 360, 720, 720, 720, 1440)
MOST_FAILURES = 25
MOST_ENDPOINTS = 10
TEST = "test"


def announce(case: Case, event: CaseEvent) -> None:
    """Write one delivery for each address that listens and whose person may know of the event; in the caller's transaction."""
    listening = WebhookEndpoint.objects.filter(authority=case.authority_id, disabled_at=None, removed_at=None).select_related("user")
    for endpoint in listening:
        if (not endpoint.events or event.kind in endpoint.events) and may_know(endpoint.user, case, event):
            _write(endpoint, event.kind, {"case": str(case.pk), "number": case.number, "procedure": case.procedure, "state": case.state, "event": event.seq, "at": event.at.isoformat()})


def may_know(user: User, case: Case, event: CaseEvent) -> bool:
    """Staff know all; the applicant what is public; institutions what concerns endorsements."""
    if cases_of_office(user, case.authority).filter(pk=case.pk).exists():
        return True
    if cases_of_applicant(user, case.authority).filter(pk=case.pk).exists():
        return event.public
    return "endors" in event.kind and requests_of(user, case.authority).filter(case=case).exists()


def _write(endpoint: WebhookEndpoint, kind: str, data: dict[str, Any]) -> WebhookDelivery:
    moment = clock.now()
    row = WebhookDelivery.objects.create(endpoint=endpoint, kind=kind, created_at=moment, body={"type": kind, "timestamp": moment.isoformat(), "data": data})
    jobs.enqueue("permits.deliver_webhook", key=f"webhook:{row.pk}", delivery=str(row.pk))
    return row


@transaction.atomic
def add_endpoint(*, token: ApiToken, url: str, events: Iterable[str]) -> tuple[WebhookEndpoint, str]:
    """Register an address; returns it with its secret, which is shown once. Addresses inside the town hall's network are refused."""
    check_address(url)
    if WebhookEndpoint.objects.filter(token=token, removed_at=None).count() >= MOST_ENDPOINTS:
        raise Conflict(_("Tokenul are deja zece adrese; ștergeți una."), code="too_many_endpoints")
    secret = "whsec_" + b64encode(secrets.token_bytes(32)).decode()
    endpoint = WebhookEndpoint.objects.create(
        authority=token.authority, user=token.user, token=token, url=url, events=sorted(set(events)), secret=secret, created_at=clock.now(),
    )
    return endpoint, secret


def check_address(url: str) -> None:
    """Refuse what is not https to a public address. The name is looked up again at each delivery, and the connection pinned to it."""
    parts = urlsplit(url)
    loopback = settings.WEBHOOK_LOOPBACK
    if parts.scheme != "https" and not (loopback and parts.scheme == "http"):
        raise BadInput(_("Adresa trebuie să înceapă cu https://."), code="not_https", field="url")
    if parts.username or parts.password or not parts.hostname:
        raise BadInput(_("Adresa nu poate conține nume și parolă și trebuie să aibă un nume de server."), code="bad_address", field="url")
    try:
        filter_host(parts.hostname, parts.port or 443, allow_loopback=loopback)
    except InvalidIPAddress as error:
        raise BadInput(_("Adresa este într-o rețea internă; dați una publică."), code="private_address", field="url") from error
    except (requests.RequestException, ValueError) as error:
        raise BadInput(_("Numele din adresă nu poate fi găsit în DNS."), code="unknown_host", field="url") from error


@transaction.atomic
def remove_endpoint(*, endpoint: WebhookEndpoint) -> None:
    """Stop telling an address; what waits for it is dropped."""
    WebhookEndpoint.objects.filter(pk=endpoint.pk, removed_at=None).update(removed_at=clock.now())


@transaction.atomic
def enable_endpoint(*, endpoint: WebhookEndpoint) -> None:
    """Tell a disabled address again, from now on."""
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(disabled_at=None, disabled_reason="", failures=0)


@transaction.atomic
def send_test(*, endpoint: WebhookEndpoint) -> WebhookDelivery:
    """Send a message that concerns no case, so that a program can try its signature check."""
    return _write(endpoint, TEST, {"endpoint": str(endpoint.pk)})


@jobs.job("permits.deliver_webhook")
def deliver_webhook(delivery: str) -> None:
    """Try one message once. Any answer 2xx is delivery; 410 ends the address; the rest is tried again, later and later."""
    row = WebhookDelivery.objects.select_related("endpoint__user", "endpoint__authority").get(pk=delivery)
    endpoint = row.endpoint
    if row.delivered_at is not None or row.gave_up_at is not None:
        return
    if endpoint.removed_at is not None or endpoint.disabled_at is not None:
        WebhookDelivery.objects.filter(pk=row.pk).update(gave_up_at=clock.now(), last_error="adresa nu mai ascultă")
        return
    status, error = _post(endpoint, row)
    moment = clock.now()
    done = status is not None and 200 <= status < 300
    WebhookDelivery.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1, last_status=status, last_error=error, last_at=moment, delivered_at=moment if done else None)
    if done:
        WebhookEndpoint.objects.filter(pk=endpoint.pk).exclude(failures=0).update(failures=0)
        return
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(failures=F("failures") + 1)
    endpoint.refresh_from_db(fields=["failures"])
    if status == 410 or endpoint.failures >= MOST_FAILURES:
        _disable(endpoint, "serverul a răspuns că adresa nu mai există (410)" if status == 410 else f"{endpoint.failures} încercări nereușite la rând")
    if status == 410 or row.attempts >= len(WAITS):
        WebhookDelivery.objects.filter(pk=row.pk).update(gave_up_at=moment)
        return
    raise jobs.NotYet(error or f"status {status}", after=dt.timedelta(minutes=WAITS[row.attempts]))


def _post(endpoint: WebhookEndpoint, row: WebhookDelivery) -> tuple[int | None, str]:
    body = json.dumps(row.body, ensure_ascii=False, separators=(",", ":"))
    # The library reads the moment as UTC without asking its zone.
    moment = clock.now().astimezone(dt.UTC)
    headers = {
        "Content-Type": "application/json", "webhook-id": str(row.pk), "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(endpoint.secret).sign(str(row.pk), moment.replace(microsecond=0), body),
    }
    manager = Manager(Config(
        ip_filter_enable=True, ip_filter_allow_loopback_ips=settings.WEBHOOK_LOOPBACK, never_redirect=True, default_timeout=(3, 7), user_agent_override="gisapp-webhooks/1",
    ))
    try:
        with manager.get_session() as session:
            answer = session.request("POST", endpoint.url, data=body.encode(), headers=headers, stream=True)
            answer.close()
    except (requests.RequestException, OSError, ValueError) as error:
        return None, type(error).__name__
    return answer.status_code, "" if answer.ok else f"răspuns {answer.status_code}"


def _disable(endpoint: WebhookEndpoint, reason: str) -> None:
    changed = WebhookEndpoint.objects.filter(pk=endpoint.pk, disabled_at=None).update(disabled_at=clock.now(), disabled_reason=reason[:120])
    if not changed:
        return
    with translation.override(endpoint.user.language):
        notice = Notice.objects.create(
            authority=endpoint.authority, user=endpoint.user, address=endpoint.user.email, kind="webhook_disabled", created_at=clock.now(),
            subject=_("Înștiințările către programul dumneavoastră s-au oprit"),
            body=_("Adresa %(url)s nu a mai primit înștiințările primăriei: %(reason)s. Reporniți-o din pagina „Integrările mele” după ce programul merge din nou.") % {"url": endpoint.url, "reason": reason},
        )
    jobs.enqueue("permits.deliver_notice", key=f"notice:{notice.pk}", notice=notice.pk)
