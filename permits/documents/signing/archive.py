"""Extend the life of a B-LTA signature before the certificate of its last time stamp grows old."""

from __future__ import annotations

import io

from django.utils.translation import gettext as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper, TimestampDSSContentSettings
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_timestamp

from permits.documents.keys.loop import run as run_to_end

from .context import TSA, TSA_FAILURES, SigningContext, tsa_down
from .errors import SigningRefused

_DIGEST = "sha256"


def refresh(pdf: bytes, ctx: SigningContext) -> bytes:
    """Return `pdf` with the validation data of its last time stamp and a new time stamp over all of it.

    Refuses a document whose last time stamp does not hold any more: a new one would hide that.
    """

    async def work() -> bytes:
        async with ctx.open():
            return await _refresh(pdf, ctx)

    return run_to_end(work())


async def _refresh(pdf: bytes, ctx: SigningContext) -> bytes:
    status = await ctx.validated(None)
    context = ctx.validation_context(TSA)
    refused = SigningRefused(
        _("Documentul nu poate fi prelungit în arhivă: ultima marcă temporală lipsește sau nu mai este valabilă."),
        code="archive_invalid",
    )
    output = io.BytesIO(pdf)
    try:
        writer = IncrementalPdfFileWriter(output, strict=True)
        stamps = list(writer.prev.embedded_timestamp_signatures)
        if not stamps:
            raise refused
        last = await async_validate_pdf_timestamp(stamps[-1], context)
        if not (last.intact and last.valid and last.trusted):
            raise refused
        paths = list(status.validation_paths)
        if last.validation_path is not None:
            paths.append(last.validation_path)
    except (PdfError, SigningError, SignatureValidationError) as error:
        raise refused from error
    try:
        await PdfTimeStamper(ctx.timestamper).async_timestamp_pdf(
            writer, _DIGEST, context, validation_paths=paths, in_place=True, embed_roots=False,
            dss_settings=TimestampDSSContentSettings(include_vri=False, update_before_ts=True),
        )
    except TSA_FAILURES as error:
        raise tsa_down(error) from error
    return output.getvalue()
