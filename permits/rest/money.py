"""Fees and payments of a case."""
from __future__ import annotations

import uuid
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from permits.actions.pay import declare_transfer
from permits.rest import shapes, write
from permits.rest.base import Api, listed, read
from permits.rest.reach import file_case, own_case
from permits.rules.scopes import Scope


class Transfer(s.Serializer[Any]):
    """A bank transfer with its proof."""

    charge = s.IntegerField(min_value=1, max_value=2**62)
    reference = s.CharField(max_length=80, required=False, default="", allow_blank=True)
    proof = s.FileField(max_length=255)


class CaseCharges(Api):
    """What is owed in a case, what was paid."""

    scopes = {"GET": Scope.PAYMENTS_READ}

    @extend_schema(operation_id="charges", tags=["payments"], responses=shapes.page_of(shapes.ChargeShape))
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """List fees and guarantees with the lines that explain them and their payments."""
        return listed(request, file_case(request, pk).charges.filter(cancelled_at=None).order_by("pk"), write.charge)


class CasePayments(Api):
    """Payments declared by the applicant."""

    parser_classes = (MultiPartParser,)
    scopes = {"POST": Scope.CASES_WRITE}

    @extend_schema(operation_id="declare_transfer", tags=["payments"], request={"multipart/form-data": Transfer}, responses={201: shapes.PaymentShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """Declare a bank transfer with its proof; finance confirms it against the statement."""
        case = own_case(request, pk)
        asked = read(Transfer, request.data)
        charge = get_object_or_404(case.charges.filter(cancelled_at=None), pk=asked["charge"])
        proof = asked["proof"]
        payment = declare_transfer(
            case=case, charge=charge, reference=asked["reference"], file_name=proof.name or "", chunks=proof.chunks(), size=proof.size or 0, by=request.user,
        )
        return Response(write.payment(payment), status=201)
