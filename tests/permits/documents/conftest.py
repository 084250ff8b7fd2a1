"""A demonstration PKI for signing tests: made once per worker, served on loopback from a thread."""

import datetime as dt
import socket
import threading
from collections.abc import Callable, Iterator

import pytest
import typst

from permits.documents.demo_pki import DemoPki, create
from permits.documents.demo_pki.serve import make_pki_server
from permits.documents.fonts import font_folder
from permits.documents.keys import SigningKey, load_key
from permits.documents.signing import Appearance, SigningConfig, SigningContext, add_signature_fields, sign
from permits.documents.slots import Slot

from .verapdf.judge import Judge

PEOPLE = {"dan": "Dan Ungureanu", "sanda": "Sanda Pop", "gheorghe": "Gheorghe Munteanu", "horia": "Horia Străinul"}
ROLES = {"dan": "Arhitect-șef", "sanda": "Secretar general", "gheorghe": "Primar", "horia": "Constructor"}
SIGNED_AT = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
CODE = "K7QW-2M9X-TR4H-8ZPD"
SLOTS = (
    Slot("signature_chief_architect", 0, 57, 60, 210, 130, "Semnătura arhitectului-șef: Dan Ungureanu", "chief_architect"),
    Slot("signature_secretary_general", 0, 215, 60, 375, 130, "Semnătura secretarului general: Sanda Pop", "secretary_general"),
    Slot("signature_mayor", 0, 380, 60, 540, 130, "Semnătura primarului: Gheorghe Munteanu", "mayor"),
)
SIGNING_ORDER = (("dan", SLOTS[0].name), ("sanda", SLOTS[1].name), ("gheorghe", SLOTS[2].name))
_SOURCE = """
#set document(title: "Certificat de urbanism", author: "Primăria")
#set text(lang: "ro", font: "Noto Sans", size: 10pt)
#set page(paper: "a4", margin: 2cm, footer: [Cod de verificare #sys.inputs.code])
= Certificat de urbanism nr. #sys.inputs.number
Text cu diacritice: ășțâî ĂȘȚÂÎ. Regimul juridic, economic și tehnic.
#lorem(120)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def plain_document(number: str = "12/2026", code: str = CODE) -> bytes:
    """A page as `render` makes it: tagged, PDF/A-3a and PDF/UA-1."""
    return typst.compile(
        _SOURCE.encode(), font_paths=[str(font_folder())], ignore_system_fonts=True, format="pdf",
        sys_inputs={"number": number, "code": code}, pdf_standards=["a-3a", "ua-1"],
    )


def serve_pki(pki: DemoPki) -> Callable[[], None]:
    """Serve until the returned function is called."""
    server = make_pki_server(pki)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return stop


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoPki]:
    """Dan, Sanda, Gheorghe and Horia have keys here; OCSP, CRL and time stamps answer."""
    made = create(tmp_path_factory.mktemp("pki"), f"http://127.0.0.1:{free_port()}", PEOPLE)
    stop = serve_pki(made)
    yield made
    stop()


@pytest.fixture(scope="session")
def people_keys(pki: DemoPki) -> dict[str, SigningKey]:
    return {label: load_key(pki.key_config(label)) for label in pki.people}


@pytest.fixture
def signing_context(pki: DemoPki) -> SigningContext:
    return SigningContext(SigningConfig.from_dict(pki.signing_config()))


def appearance_of(label: str) -> Appearance:
    return Appearance(PEOPLE[label], ROLES[label], SIGNED_AT, demo=True)


def sign_all(pdf: bytes, keys: dict[str, SigningKey], ctx: SigningContext) -> list[bytes]:
    """Dan certifies, Sanda signs, Gheorghe locks: the document after each of them."""
    stages = []
    for place, (label, field) in enumerate(SIGNING_ORDER):
        last = place == len(SIGNING_ORDER) - 1
        pdf = sign(
            pdf, field=field, key=keys[label], certify=place == 0, lock_all=last, level="B-LTA" if last else "B-LT",
            ctx=ctx, appearance=appearance_of(label),
        )
        stages.append(pdf)
    return stages


@pytest.fixture(scope="session")
def signed_stages(pki: DemoPki, people_keys: dict[str, SigningKey]) -> list[bytes]:
    """One certificate after the first, second and third signature. Made once: it does not change."""
    ctx = SigningContext(SigningConfig.from_dict(pki.signing_config()))
    return sign_all(add_signature_fields(plain_document(), SLOTS, code=CODE), people_keys, ctx)


@pytest.fixture(scope="session")
def signed_document(signed_stages: list[bytes]) -> bytes:
    return signed_stages[-1]


@pytest.fixture(scope="session")
def verapdf() -> Iterator[Judge]:
    """veraPDF, started once for all tests of a worker."""
    with Judge() as judge:
        yield judge
