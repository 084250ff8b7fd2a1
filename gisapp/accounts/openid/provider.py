"""allauth's OpenID Connect with a nonce, a proof key for the code, and the strict reading of the token."""
from __future__ import annotations

import secrets
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse

from gisapp.accounts.openid.token import read_token


class StrictAdapter(OpenIDConnectOAuth2Adapter):
    """Checks the token against the journey that it ends; `nonce` is set by the callback."""

    nonce = ""

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> Any:
        """Return the sign-in of the person whom both the token and the issuer's answer name."""
        given = kwargs["response"].get("id_token")
        if not given:
            raise OAuth2Error("the issuer sent no identity token")
        with get_adapter().get_requests_session() as session:
            keys = session.get(self.openid_config["jwks_uri"])
            keys.raise_for_status()
        claims = read_token(
            given, keys=keys.json(), issuer=self.openid_config["issuer"], client_id=app.client_id, nonce=self.nonce, strengths=app.settings.get("acr_values", ()),
        )
        data: dict[str, Any] = {"id_token": claims}
        if app.settings.get("fetch_userinfo", True):
            data["userinfo"] = self._fetch_user_info(token.token)
            if data["userinfo"].get("sub") != claims["sub"]:
                raise OAuth2Error("the issuer describes another person than its token")
        return self.get_provider().sociallogin_from_response(request, data)


class StrictProvider(OpenIDConnectProvider):
    """The provider `openid_connect` of this house."""

    oauth2_adapter_class = StrictAdapter
    pkce_enabled_default = True

    def redirect(self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any) -> HttpResponse:
        """Send the person to the issuer with a nonce that only this session knows."""
        nonce = secrets.token_urlsafe(24)
        strengths = self.app.settings.get("acr_values", ())
        kwargs["auth_params"] = {**self.get_auth_params(), **({"acr_values": " ".join(strengths)} if strengths else {}), "nonce": nonce}
        answer: HttpResponse = super().redirect(request, process, next_url, data, nonce=nonce, **kwargs)
        return answer


provider_classes = [StrictProvider]
