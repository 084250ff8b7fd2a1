"""Signing in two halves: prepare the document, have the signature made elsewhere, finish.

Every signature goes this way: an HSM, a remote provider and a token on the officer's own computer
differ only in who signs the `payload` in between. Both halves work on bytes in memory: until `finish`
returns, nothing half-signed exists anywhere.
"""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, Any, Literal

from asn1crypto import cms, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.signers.pdf_signer import (
    DSSContentSettings,
    PdfSignatureMetadata,
    PdfSigner,
    PdfTBSDocument,
    PostSignInstructions,
    SigDSSPlacementPreference,
)

from permits.documents.keys import KeyUnavailable, SigningKey
from permits.documents.keys.loop import run as run_to_end

from .appearance import Appearance, SignatureStyle
from .context import TSA, TSA_FAILURES, SigningContext, tsa_down
from .errors import SigningRefused

Level = Literal["B-LT", "B-LTA"]

# With the library's defaults a revision follows the last time stamp, and the file is no longer
# covered to its last byte; the VRI dictionary forces that, so there is none.
DSS_SETTINGS = DSSContentSettings(
    include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
)


@dataclass(frozen=True)
class Prepared:
    """A document waiting for a signature over `payload`; can be stored between two requests."""

    document: bytes
    """The PDF with an empty place for the signature. Not a document to show or keep as signed."""
    payload: bytes
    """What the key signs (DER of the CMS signed attributes), after hashing with `digest_name`."""
    digest_name: str
    document_digest: bytes
    hole: tuple[int, int]
    level: Level
    certificate: bytes
    chain: tuple[bytes, ...]

    @property
    def payload_digest(self) -> bytes:
        """The hash of `payload`, for tokens that want to be given a hash."""
        return hashlib.new(self.digest_name, self.payload).digest()

    def to_json(self) -> dict[str, Any]:
        """A form that JSON can hold; `document` is kept apart, in the file store."""
        def text(data: bytes) -> str:
            return base64.b64encode(data).decode("ascii")

        return {
            "payload": text(self.payload), "digest_name": self.digest_name, "hole": list(self.hole),
            "document_digest": text(self.document_digest), "level": self.level,
            "certificate": text(self.certificate), "chain": [text(one) for one in self.chain],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any], document: bytes) -> Prepared:
        """The other way round."""
        raw = base64.b64decode
        start, end = data["hole"]
        return cls(
            document=document, payload=raw(data["payload"]), digest_name=data["digest_name"], hole=(start, end),
            document_digest=raw(data["document_digest"]), level=data["level"], certificate=raw(data["certificate"]),
            chain=tuple(raw(one) for one in data["chain"]),
        )


def prepare(
    pdf: bytes,
    *,
    field: str,
    key: SigningKey,
    certify: bool,
    lock_all: bool,
    level: Level,
    ctx: SigningContext,
    appearance: Appearance,
) -> Prepared:
    """First half of `sign`; `key` is only asked for its certificate. See `sign` for the rest."""

    async def work() -> Prepared:
        async with ctx.open():
            return await prepare_async(
                pdf, field=field, key=key, certify=certify, lock_all=lock_all, level=level, ctx=ctx, appearance=appearance
            )

    return run_to_end(work())


def finish(prepared: Prepared, signature: bytes, *, ctx: SigningContext) -> bytes:
    """Second half: put the signature in, have it time-stamped, and return the signed document.

    `signature` is the raw signature over `payload` (PKCS#1 v1.5, or ECDSA as DER). One that does not
    verify with the certificate is refused.
    """

    async def work() -> bytes:
        async with ctx.open():
            return await finish_async(prepared, signature, ctx=ctx)

    return run_to_end(work())


async def prepare_async(
    pdf: bytes, *, field: str, key: SigningKey, certify: bool, lock_all: bool, level: Level, ctx: SigningContext,
    appearance: Appearance,
) -> Prepared:
    """`prepare` for use inside an event loop that has `ctx.open()`."""
    validation = await ctx.validated(key)
    signer = key.cms_signer()
    digest_name = key.digest
    meta = PdfSignatureMetadata(
        field_name=field, md_algorithm=digest_name, certify=certify, location=ctx.config.location or None,
        subfilter=fields.SigSeedSubFilter.PADES, embed_validation_info=True, use_pades_lta=level == "B-LTA",
        validation_context=ctx.validation_context(key.fingerprint), docmdp_permissions=fields.MDPPerm.FILL_FORMS,
        dss_settings=DSS_SETTINGS,
    )
    style = SignatureStyle(appearance=appearance, font_file=ctx.font_file)
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=True)
        _check_order(writer, field, certify=certify)
        _check_lock(writer, field, lock_all=lock_all)
        session = PdfSigner(meta, signer, timestamper=ctx.timestamper, stamp_style=style).init_signing_session(
            writer, existing_fields_only=True
        )
        session.system_time = appearance.at
        room = await _room(ctx, key, session.estimate_signature_container_size, validation)
        to_sign = session.prepare_tbs_document(validation_info=validation, bytes_reserved=room)
        digest, output = to_sign.digest_tbs_document()
    except (SigningError, PdfError) as error:
        raise SigningRefused(
            _("Documentul nu poate fi semnat în locul „%(field)s”: locul lipsește, este deja semnat sau documentul a "
              "fost modificat.") % {"field": field}, code="cannot_sign",
        ) from error
    except TSA_FAILURES as error:
        raise tsa_down(error) from error
    attributes = await signer.signed_attrs(
        digest.document_digest, digest_name, attr_settings=PdfCMSSignedAttributes(), use_pades=True
    )
    return Prepared(
        document=_whole(output), payload=attributes.dump(), digest_name=digest_name,
        document_digest=digest.document_digest, hole=(digest.reserved_region_start, digest.reserved_region_end),
        level=level, certificate=key.certificate.dump(), chain=tuple(one.dump() for one in key.chain),
    )


