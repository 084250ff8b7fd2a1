"""The only way out to the vendors: fixed hosts, no redirects, no private addresses, and no secret in any error."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests_hardened import Config, Manager

from chatbot.channels.contract import Account, Call, RemoteFile

_MOST = 10 * 1024 * 1024
# Where Meta keeps files; an address from a delivery is followed only there.
_META_FILES = (".fbcdn.net", ".fbsbx.com")


class Unreachable(Exception):
    """No answer. The message names the kind of failure only: an address holds Telegram's token."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a vendor answered."""

    status: int
    body: dict[str, Any]
    retry_after: int = 0

    @property
    def ok(self) -> bool:
        """Whether it was taken."""
        return 200 <= self.status < 300 and self.body.get("ok", True) is True

    @property
    def code(self) -> int:
        """The vendor's own error code, else the status."""
        error = self.body.get("error")
        code = error.get("code") if isinstance(error, dict) else self.body.get("error_code")
        return code if isinstance(code, int) else self.status

    @property
    def message_id(self) -> str:
        """The vendor's id of the message that was sent."""
        result = self.body.get("result")
        if isinstance(result, dict) and "message_id" in result:
            return str(result["message_id"])
        messages = self.body.get("messages")
        if isinstance(messages, list) and messages and isinstance(messages[0], dict):
            return str(messages[0].get("id", ""))
        return str(self.body.get("message_id", ""))


def post(account: Account, call: Call) -> Answer:
    """Make one call. Raises Unreachable when there is no answer."""
    url, headers = _address(account, call.name)
    try:
        response = _session().post(url, json=call.body, headers=headers)
        body = response.json() if response.content[:1] == b"{" else {}
    except (requests.RequestException, ValueError) as error:
        raise Unreachable(type(error).__name__) from None
    after = body.get("parameters", {}).get("retry_after") if isinstance(body.get("parameters"), dict) else response.headers.get("Retry-After")
    return Answer(response.status_code, body, int(after) if str(after or "").isdigit() else 0)


def fetch(account: Account, file: RemoteFile) -> bytes:
    """Fetch a file that came with a message, at most 10 MB. Raises Unreachable."""
    url, headers = _file_address(account, file)
    try:
        with _session().get(url, headers=headers, stream=True) as response:
            if response.status_code != 200:
                raise Unreachable(f"status {response.status_code}")
            return _taken(response.iter_content(65536))
    except requests.RequestException as error:
        raise Unreachable(type(error).__name__) from None


def _taken(chunks: Iterable[bytes]) -> bytes:
    content = b""
    for chunk in chunks:
        content += chunk
        if len(content) > _MOST:
            raise Unreachable("too large")
    return content


def _address(account: Account, name: str) -> tuple[str, dict[str, str]]:
    bases = settings.CHAT_API_BASES
    if account.channel == "telegram":
        return f"{bases['telegram']}/bot{account.secret('token')}/{name}", {}
    return f"{bases['graph']}/{account.id}/{name}", {"Authorization": f"Bearer {account.secret('token')}"}


def _file_address(account: Account, file: RemoteFile) -> tuple[str, dict[str, str]]:
    bases = settings.CHAT_API_BASES
    token = account.secret("token")
    if account.channel == "telegram":
        answer = post(account, Call("getFile", {"file_id": file.ref}))
        found = answer.body.get("result")
        path = str(found.get("file_path", "")) if isinstance(found, dict) else ""
        if not answer.ok or not path or ".." in path:
            raise Unreachable("no such file")
        return f"{bases['telegram']}/file/bot{token}/{path}", {}
    headers = {"Authorization": f"Bearer {token}"} if account.channel == "whatsapp" else {}
    url = file.ref
    if account.channel == "whatsapp":
        if not file.ref.isdigit():
            raise Unreachable("no such file")
        try:
            described = _session().get(f"{bases['graph']}/{file.ref}", headers=headers)
            url = str(described.json().get("url", ""))
        except (requests.RequestException, ValueError, AttributeError) as error:
            raise Unreachable(type(error).__name__) from None
    there = urlsplit(url)
    ours = urlsplit(bases["graph"])
    if not (there.scheme == "https" and (there.hostname or "").endswith(_META_FILES)) and (there.scheme, there.netloc) != (ours.scheme, ours.netloc):
        raise Unreachable("a file outside Meta's hosts")
    return url, headers


def _session() -> requests.Session:
    # Loopback only where the settings themselves name it: tests stand in for the vendors there.
    config = Config(ip_filter_enable=True, ip_filter_allow_loopback_ips=_is_loopback(), never_redirect=True, default_timeout=(3.0, 10.0), user_agent_override="gisapp-chat")
    session: requests.Session = Manager(config).get_session()
    session.trust_env = False
    return session


def _is_loopback() -> bool:
    hosts = [urlsplit(base).hostname or "" for base in settings.CHAT_API_BASES.values()]
    try:
        return all(ipaddress.ip_address(host).is_loopback for host in hosts)
    except ValueError:
        return False
