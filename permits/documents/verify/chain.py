"""Whether the signers' certificates lead to someone trusted, with the data that the file carries.

Nothing is fetched from the network: a hostile file must not make the server call out.
"""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asn1crypto import x509
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleTrustManager, TrustManager

if TYPE_CHECKING:
    from pyhanko.sign.validation.qualified.tsp import TSPRegistry

_WORDS = {
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: "unknown_issuer",
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: "expired",
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: "expired",
    AdESIndeterminate.EXPIRED: "expired",
}


@dataclass
class EuLists:
    """`state` is ``loaded``, ``not_loaded`` (no files) or ``invalid`` (a signature does not hold)."""

    state: str
    registry: TSPRegistry | None = None
    territories: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def _eu_lists(folder: str) -> EuLists:
    if not folder:
        return EuLists("not_loaded")
    from .eu_lists import read_eu_lists  # a second of imports, only when there are lists

    return read_eu_lists(Path(folder))


class TrustJudge:
    """Holds the roots, the EU lists and the file's own validation data for one examination."""

    def __init__(self, trust: dict[str, Any], now: dt.datetime, certs: list[Any], ocsps: list[Any], crls: list[Any]) -> None:
        self.now = now
        self._roots = [x509.Certificate.load(base64.b64decode(root)) for root in trust["roots"]]
        self._data: dict[str, Any] = {"other_certs": certs, "ocsps": ocsps, "crls": crls}
        self.eu = _eu_lists(trust["eu_folder"])

    def context(self, moment: dt.datetime, manager: TrustManager | None = None) -> ValidationContext:
        """A validation context at `moment`, by default for the roots in the settings."""
        return ValidationContext(
            trust_manager=manager or SimpleTrustManager.build(trust_roots=self._roots), moment=moment,
            allow_fetching=False, revocation_mode="soft-fail", retroactive_revinfo=True, **self._data,
        )

    def trust(self, signature: EmbeddedPdfSignature, status: Any, moment: dt.datetime) -> dict[str, Any]:
        """``trust``, ``trusted_by``, ``qualified`` for a signature whose integrity is known already."""
        answer = {"trust": "not_trusted", "trusted_by": "", "qualified": "not_checked", "qualified_detail": ""}
        from pyhanko.sign.validation.qualified.assess import QualificationAssessor
        from pyhanko.sign.validation.qualified.tsp import TSPTrustManager

        here = status if status.trusted else self._at(signature, moment, None)
        if self.eu.registry is not None:
            listed = self._at(signature, moment, TSPTrustManager(self.eu.registry))
            answer["qualified"] = "no"
            if listed.trusted:
                result = QualificationAssessor(self.eu.registry).check_entity_cert_qualified(
                    listed.validation_path, moment
                )
                service = result.service_definition
                answer["qualified"] = "yes" if result.status.qualified or _is_listed_tsa(signature, service) else "no"
                answer["qualified_detail"] = service.base_info.service_name if service is not None else ""
                answer |= {"trust": "trusted", "trusted_by": "eu_list"}
                return answer
            if here.trust_problem_indic == AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND:
                here = listed
        if here.trusted:
            answer |= {"trust": "trusted", "trusted_by": "town_hall"}
        elif here.revoked:
            answer["trust"] = "revoked"
        else:
            answer["trust"] = _WORDS.get(here.trust_problem_indic, "not_trusted")
        return answer

    def _at(self, signature: EmbeddedPdfSignature, moment: dt.datetime, manager: TrustManager | None) -> Any:
        context = self.context(moment, manager)
        if signature.sig_object_type == "/DocTimeStamp":
            return asyncio.run(async_validate_pdf_timestamp(signature, context, skip_diff=True))
        return asyncio.run(async_validate_pdf_signature(signature, context, skip_diff=True))


def _is_listed_tsa(signature: EmbeddedPdfSignature, service: Any) -> bool:
    """Time-stamping certificates need no QC statement: being a listed QTST service is what counts."""
    return signature.sig_object_type == "/DocTimeStamp" and service is not None
