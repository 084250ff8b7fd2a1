"""Make the keys, the certomancer configuration and the certificates of the demonstration PKI."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from asn1crypto import pem
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig, PKIArchitecture
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.utils.translation import gettext as _

from gisapp.core import clock
from gisapp.core.errors import BadInput

ARCH = "demo"
_CONFIG = "certomancer.json"
# The certificate authorities are RSA: certomancer signs certificates anew at each start, and only a
# deterministic signature gives the same bytes (and fingerprints) every time.
_CA_KEYS = ("root", "issuing")
_SERVICE_KEYS = ("ocsp-root", "ocsp-issuing", "tsa")


@dataclass(frozen=True)
class DemoPki:
    """Where the demonstration PKI lies and how it is reached."""

    folder: Path
    url: str

    @property
    def config_file(self) -> Path:
        return self.folder / _CONFIG

    @property
    def root_certificate(self) -> Path:
        return self.folder / "certs" / "root.pem"

    @property
    def issuing_certificate(self) -> Path:
        return self.folder / "certs" / "issuing.pem"

    @property
    def tsa_url(self) -> str:
        return f"{self.url}/{ARCH}/tsa/tsa"

    @property
    def people(self) -> tuple[str, ...]:
        """Labels of those who have a signing key here."""
        config = json.loads(self.config_file.read_text(encoding="utf-8"))
        return tuple(config["people"])

    def key_config(self, label: str) -> dict[str, Any]:
        """The configuration that `permits.documents.keys.load_key` wants for this person."""
        return {
            "backend": "demo_file",
            "key": str(self.folder / "keys" / f"{label}.pem"),
            "certificate": str(self.folder / "certs" / f"{label}.pem"),
            "chain": [str(self.issuing_certificate), str(self.root_certificate)],
        }

    def signing_config(self) -> dict[str, Any]:
        """The configuration that `permits.documents.signing.SigningConfig.from_dict` wants."""
        return {"tsa_url": self.tsa_url, "trust_roots": [str(self.root_certificate)]}


def create(folder: Path, url: str, people: Mapping[str, str], *, organisation: str = "Primăria demonstrativă") -> DemoPki:
    """Make the PKI, or complete the one that is there with the people it lacks.

    `people` maps a label (ASCII letters, digits, hyphens: it becomes a file name) to a name to print,
    e.g. ``{"gheorghe": "Gheorghe Munteanu"}``. Running it again loses nothing: existing keys stay, and
    a changed `url` is written into certificates issued from then on (certomancer issues on the fly).
    """
    for label in people:
        if not label.isascii() or not label.replace("-", "").isalnum():
            raise BadInput(
                _("Eticheta „%(label)s” nu poate fi nume de fișier; folosiți litere fără diacritice, cifre și cratimă.")
                % {"label": label}
            )
    for path in (folder, folder / "keys", folder / "certs"):
        path.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    with (folder / "lock").open("w") as lock:  # two workers may add two people at the same time
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _complete(folder, url, people, organisation)


def _complete(folder: Path, url: str, people: Mapping[str, str], organisation: str) -> DemoPki:
    keys, certs = folder / "keys", folder / "certs"
    config_file = folder / _CONFIG
    known: dict[str, str] = {}
    started = clock.now() - timedelta(days=1)
    if config_file.exists():
        before = json.loads(config_file.read_text(encoding="utf-8"))
        known = before["people"]
        valid_from = before["valid_from"]
        if before["organisation"] == organisation and before["url"] == url and people.items() <= known.items():
            return DemoPki(folder, url)
    else:
        valid_from = started.strftime("%Y-%m-%dT%H:%M:%S+0000")
    everyone = {**known, **people}
    for label in (*_CA_KEYS, *_SERVICE_KEYS, *everyone):
        _make_key(keys / f"{label}.pem", rsa_key=label in _CA_KEYS)
    config = _config(url, organisation, everyone, valid_from)
    _write(config_file, json.dumps(config, ensure_ascii=False, indent=1).encode())
    arch = architecture(DemoPki(folder, url))
    for label in (*_CA_KEYS, "tsa", *everyone):
        der = arch.get_cert(CertLabel(label)).dump()
        _write(certs / f"{label}.pem", pem.armor("CERTIFICATE", der))
    return DemoPki(folder, url)


def open_pki(folder: Path) -> DemoPki:
    """The PKI made earlier in this folder."""
    config_file = folder / _CONFIG
    if not config_file.exists():
        raise BadInput(_("PKI demonstrativă nu a fost creată încă; rulați „manage.py run_demo_pki --create”."))
    return DemoPki(folder, json.loads(config_file.read_text(encoding="utf-8"))["url"])


def architecture(pki: DemoPki) -> PKIArchitecture:
    """Load the PKI with its private keys, to serve it."""
    raw = json.loads(pki.config_file.read_text(encoding="utf-8"))
    own = ("people", "valid_from", "organisation", "url")
    config = CertomancerConfig(
        {name: value for name, value in raw.items() if name not in own}, key_search_dir=str(pki.folder)
    )
    return config.get_pki_arch(ArchLabel(ARCH))


def _make_key(path: Path, *, rsa_key: bool) -> None:
    if path.exists():
        return
    key = rsa.generate_private_key(65537, 2048) if rsa_key else ec.generate_private_key(ec.SECP256R1())
    data = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write(path, data)


def _write(path: Path, data: bytes) -> None:
    """Write whole or not at all: the server may be reading."""
    part = path.with_suffix(".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    part.replace(path)


def _config(url: str, organisation: str, people: Mapping[str, str], valid_from: str) -> dict[str, Any]:
    validity = {"valid-from": valid_from, "valid-to": f"{int(valid_from[:4]) + 20}-01-01T00:00:00+0000"}

    def ca(issuer: str, subject: str, crl: str, ocsp: str) -> dict[str, Any]:
        return {
            "issuer": issuer, "subject": subject, "validity": validity,
            "profiles": [{"id": "simple-ca", "params": {"crl-repo": crl, "ocsp-service": ocsp}}],
        }

    def leaf(subject: str, *, issuer: str = "issuing", **more: Any) -> dict[str, Any]:
        return {"issuer": issuer, "subject": subject, "validity": validity, **more}

    entities: dict[str, Any] = {
        "root": {"common-name": "DEMO Autoritate rădăcină"},
        "issuing": {"common-name": "DEMO Autoritate emitentă"},
        "ocsp-root": {"common-name": "DEMO OCSP rădăcină"},
        "ocsp-issuing": {"common-name": "DEMO OCSP"},
        "tsa": {"common-name": "DEMO Marcă temporală"},
    }
    entities |= {label: {"common-name": f"{name} (DEMO)"} for label, name in people.items()}
    certs: dict[str, Any] = {
        "root": ca("root", "root", "root", "root"),
        "issuing": ca("root", "issuing", "issuing", "issuing"),
        "ocsp-root": leaf("ocsp-root", issuer="root", profiles=["ocsp-responder"]),
        "ocsp-issuing": leaf("ocsp-issuing", profiles=["ocsp-responder"]),
        "tsa": leaf("tsa", extensions=[
            {"id": "key_usage", "critical": True,
             "smart-value": {"schema": "key-usage", "params": ["digital_signature"]}},
            {"id": "extended_key_usage", "critical": True, "value": ["time_stamping"]},
        ]),
    }
    certs |= {label: leaf(label, profiles=["digsig-commitment"]) for label in people}
    keys = {label: {"path": f"{label}.pem"} for label in entities}
    schedule = {"simulated-update-schedule": "P30D"}
    return {
        "people": dict(people), "valid_from": valid_from, "organisation": organisation, "url": url,
        "external-url-prefix": url,
        "keysets": {ARCH: {"path-prefix": "keys", "keys": keys}},
        "pki-architectures": {ARCH: {
            "keyset": ARCH,
            "entity-defaults": {"country-name": "RO", "organization-name": organisation},
            "entities": entities,
            "certs": certs,
            "services": {
                "ocsp": {
                    "root": {"for-issuer": "root", "responder-cert": "ocsp-root"},
                    "issuing": {"for-issuer": "issuing", "responder-cert": "ocsp-issuing"},
                },
                "crl-repo": {
                    "root": {"for-issuer": "root", **schedule},
                    "issuing": {"for-issuer": "issuing", **schedule},
                },
                "cert-repo": {"root": {"for-issuer": "root"}, "issuing": {"for-issuer": "issuing"}},
                "time-stamping": {"tsa": {"signing-cert": "tsa", "certs-to-embed": ["issuing"]}},
            },
        }},
    }
