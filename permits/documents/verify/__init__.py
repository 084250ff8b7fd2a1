"""Verification of a PDF against the register of issued documents and by its signatures."""

from .decide import MAX_BYTES, unopened, verify
from .lookup import InMemoryRegister, RegisteredFile, RegisterLookup, document_id, head_sha256
from .trust import TrustStore
from .verdict import Kind, Reason, RegisteredFacts, SignatureFacts, Verdict

__all__ = [
    "MAX_BYTES",
    "InMemoryRegister",
    "Kind",
    "Reason",
    "RegisterLookup",
    "RegisteredFacts",
    "RegisteredFile",
    "SignatureFacts",
    "TrustStore",
    "Verdict",
    "document_id",
    "head_sha256",
    "unopened",
    "verify",
]
