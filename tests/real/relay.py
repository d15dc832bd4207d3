# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""A mail server between several databases: what one sends, another one gets."""

import urllib.parse
import urllib.request

from aiosmtpd.controller import Controller


class Relay:
    """Takes mail by SMTP, and hands it to the database of the recipient's domain."""

    def __init__(self, port):
        self.sent = []
        self._gateways = {}
        self._controller = Controller(self, hostname="127.0.0.1", port=port)
        self.start, self.stop = self._controller.start, self._controller.stop

    def connect(self, domain, odoo, key):
        """Deliver mail for a domain to an Odoo that admits this key."""
        self._gateways[domain] = odoo, key

    def deliver(self, sender, recipient, raw):
        """Hand a message over, as a mail server does.

        :param str sender: envelope sender, ``<>`` for the null return-path.
        """
        odoo, key = self._gateways[recipient.rpartition("@")[2]]
        query = urllib.parse.urlencode({"sender": sender, "recipient": recipient})
        request = urllib.request.Request(
            f"{odoo.url}/mail_inbound/accept?{query}",
            data=raw,
            headers={
                "Authorization": f"Bearer {key}",
                "X-Odoo-Database": odoo.database,
                "Content-Type": "message/rfc822",
            },
        )
        urllib.request.urlopen(request, timeout=60).close()

    async def handle_DATA(self, server, session, envelope):
        """Note a message and deliver it; called by aiosmtpd."""
        sender = envelope.mail_from or "<>"
        for recipient in envelope.rcpt_tos:
            self.sent.append((sender, recipient))
            await server.loop.run_in_executor(
                None, self.deliver, sender, recipient, envelope.content
            )
        return "250 2.0.0 Accepted"