async def finish_async(prepared: Prepared, signature: bytes, *, ctx: SigningContext) -> bytes:
    """`finish` for use inside an event loop that has `ctx.open()`."""
    key = _Elsewhere(
        x509.Certificate.load(prepared.certificate), [x509.Certificate.load(one) for one in prepared.chain]
    )
    _check_signature(key.certificate, prepared, signature)
    validation = await ctx.validated(key)
    signer = key.cms_signer(signature)
    output = io.BytesIO(prepared.document)
    digest = PreparedByteRangeDigest(prepared.document_digest, *prepared.hole)
    after = PostSignInstructions(
        validation_info=validation, timestamper=ctx.timestamper if prepared.level == "B-LTA" else None,
        timestamp_md_algorithm=prepared.digest_name, dss_settings=DSS_SETTINGS, embed_roots=False,
    )
    try:
        container = await signer.async_sign_prescribed_attributes(
            prepared.digest_name, cms.CMSAttributes.load(prepared.payload), timestamper=ctx.timestamper
        )
        await PdfTBSDocument.async_finish_signing(
            output, digest, container, post_sign_instr=after, validation_context=ctx.validation_context(TSA)
        )
    except TSA_FAILURES as error:
        raise tsa_down(error) from error
    return output.getvalue()


class _Elsewhere(SigningKey):
    """A key known by its certificate only."""

    async def sign(self, payloads: Any) -> list[bytes]:
        raise KeyUnavailable(_("Cheia se află pe calculatorul semnatarului."))


def certificate_key(certificate: x509.Certificate, chain: tuple[x509.Certificate, ...] = ()) -> SigningKey:
    """What `prepare` wants when the key is on the officer's own computer."""
    return _Elsewhere(certificate, chain)


def _whole(output: IO[bytes]) -> bytes:
    output.seek(0)
    return output.read()


async def _room(ctx: SigningContext, key: SigningKey, estimate: Any, validation: Any) -> int:
    known = (key.fingerprint, key.digest)
    if known not in ctx.reserved:
        ctx.reserved[known] = await estimate(validation)
    return ctx.reserved[known]


def _check_order(writer: IncrementalPdfFileWriter, field: str, *, certify: bool) -> None:
    """The certifying signature is the first one, and only the first one certifies."""
    signed = next(fields.enumerate_sig_fields(writer.prev, filled_status=True), None) is not None
    if certify and signed:
        raise SigningRefused(_("Documentul are deja o semnătură; numai prima semnătură îl poate certifica."), code="order")
    if not certify and not signed:
        raise SigningRefused(
            _("Prima semnătură trebuie să certifice documentul; „%(field)s” semnează după ea.") % {"field": field}, code="order"
        )


def _check_lock(writer: IncrementalPdfFileWriter, field: str, *, lock_all: bool) -> None:
    """The lock is laid with the last field, before the first signature; whoever signs there signs last."""
    empty = {name: ref.get_object() for name, _value, ref in fields.enumerate_sig_fields(writer.prev, filled_status=False)}
    mine = empty.pop(field, None)
    if mine is None:
        return  # pyHanko says what is wrong with the place
    if lock_all and "/Lock" not in mine:
        raise SigningRefused(_("Ultimul loc de semnătură nu blochează câmpurile; refaceți documentul."), code="lock")
    if "/Lock" in mine and empty:
        raise SigningRefused(_("Acest loc este al ultimului semnatar; semnați pe rând."), code="lock")


_HASHES: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256, "sha384": hashes.SHA384, "sha512": hashes.SHA512,
}


def _check_signature(certificate: x509.Certificate, prepared: Prepared, signature: bytes) -> None:
    public = serialization.load_der_public_key(certificate.public_key.dump())
    algorithm = _HASHES[prepared.digest_name]()
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, prepared.payload, padding.PKCS1v15(), algorithm)
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, prepared.payload, ec.ECDSA(algorithm))
        else:
            raise SigningRefused(_("Tipul cheii din certificat nu este acceptat; folosiți RSA sau ECDSA."))
    except InvalidSignature as error:
        raise KeyUnavailable(
            _("Semnătura primită nu se potrivește cu certificatul; nimic nu a fost semnat."), code="signature_mismatch"
        ) from error
