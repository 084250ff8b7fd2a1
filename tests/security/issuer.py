"""An issuer of identities on loopback that can lie in every way the standard warns of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from gisapp.core import clock
from tests.loopback import Quiet, served

CLIENT = "gisapp"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Issuer:
    """`lie` changes the claims; `key`, `algorithm` and `kid` sign them; `userinfo` is what it says of the person."""

    def __init__(self) -> None:
        self.url, self.nonce, self.lie = "", "", {}
        self.key: Any = KEY
        self.algorithm, self.kid = "RS256", "one"
        self.userinfo: dict[str, Any] = {"sub": "s-1", "email": "maria@example.ro", "email_verified": True, "given_name": "Maria", "family_name": "Popa"}
        self.replayed: str | None = None
        self.asked: list[dict[str, str]] = []

    def token(self) -> str:
        if self.replayed is not None:
            return self.replayed
        now = int(clock.now().timestamp())
        claims = {"iss": self.url, "aud": CLIENT, "sub": "s-1", "iat": now, "exp": now + 300, "nonce": self.nonce, "acr": "high", **self.lie}
        return jwt.encode({name: value for name, value in claims.items() if value is not None}, self.key, algorithm=self.algorithm, headers={"kid": self.kid})

    def answer(self, path: str) -> dict[str, Any]:
        if path.endswith("openid-configuration"):
            names = ("authorization", "token", "userinfo")
            return {"issuer": self.url, "jwks_uri": f"{self.url}/jwks", **{f"{name}_endpoint": f"{self.url}/{name}" for name in names}}
        if path == "/jwks":
            return {"keys": [{**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key())), "kid": "one", "use": "sig", "alg": "RS256"}]}
        if path == "/userinfo":
            return self.userinfo
        return {"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": self.token()}


def public_pem() -> bytes:
    """The public key as a text, with which a careless program can be made to check an HMAC."""
    return KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@contextmanager
def serve() -> Iterator[Issuer]:
    """Serve an issuer until the block ends."""
    issuer = Issuer()

    class Handler(Quiet):
        def do_GET(self) -> None:
            body = json.dumps(issuer.answer(self.path.partition("?")[0])).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

    with served(Handler) as issuer.url:
        yield issuer
