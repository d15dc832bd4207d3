# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Encrypted connections to mail servers, and whom to believe."""

import hashlib
import hmac
import ssl

CHECKS = [
    ("verify", "Verify the certificate"),
    ("authority", "Verify it with our own authority"),
    ("fingerprint", "Accept this certificate only"),
    ("none", "Do not verify (unsafe)"),
]
"""How the certificate of a mail server is checked."""


def context_of(check, authority=""):
    """Return a TLS context.

    :param str check: a key of :data:`CHECKS`.
    :param str authority: certificates of our own authorities, as PEM text.
    :raises ssl.SSLError: the text has no certificate in it.
    """
    if check == "authority":
        return ssl.create_default_context(cadata=authority)
    context = ssl.create_default_context()
    if check in ("fingerprint", "none"):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def validate(check, authority, fingerprint):
    """Check that a server could be checked as it is configured.

    :raises ValueError: the text is no certificate, or no fingerprint.
    """
    if check == "fingerprint":
        if len(bytes.fromhex(normalized_fingerprint(fingerprint))) != 32:
            raise ValueError(fingerprint)
    elif check == "authority":
        if not authority.strip():
            raise ValueError(authority)
        try:
            context_of(check, authority)
        except ssl.SSLError as error:
            raise ValueError(authority) from error


def check_fingerprint(sock, fingerprint):
    """Compare the certificate of the other side with what is expected.

    :param sock: an encrypted socket.
    :param str fingerprint: SHA-256, hexadecimal; colons, blanks and case are free.
    :raises ssl.SSLCertVerificationError: it is another one.
    """
    found = fingerprint_of(sock)
    if not hmac.compare_digest(found, normalized_fingerprint(fingerprint)):
        raise ssl.SSLCertVerificationError(
            f"The certificate of the server has another fingerprint: {found}"
        )


def fingerprint_of(sock):
    """Return the SHA-256 of the certificate of the other side, hexadecimal."""
    return hashlib.sha256(sock.getpeercert(binary_form=True)).hexdigest()


def normalized_fingerprint(text):
    """Return a fingerprint without colons and blanks, in lower case."""
    return "".join(char for char in text.lower() if char not in ": \t\n")


def describe(sock):
    """Return version and cipher of a connection; None where it is not encrypted."""
    if not isinstance(sock, ssl.SSLSocket):
        return None
    return f"{sock.version()}, {sock.cipher()[0]}"
