"""Signing keys behind one interface: on a token or HSM, at a remote provider, or a demonstration file.

`load_key(config)` chooses the back end by configuration; nothing else in the house knows which it is,
except that the page says so when `SigningKey.demo` is true.
"""

from .base import KeyUnavailable, SigningKey
from .choose import load_key

__all__ = ["KeyUnavailable", "SigningKey", "load_key"]
