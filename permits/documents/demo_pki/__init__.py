"""A demonstration public key infrastructure on loopback: CA, OCSP, CRL and time stamps.

Why: the demo town must show the whole of PAdES B-LTA without a paid provider. Everything is made at
set-up on the machine itself (keys are never shipped), and every certificate says *DEMO* in its name,
so that nobody takes a demonstration signature for a qualified one.
"""

from .create import DemoPki, create, open_pki

__all__ = ["DemoPki", "create", "open_pki"]
