"""Sign-in through another house (ROeID, the company's own) by OpenID Connect, as a setting; with every check of its token.

allauth does the journey; by the letter of the standard it may trust a token that came straight from the issuer over TLS. Here the
signature, nonce, party and strength of the sign-in are checked all the same (OpenID Connect Core 1.0, 3.1.3.7; ASVS 5.0, 6.8.2).
"""
