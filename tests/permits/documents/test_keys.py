"""A key may live on a token, at a provider, or in a demonstration file; signing does not care."""

import asyncio
import base64
import datetime as dt
import json
import secrets
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pkcs11
import pytest
from asn1crypto import x509
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from pkcs11.constants import Attribute, ObjectClass

from gisapp.core import clock
from gisapp.core.errors import BadInput, Refused
from permits.documents.demo_pki import DemoPki, create
from permits.documents.keys import KeyUnavailable, SigningKey, load_key
from permits.documents.keys.base import parse_certificate, read_certificate
from permits.documents.signing import Level, Order, SigningConfig, SigningContext, add_signature_fields, sign_many
from permits.documents.verify import InMemoryRegister, TrustStore, verify
from tests.loopback import Quiet, served

from .conftest import SLOTS, appearance_of, free_port, plain_document, serve_pki

SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "648219"


def verifies(key: SigningKey, payload: bytes, signature: bytes) -> bool:
    public = serialization.load_der_public_key(key.certificate.public_key.dump())
    algorithm = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}[key.digest]
    if isinstance(public, rsa.RSAPublicKey):
        public.verify(signature, payload, padding.PKCS1v15(), algorithm)
    else:
        assert isinstance(public, ec.EllipticCurvePublicKey)
        public.verify(signature, payload, ec.ECDSA(algorithm))
    return True


def orders(count: int, level: Level = "B-LTA") -> list[Order]:
    page = add_signature_fields(plain_document(), SLOTS[2:], code="ONEK-EYFO-RALL-0001")
    return [Order(page, SLOTS[2].name, True, True, level, appearance_of("gheorghe")) for _ in range(count)]


def context(pki: DemoPki) -> SigningContext:
    return SigningContext(SigningConfig.from_dict(pki.signing_config()))


def assert_good(pdf: bytes | Refused, pki: DemoPki) -> None:
    assert isinstance(pdf, bytes)
    verdict = verify(pdf, register=InMemoryRegister(), trust=TrustStore.from_files([pki.root_certificate]))
    assert verdict.strict is True
    assert {one.trust for one in verdict.signatures} == {"trusted"}


# --- demonstration file ---------------------------------------------------------------------------


def test_the_demonstration_key_says_that_it_is_one(people_keys: dict[str, SigningKey]) -> None:
    assert people_keys["gheorghe"].demo
    assert people_keys["gheorghe"].holder == "Gheorghe Munteanu (DEMO)"


def test_a_key_that_is_not_the_certificates_is_refused(pki: DemoPki) -> None:
    mixed = {**pki.key_config("gheorghe"), "key": pki.key_config("dan")["key"]}
    with pytest.raises(BadInput):
        load_key(mixed)


