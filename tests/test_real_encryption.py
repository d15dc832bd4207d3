# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import xmlrpc.client

from odoo.tests import tagged

from .real.mailbox_case import RealMailboxCase


@tagged("-standard", "real", "post_install", "-at_install")
class TestRealEncryption(RealMailboxCase):
    """Whom Odoo believes to be the mail server."""

    def try_server(self, kind, **values):
        """Return what was seen of a server, or the error when it is not believed."""
        try:
            server = self.add_server(kind, **values)
        except xmlrpc.client.Fault as fault:
            return fault.faultString
        return self.values(server, "connection_report")

    def test_certificates(self):
        """Both ways of encryption, by IMAP and POP, with every way to check it."""
        for kind in ("imap", "pop"):
            for encryption in (
                {"is_ssl": True, "port": self.dovecot.ports[f"{kind}s"]},
                {"is_starttls": True},
            ):
                with self.subTest(kind=kind, encryption=encryption):
                    self.check_certificates(kind, encryption)

    def check_certificates(self, kind, encryption):
        """Check all ways for one protocol and one kind of encryption."""
        seen = self.try_server(kind, **encryption)
        self.assertIn("CERTIFICATE_VERIFY_FAILED", seen)
        seen = self.try_server(
            kind,
            tls_check="authority",
            tls_authority=self.dovecot.authority,
            **encryption,
        )
        self.assertIn("TLSv1.3", seen)
        fingerprint = seen.split("Fingerprint: ")[1].split("\n")[0]
        for text in (fingerprint, ":".join(fingerprint.upper())):
            seen = self.try_server(
                kind, tls_check="fingerprint", tls_fingerprint=text, **encryption
            )
            self.assertIn(fingerprint, seen)
        seen = self.try_server(
            kind, tls_check="fingerprint", tls_fingerprint="ab" * 32, **encryption
        )
        self.assertIn("another fingerprint", seen)

    def test_report_of_a_mailbox_in_the_clear(self):
        self.deliver("To be counted")
        seen = self.try_server("imap")
        self.assertIn("Not encrypted", seen)
        self.assertIn("INBOX: 1 messages", seen)
        self.assertIn("IDLE", seen)
        self.assertIn("Messages: 1", self.try_server("pop"))
