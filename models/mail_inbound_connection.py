# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import imaplib
import poplib

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.mail.models import fetchmail

from ..tools.errors import text_of
from ..tools.mailbox import tls
from ..tools.mailbox.imap import ImapMailbox
from ..tools.mailbox.pop import PopMailbox
from ..tools.mailbox.values import MailboxError

CONNECT_TIMEOUT = 20
"""Seconds; once connected a server may take longer, as in Odoo."""


class MailInboundConnection(models.AbstractModel):
    """How an incoming mail server is reached, whom to believe, and what it can do."""

    _name = "mail.inbound.connection"
    _description = "Connection to an Incoming Mail Server"

    is_starttls = fields.Boolean(
        "STARTTLS",
        help="Begin in the clear and change to encryption before logging in. "
        "The server must offer it, else nothing is fetched.",
    )
    tls_check = fields.Selection(
        tls.CHECKS,
        "Certificate",
        required=True,
        default="verify",
        help="How to make sure that it is really your mail server that answers, and "
        "nobody who wants your password.",
    )
    tls_authority = fields.Text(
        "Authority", help="Certificate of your own authority, in PEM format."
    )
    tls_fingerprint = fields.Char(
        "Fingerprint", help="SHA-256 of the certificate. Test & Confirm shows it."
    )
    connection_report = fields.Text(
        "What Was Seen", readonly=True, copy=False, help="When it was last tested."
    )

    @api.constrains("tls_check", "tls_authority", "tls_fingerprint")
    def _check_tls(self):
        for server in self:
            try:
                tls.validate(
                    server.tls_check,
                    server.tls_authority or "",
                    server.tls_fingerprint or "",
                )
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "The authority must be a certificate in PEM format, the "
                        "fingerprint 64 hexadecimal digits."
                    )
                ) from error

    def _open_connection(self, kind):
        """Return a connection to the server, encrypted as configured.

        :param str kind: ``imap`` or ``pop``.
        :raises ssl.SSLCertVerificationError: it is not the server that it should be.
        """
        context = tls.context_of(self.tls_check, self.tls_authority or "")
        address = (self.server, int(self.port))
        options = {"timeout": CONNECT_TIMEOUT}
        # Odoo's classes, looked up when needed: its tests put others in their place
        if kind == "imap" and self.is_ssl:
            connection = fetchmail.OdooIMAP4_SSL(
                *address, ssl_context=context, **options
            )
        elif kind == "imap":
            connection = fetchmail.OdooIMAP4(*address, **options)
            if self.is_starttls:
                connection.starttls(ssl_context=context)
        elif self.is_ssl:
            connection = fetchmail.OdooPOP3_SSL(*address, context=context, **options)
        else:
            connection = fetchmail.OdooPOP3(*address, **options)
            if self.is_starttls:
                connection.stls(context=context)
        if self.tls_check == "fingerprint" and (self.is_ssl or self.is_starttls):
            tls.check_fingerprint(connection.sock, self.tls_fingerprint)
        connection.sock.settimeout(fetchmail.MAIL_TIMEOUT)
        return connection

    def _report_connection(self):
        """Connect and note what there is to see: what a person wants to know first."""
        self.ensure_one()
        connection = self._connect__(allow_archived=True)
        if isinstance(connection, imaplib.IMAP4):
            mailbox = ImapMailbox(connection)
            lines = self._describe_imap
        elif isinstance(connection, poplib.POP3):
            mailbox = PopMailbox(connection)
            lines = self._describe_pop
        else:  # of another module: nothing is known about it
            connection.disconnect()
            return
        try:
            self.connection_report = "\n".join(
                [*self._describe_encryption(connection.sock), *lines(mailbox)]
            )
        except (
            MailboxError,
            imaplib.IMAP4.error,
            poplib.error_proto,
            OSError,
        ) as error:
            # it is confirmed nevertheless
            self.connection_report = text_of(self.env, error)
        finally:
            mailbox.close()

    def _describe_encryption(self, sock):
        """Return lines about how the connection is protected."""
        encryption = tls.describe(sock)
        if not encryption:
            return [self.env._("Not encrypted: the password can be read on the way.")]
        return [
            self.env._("Encrypted: %s", encryption),
            self.env._("Certificate: %s", dict(tls.CHECKS)[self.tls_check]),
            self.env._("Fingerprint: %s", tls.fingerprint_of(sock)),
        ]

    def _describe_imap(self, mailbox):
        """Return lines about an IMAP mailbox; note what is there before us."""
        has_idle = self._yes("IDLE" in mailbox.capabilities)
        lines = [
            self.env._("Tells of new mail at once (IDLE): %s", has_idle),
            self.env._("Folders: %s", ", ".join(mailbox.folders())),
        ]
        for folder in self.folder_ids:
            try:
                count = mailbox.select(folder.name).exists
                folder._note_position(mailbox)
                lines.append(
                    self.env._(
                        "%(folder)s: %(count)s messages",
                        folder=folder.name,
                        count=count,
                    )
                )
            except MailboxError as error:
                lines.append(f"{folder.name}: {error}")
        lines.append(
            self.env._("Capabilities: %s", " ".join(sorted(mailbox.capabilities)))
        )
        return lines

    def _describe_pop(self, mailbox):
        """Return lines about a POP mailbox."""
        count = len(mailbox.entries())
        has_uidl = self._yes(mailbox.has_uidl)
        return [
            self.env._("Messages: %s", count),
            self.env._("Tells which messages are new (UIDL): %s", has_uidl),
            self.env._("Capabilities: %s", " ".join(sorted(mailbox.capabilities))),
        ]

    def _yes(self, is_so):
        """Return yes or no, as a word."""
        return self.env._("yes") if is_so else self.env._("no")
