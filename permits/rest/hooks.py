"""Addresses of a program that are told of events."""
from __future__ import annotations

import uuid
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from permits.actions.announce import add_endpoint, remove_endpoint, send_test
from permits.models import WebhookEndpoint
from permits.rest import shapes, write
from permits.rest.base import Api, listed, read
from permits.rules.scopes import Scope


class Given(s.Serializer[Any]):
    """An address and the kinds of event to be told of; none named means all."""

    url = s.URLField(max_length=300)
    events = s.ListField(child=s.RegexField(r"^[a-z_]{1,60}$"), max_length=60, required=False, default=list)


def mine(request: Request) -> QuerySet[WebhookEndpoint]:
    """Return the addresses of this token."""
    return WebhookEndpoint.objects.filter(token=request.auth, removed_at=None)


class Webhooks(Api):
    """Addresses of this token."""

    scopes = {"GET": Scope.WEBHOOKS, "POST": Scope.WEBHOOKS}

    @extend_schema(operation_id="webhooks", tags=["webhooks"], responses=shapes.page_of(shapes.Webhook))
    def get(self, request: Request) -> Response:
        """List the addresses registered with this token."""
        return listed(request, mine(request), write.webhook)

    @extend_schema(operation_id="add_webhook", tags=["webhooks"], request=Given, responses={201: shapes.NewWebhook})
    def post(self, request: Request) -> Response:
        """Register an https address. Its secret is in this answer only; check each message with it (Standard Webhooks)."""
        asked = read(Given, request.data)
        endpoint, secret = add_endpoint(token=request.auth, url=asked["url"], events=asked["events"])
        return Response({**write.webhook(endpoint), "secret": secret}, status=201, headers={"Location": request.build_absolute_uri(reverse("api:webhook", args=[endpoint.pk]))})


class OneWebhook(Api):
    """One address."""

    scopes = {"GET": Scope.WEBHOOKS, "DELETE": Scope.WEBHOOKS}

    @extend_schema(operation_id="webhook", tags=["webhooks"], responses=shapes.Webhook)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Return an address and how its deliveries fare."""
        return Response(write.webhook(get_object_or_404(mine(request), pk=pk)))

    @extend_schema(operation_id="remove_webhook", tags=["webhooks"], responses={204: None})
    def delete(self, request: Request, pk: uuid.UUID) -> Response:
        """Stop telling an address."""
        remove_endpoint(endpoint=get_object_or_404(mine(request), pk=pk))
        return Response(status=204)


class TestWebhook(Api):
    """A trial message."""

    scopes = {"POST": Scope.WEBHOOKS}

    @extend_schema(operation_id="test_webhook", tags=["webhooks"], request=None, responses={202: shapes.Delivery})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """Send a trial message that concerns no case."""
        return Response(write.delivery(send_test(endpoint=get_object_or_404(mine(request), pk=pk))), status=202)


class Deliveries(Api):
    """Messages to an address."""

    scopes = {"GET": Scope.WEBHOOKS}

    @extend_schema(operation_id="deliveries", tags=["webhooks"], responses=shapes.page_of(shapes.Delivery))
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """List the messages to an address, newest first, with tries and answers."""
        return listed(request, get_object_or_404(mine(request), pk=pk).deliveries.order_by("-created_at", "pk"), write.delivery)
