# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import hashlib
import shutil
import socket
import ssl
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from odoo.tests import BaseCase

from ..tools.mailbox import tls
from .real.certificates import make_certificates

FINGERPRINT = "0123456789abcdef" * 4

# (check, authority, fingerprint, whether a server can be checked so)
CONFIGURATIONS = [
    ("verify", "", "", True),
    ("none", "", "", True),
    ("fingerprint", "", FINGERPRINT, True),
    ("fingerprint", "", FINGERPRINT.upper(), True),
    (
        "fingerprint",
        "",
        ":".join(FINGERPRINT[i : i + 2] for i in range(0, 64, 2)),
        True,
    ),
    ("fingerprint", "", f" {FINGERPRINT[:32]}\n\t{FINGERPRINT[32:]}", True),
    ("fingerprint", "", "", False),
    ("fingerprint", "", FINGERPRINT[2:], False),
    ("fingerprint", "", FINGERPRINT + "00", False),
    ("fingerprint", "", FINGERPRINT[:-1] + "x", False),
    ("authority", "", "", False),
    ("authority", " \n", FINGERPRINT, False),
    ("authority", "no certificate", "", False),
]


class TestTls(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, folder)
        cls.authority = make_certificates(folder)
        cls.server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        cls.server.load_cert_chain(folder / "server.pem", folder / "server.key")
        certificate = ssl.PEM_cert_to_DER_cert((folder / "server.pem").read_text())
        cls.fingerprint = hashlib.sha256(certificate).hexdigest()

    def connect(self, check, host="localhost"):
        """Return a connection to a server with a certificate for ``localhost``."""
        ours, theirs = socket.socketpair()
        self.addCleanup(ours.close)
        thread = threading.Thread(target=self.answer, args=[theirs], daemon=True)
        thread.start()
        context = tls.context_of(check, self.authority)
        connection = context.wrap_socket(ours, server_hostname=host)
        self.addCleanup(connection.close)
        return connection

    def answer(self, sock):
        """Be the server, until the other side is gone."""
        with suppress(OSError), self.server.wrap_socket(sock, server_side=True) as it:
            it.recv(1)

    def test_whom_to_believe(self):
        for check, host, is_believed in (
            ("verify", "localhost", False),  # nobody knows its authority
            ("authority", "localhost", True),
            ("authority", "mail.example", False),
            ("fingerprint", "mail.example", True),  # it is looked at afterwards
            ("none", "mail.example", True),
        ):
            with self.subTest(check=check, host=host):
                if is_believed:
                    self.assertIn("TLSv1.", tls.describe(self.connect(check, host)))
                else:
                    with self.assertRaises(ssl.SSLCertVerificationError):
                        self.connect(check, host)

    def test_an_authority_of_our_own_is_the_only_one(self):
        self.assertEqual(
            len(tls.context_of("authority", self.authority).get_ca_certs()), 1
        )

    def test_fingerprints(self):
        connection = self.connect("fingerprint")
        self.assertEqual(tls.fingerprint_of(connection), self.fingerprint)
        for text in (self.fingerprint, f" {self.fingerprint.upper()}\n"):
            tls.check_fingerprint(connection, text)
        with self.assertRaisesRegex(ssl.SSLError, self.fingerprint):
            tls.check_fingerprint(connection, FINGERPRINT)

    def test_what_is_told_of_a_connection(self):
        ours, theirs = socket.socketpair()
        with ours, theirs:
            self.assertIsNone(tls.describe(ours))
        connection = self.connect("none")
        cipher = connection.cipher()[0]
        self.assertEqual(tls.describe(connection), f"{connection.version()}, {cipher}")

    def test_configurations(self):
        tls.validate("authority", self.authority, "")
        for check, authority, fingerprint, is_possible in CONFIGURATIONS:
            with self.subTest(check=check, authority=authority, print=fingerprint):
                if is_possible:
                    tls.validate(check, authority, fingerprint)
                else:
                    with self.assertRaises(ValueError):
                        tls.validate(check, authority, fingerprint)

    def test_checks(self):
        self.assertEqual(
            [check for check, _label in tls.CHECKS],
            ["verify", "authority", "fingerprint", "none"],
        )
