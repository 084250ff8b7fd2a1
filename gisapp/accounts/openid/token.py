"""What an identity token must say before anybody is let in by it."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

# Never "none", and never a secret shared with the issuer: whoever knows the public key could sign with it.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
# Clocks of two machines differ; a minute is what issuers document.
LEEWAY_S = 60
NEEDED = ("iss", "aud", "sub", "exp", "iat", "nonce")


def read_token(token: str, *, keys: Mapping[str, Any], issuer: str, client_id: str, nonce: str, strengths: Iterable[str] = ()) -> dict[str, Any]:
    """Return the claims of an identity token, or raise OAuth2Error.

    `keys` is the issuer's key set (RFC 7517), `nonce` what was sent with this very journey, `strengths` the values of `acr` that are
    strong enough; empty means any (OpenID Connect Core 1.0, 2 and 3.1.3.7).
    """
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise OAuth2Error("the identity token is signed in a way that is not accepted")
        claims: dict[str, Any] = jwt.decode(
            token, key=_key(keys, header), algorithms=[header["alg"]], issuer=issuer, audience=client_id, leeway=LEEWAY_S, options={"require": list(NEEDED)},
        )
    except jwt.PyJWTError as refused:
        raise OAuth2Error("the identity token is not valid") from refused
    if not nonce or claims["nonce"] != nonce:
        raise OAuth2Error("the identity token belongs to another sign-in")
    if not str(claims["sub"]).strip():
        raise OAuth2Error("the identity token names nobody")
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else client_id) != client_id:
        raise OAuth2Error("the identity token was made for another program")
    accepted = set(strengths)
    if accepted and claims.get("acr") not in accepted:
        raise OAuth2Error("the sign-in was not strong enough")
    return claims


def _key(keys: Mapping[str, Any], header: Mapping[str, Any]) -> jwt.PyJWK:
    """The one key that may have signed: by its name, or the only one where the token names none."""
    known = [one for one in jwt.PyJWKSet.from_dict(dict(keys)).keys if one.public_key_use in (None, "sig")]
    named = [one for one in known if one.key_id == header.get("kid")] if "kid" in header else known
    if len(named) != 1:
        raise OAuth2Error("the identity token is signed by an unknown key")
    return named[0]