@pytest.mark.parametrize("config", [{}, {"backend": "abacus"}, {"backend": "demo_file"}, {"backend": "pkcs11", "module": "x"}])
def test_a_configuration_that_names_no_key_gets_a_sentence(config: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        load_key(config)


@pytest.mark.parametrize(
    "data", [b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", b"0\x03\x02\x01\x00"]
)
def test_a_file_that_is_no_certificate_gets_a_sentence(data: bytes) -> None:
    with pytest.raises(BadInput):
        parse_certificate(data)


def test_making_the_pki_again_keeps_its_keys_and_adds_people(tmp_path: Path) -> None:
    first = create(tmp_path, "http://127.0.0.1:9", {"dan": "Dan Ungureanu"})
    before = {path.name: path.read_bytes() for path in (tmp_path / "keys").iterdir()}
    root = first.root_certificate.read_bytes()
    second = create(tmp_path, "http://127.0.0.1:9", {"sanda": "Sanda Pop"})
    assert second.people == ("dan", "sanda")
    assert all((tmp_path / "keys" / name).read_bytes() == data for name, data in before.items())
    assert second.root_certificate.read_bytes() == root
    assert (tmp_path / "keys" / "dan.pem").stat().st_mode & 0o077 == 0
    with pytest.raises(BadInput):
        create(tmp_path, "http://127.0.0.1:9", {"../evil": "x"})


def test_a_person_added_while_the_pki_is_open_can_sign_at_once(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    stop = serve_pki(create(tmp_path, url, {"dan": "Dan Ungureanu"}))
    try:
        grown = create(tmp_path, url, {"gheorghe": "Gheorghe Munteanu"})
        (signed,) = sign_many(orders(1), key=load_key(grown.key_config("gheorghe")), ctx=context(grown))
        assert isinstance(signed, bytes)
    finally:
        stop()


# --- PKCS#11 --------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def token(tmp_path_factory: pytest.TempPathFactory, pki: DemoPki) -> Iterator[str]:
    """A SoftHSM2 token with an RSA-3072 and a P-256 key, certified by the demonstration authority."""
    if not SOFTHSM.exists():
        pytest.skip("softhsm2 is not installed")
    folder = tmp_path_factory.mktemp("softhsm")
    config = folder / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {folder}\nobjectstore.backend = file\nlog.level = ERROR\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(config))
        subprocess.run(
            ["softhsm2-util", "--init-token", "--free", "--label", "primaria", "--pin", PIN, "--so-pin", "5678"],
            check=True, capture_output=True,
        )
        library = pkcs11.lib(str(SOFTHSM))
        for label, key in (("rsa", rsa.generate_private_key(65537, 3072)), ("ec", ec.generate_private_key(ec.SECP256R1()))):
            certificate = certify(key, f"Gheorghe Munteanu {label}", pki)
            with library.get_token(token_label="primaria").open(user_pin=PIN, rw=True) as session:
                _import(session, key, certificate, label)
        yield "primaria"


def certify(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, name: str, pki: DemoPki) -> bytes:
    """Issue a certificate that certomancer does not know of, with no OCSP: the CRL answers for it."""
    issuer = pyca.load_pem_x509_certificate(pki.issuing_certificate.read_bytes())
    signer = serialization.load_pem_private_key((pki.folder / "keys" / "issuing.pem").read_bytes(), None)
    assert isinstance(signer, rsa.RSAPrivateKey)
    now = clock.now()
    point = pyca.DistributionPoint([pyca.UniformResourceIdentifier(f"{pki.url}/demo/crls/issuing/latest.crl")], None, None, None)
    usage = pyca.KeyUsage(True, True, False, False, False, False, False, False, False)
    built = (
        pyca.CertificateBuilder()
        .subject_name(pyca.Name([pyca.NameAttribute(pyca.NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer.subject).public_key(key.public_key()).serial_number(pyca.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1)).not_valid_after(now + dt.timedelta(days=9))
        .add_extension(usage, critical=True)
        .add_extension(pyca.CRLDistributionPoints([point]), critical=False)
        .add_extension(pyca.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )
    return built.public_bytes(serialization.Encoding.DER)


def _import(session: Any, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, certificate: bytes, label: str) -> None:
    from pkcs11.util.ec import decode_ec_private_key
    from pkcs11.util.rsa import decode_rsa_private_key
    from pkcs11.util.x509 import decode_x509_certificate

    plain = serialization.NoEncryption()
    if isinstance(key, rsa.RSAPrivateKey):
        form = serialization.PrivateFormat.TraditionalOpenSSL
        attributes = decode_rsa_private_key(key.private_bytes(serialization.Encoding.DER, form, plain))
    else:
        form = serialization.PrivateFormat.TraditionalOpenSSL
        attributes = decode_ec_private_key(key.private_bytes(serialization.Encoding.DER, form, plain))
    session.create_object({**attributes, Attribute.TOKEN: True, Attribute.LABEL: label, Attribute.SIGN: True, Attribute.SENSITIVE: True})
    session.create_object({
        **decode_x509_certificate(certificate), Attribute.TOKEN: True, Attribute.LABEL: label, Attribute.CLASS: ObjectClass.CERTIFICATE,
    })


@pytest.mark.parametrize("label", ["rsa", "ec"])
def test_gheorghe_signs_with_a_key_that_never_leaves_its_token(label: str, token: str, pki: DemoPki) -> None:
    key = load_key({
        "backend": "pkcs11", "module": str(SOFTHSM), "token_label": token, "key_label": label, "pin": PIN,
        "chain": [str(pki.issuing_certificate)],
    })
    try:
        assert not key.demo
        (signature,) = asyncio.run(key.sign([b"payload"]))
        assert verifies(key, b"payload", signature)
        first, second = sign_many(orders(2), key=key, ctx=context(pki))
        assert_good(first, pki)
        assert isinstance(second, bytes)
    finally:
        key.close()


def test_a_wrong_pin_and_a_missing_key_get_a_sentence(token: str) -> None:
    base = {"backend": "pkcs11", "module": str(SOFTHSM), "token_label": token, "key_label": "rsa", "pin": PIN}
    for wrong in ({"pin": "0000"}, {"key_label": "nobody"}, {"token_label": "unplugged"}, {"module": "/no/such/library.so"}):
        with pytest.raises(KeyUnavailable):
            load_key({**base, **wrong})


# --- a provider that speaks CSC -------------------------------------------------------------------


class Provider(Quiet):
    """A remote signing service, strict about what it was authorised for (SCAL 2)."""

    key: ClassVar[ec.EllipticCurvePrivateKey]
    chain: ClassVar[list[str]]
    authorisations: ClassVar[dict[str, list[str]]]
    calls: ClassVar[list[str]]
    multisign: ClassVar[int] = 100

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        verb = self.path.removeprefix("/csc/v1/")
        type(self).calls.append(verb)
        if self.headers.get("Authorization") != "Bearer access":
            self._answer(401, {"error": "invalid_token"})
        elif verb == "credentials/info":
            self._answer(200, {
                "cert": {"certificates": self.chain}, "key": {"algo": ["1.2.840.10045.4.3.2"]}, "multisign": self.multisign, "SCAL": "2",
            })
        elif verb == "credentials/authorize" and body.get("PIN") == PIN and body["numSignatures"] == len(body["hash"]) <= self.multisign:
            sad = secrets.token_hex(8)
            type(self).authorisations[sad] = body["hash"]
            self._answer(200, {"SAD": sad, "expiresIn": 60})
        elif verb == "signatures/signHash" and self.authorisations.pop(body["SAD"], None) == body["hash"]:
            sign = utils.Prehashed(hashes.SHA256())
            signatures = [self.key.sign(base64.b64decode(one), ec.ECDSA(sign)) for one in body["hash"]]
            self._answer(200, {"signatures": [base64.b64encode(one).decode() for one in signatures]})
        else:
            self._answer(400, {"error": "invalid_request"})

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def provider(pki: DemoPki) -> Iterator[str]:
    key = serialization.load_pem_private_key((pki.folder / "keys" / "gheorghe.pem").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    Provider.key, Provider.calls, Provider.authorisations, Provider.multisign = key, [], {}, 100
    files = [pki.folder / "certs" / "gheorghe.pem", pki.issuing_certificate]
    Provider.chain = [base64.b64encode(read_certificate(file).dump()).decode() for file in files]
    with served(Provider) as url:
        yield url


def remote(provider: str, pin: str = PIN, asked: list[int] | None = None) -> SigningKey:
    def secret(count: int) -> dict[str, str]:
        if asked is not None:
            asked.append(count)
        return {"PIN": pin}

    config = {"backend": "csc", "service_url": provider, "credential_id": "primar", "access_token": "access", "timeout": 5}
    return load_key(config, secrets=secret)


def test_fifty_documents_at_a_provider_take_one_authorisation(provider: str, pki: DemoPki) -> None:
    asked: list[int] = []
    key = remote(provider, asked=asked)
    answers = sign_many(orders(50, "B-LT"), key=key, ctx=context(pki))
    assert all(isinstance(answer, bytes) for answer in answers)
    assert asked == [50]
    assert Provider.calls == ["credentials/info", "credentials/authorize", "signatures/signHash"]
    assert_good(answers[49], pki)


def test_a_provider_that_allows_ten_at_a_time_is_asked_as_often_as_needed(provider: str, pki: DemoPki) -> None:
    Provider.multisign = 10
    asked: list[int] = []
    answers = sign_many(orders(12, "B-LT"), key=remote(provider, asked=asked), ctx=context(pki))
    assert all(isinstance(answer, bytes) for answer in answers)
    assert asked == [10, 2]


def test_a_refused_authorisation_signs_nothing(provider: str, pki: DemoPki) -> None:
    answers = sign_many(orders(3), key=remote(provider, pin="0000"), ctx=context(pki))
    assert [type(answer) for answer in answers] == [KeyUnavailable] * 3


def test_a_provider_that_is_down_gets_a_sentence() -> None:
    with pytest.raises(KeyUnavailable):
        remote("http://127.0.0.1:9")


def test_the_certificate_of_a_token_is_what_signing_sees(token: str) -> None:
    key = load_key({"backend": "pkcs11", "module": str(SOFTHSM), "token_label": token, "key_label": "ec", "pin": PIN})
    try:
        assert isinstance(key.certificate, x509.Certificate)
        assert key.holder == "Gheorghe Munteanu ec"
    finally:
        key.close()
