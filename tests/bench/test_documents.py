"""A certificate with its map extract and three signatures (B-LT, B-LT, B-LTA) beside the bare parts in the same run.

The floor is Typst and pyHanko tuned as in the chosen recipe (cached keys, given sizes, shared validation
data and time-stamping client), with nothing of ours around: no map drawn, no tagged fields, no picture of
the signature, no check of the signature or of the time stamp. OCSP and time stamps come from a process of
their own, as in an open house.
"""

import asyncio
import dataclasses
import io
import itertools
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, PdfSignatureMetadata, PdfSigner, SigDSSPlacementPreference
from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.fetchers.aiohttp_fetchers.util import LazySession
from pyhanko_certvalidator.registry import SimpleCertificateStore

from permits.documents.demo_pki import DemoPki, create
from permits.documents.keys import load_key
from permits.documents.keys.base import read_certificate
from permits.documents.map_extract.draw import draw
from permits.documents.render import TEMPLATES, document_data, press, render
from permits.documents.signing import Appearance, Order, SigningConfig, SigningContext, add_signature_fields, sign_many
from tests.permits.documents.conftest import PEOPLE, free_port
from tests.permits.documents.land import request
from tests.permits.documents.samples import CERTIFICATE

pytestmark = pytest.mark.bench
ROUNDS = 12
REACH = 1.5
SIGNERS = ("dan", "sanda", "gheorghe")
_SERVE = """
import sys
from pathlib import Path
from permits.documents.demo_pki.create import DemoPki
from permits.documents.demo_pki.serve import make_pki_server
make_pki_server(DemoPki(Path(sys.argv[1]), sys.argv[2])).serve_forever()
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoPki]:
    pki = create(tmp_path_factory.mktemp("pki"), f"http://127.0.0.1:{free_port()}", PEOPLE)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    server = subprocess.Popen([sys.executable, "-c", _SERVE, str(pki.folder), pki.url], env=environment)
    time.sleep(2)
    yield pki
    server.terminate()
    server.wait()


class TunedSigner(SimpleSigner):
    """pyHanko's simple signer with the key parsed once."""

    private: ec.EllipticCurvePrivateKey

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        return self.private.sign(data, ec.ECDSA(hashes.SHA256()))


def tuned_signer(pki: DemoPki, label: str) -> TunedSigner:
    config = pki.key_config(label)
    data = Path(config["key"]).read_bytes()
    private = serialization.load_pem_private_key(data, None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    der = private.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    store = SimpleCertificateStore()
    store.register_multiple([read_certificate(path) for path in config["chain"]])
    signer = TunedSigner(read_certificate(config["certificate"]), asn1_keys.PrivateKeyInfo.load(der), store, embed_roots=False)
    signer.private = private
    return signer


def floor(pki: DemoPki, data: str) -> Callable[[], bytes]:
    """Typst and pyHanko, nothing else."""
    signers = [tuned_signer(pki, label) for label in SIGNERS]
    root: x509.Certificate = read_certificate(pki.root_certificate)
    settings = DSSContentSettings(include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE)
    source = TEMPLATES[CERTIFICATE.template].source
    session = LazySession()
    stamper = HTTPTimeStamper(pki.tsa_url, session=session)
    contexts = [ValidationContext(trust_roots=[root], allow_fetching=True, revocation_mode="require") for _ in signers]

    async def sign(pdf: bytes) -> bytes:
        for place, signer in enumerate(signers):
            last = place == len(signers) - 1
            meta = PdfSignatureMetadata(
                field_name=f"Sig{place}", md_algorithm="sha256", certify=place == 0, subfilter=fields.SigSeedSubFilter.PADES,
                embed_validation_info=True, use_pades_lta=last, validation_context=contexts[place],
                docmdp_permissions=fields.MDPPerm.FILL_FORMS, dss_settings=settings,
            )
            writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
            output = await PdfSigner(meta, signer, timestamper=stamper).async_sign_pdf(writer, bytes_reserved=20_000)
            pdf = output.getvalue()
        await session.close()
        for context in contexts:
            await context.aclose()
        return pdf

    turn = itertools.count()

    def once() -> bytes:
        # Another purpose each time, in both: Typst remembers what did not change.
        fresh = data.replace(CERTIFICATE.purpose, f"{CERTIFICATE.purpose} {next(turn)}")
        made, _slots, _pages = press().pdf(source, fresh, datetime(2026, 11, 24, tzinfo=UTC))
        return asyncio.run(sign(made))

    return once


def ours(pki: DemoPki) -> Callable[[], bytes]:
    """From the land and the fields to the signed document."""
    keys = {label: load_key(pki.key_config(label)) for label in SIGNERS}
    ctx = SigningContext(SigningConfig.from_dict(pki.signing_config()))
    at = datetime(2026, 11, 24, 10, tzinfo=UTC)
    turn = itertools.count()

    def once() -> bytes:
        purpose = f"{CERTIFICATE.purpose} {next(turn)}"
        document = dataclasses.replace(CERTIFICATE, map=draw(request()), purpose=purpose)
        rendered = render(document)
        slots = {slot.role: slot for slot in rendered.slots}
        order = [slots[role] for role in ("chief_architect", "secretary_general", "mayor")]
        pdf = add_signature_fields(rendered.pdf, order, code="BENC-HMAR-KDOC-0001")
        for place, (label, slot) in enumerate(zip(SIGNERS, order, strict=True)):
            last = place == len(order) - 1
            look = Appearance(PEOPLE[label], slot.role, at, demo=True)
            answer = sign_many(
                [Order(pdf, slot.name, place == 0, last, "B-LTA" if last else "B-LT", look)], key=keys[label], ctx=ctx
            )[0]
            assert isinstance(answer, bytes)
            pdf = answer
        return pdf

    return once


def test_a_signed_certificate_with_its_map_against_the_bare_parts(served: DemoPki) -> None:
    logging.disable(logging.INFO)
    data = document_data(dataclasses.replace(CERTIFICATE, map=draw(request())))
    runs = {"floor": floor(served, data), "ours": ours(served)}
    walls: dict[str, list[float]] = {name: [] for name in runs}
    for name in runs:
        runs[name]()
    for _ in range(ROUNDS):
        for name, once in runs.items():
            start = time.perf_counter()
            once()
            walls[name].append(time.perf_counter() - start)
    bare, mine = median(walls["floor"]), median(walls["ours"])
    sys.stdout.write(
        f"\ndocument with map extract, three signatures, B-LTA: ours {mine * 1000:.0f} ms, Typst + pyHanko bare {bare * 1000:.0f} ms, "
        f"ratio {mine / bare:.2f} (reach ≤ {REACH}); {1 / mine:.1f} documents a second and core\n"
    )
    assert mine / bare <= REACH
