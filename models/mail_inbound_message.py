# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import json

import psycopg2.errors

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.json import json_default

from ..tools import channels
from ..tools.errors import (
    GatewayClosed,
    MessageTooLarge,
    NoRoute,
    NotAMessage,
    TooManyRecipients,
    text_of,
)
from ..tools.message import content
from ..tools.message.head import is_message
from ..tools.message.parsing import parse
from ..tools.message.sameness import content_digest
from ..tools.reply import ACCEPTED, RECIPIENT_OK, Reply
from ..tools.settings import Settings

ACCEPT_TRIES = 5


class MailInboundMessage(models.Model):
    """A message as it came in, and what became of it.

    * ``received``: stored, waiting for its first attempt;
    * ``delivered``: every route ended in a record, or a report was recorded;
    * ``returned``: refused, and the sender was told;
    * ``discarded``: on purpose not delivered, and nobody was told;
    * ``failed``: an error; tried again at ``next_attempt``;
    * ``held``: needs a person.
    """

    _name = "mail.inbound.message"
    _description = "Inbound Message"
    _inherit = [
        "mail.inbound.processing",
        "mail.inbound.operations",
        "mail.inbound.presentation",
    ]
    _order = "id DESC"
    _rec_name = "subject"

    channel = fields.Selection(channels.SELECTION, required=True, readonly=True)
    gateway_id = fields.Many2one(
        "mail.inbound.gateway",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    fetchmail_server_id = fields.Many2one(
        "fetchmail.server",
        "Incoming Mail Server",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    company_id = fields.Many2one(
        "res.company", readonly=True, ondelete="set null", index="btree_not_null"
    )
    # the envelope
    sender = fields.Char(
        "Envelope Sender",
        readonly=True,
        help="Whom the mail server named as sender; <> is the null return-path.",
    )
    recipients = fields.Text(
        "Envelope Recipients",
        readonly=True,
        help="Whom the mail server named as recipients, one address a line.",
    )
    # the headers that lists show
    header_from = fields.Char("From", readonly=True)
    header_to = fields.Char("To", readonly=True)
    subject = fields.Char(readonly=True)
    message_id = fields.Char("Message-Id", readonly=True, index=True)
    # the content
    raw = fields.Binary(attachment=False, readonly=True, groups=fields.NO_ACCESS)
    is_compressed = fields.Boolean(readonly=True, groups=fields.NO_ACCESS)
    is_purged = fields.Boolean(
        "Content Removed", readonly=True, help="Its time of retention is over."
    )
    size = fields.Integer("Size (bytes)", readonly=True, aggregator="sum")
    digest = fields.Char("SHA-256", readonly=True)
    fingerprint = fields.Char(readonly=True)
    content_digest = fields.Char(
        readonly=True, help="Hash of what it says, once the content is removed."
    )
    fallback = fields.Json(readonly=True, help="Where to go when nothing else fits.")
    is_noticed = fields.Boolean(
        readonly=True, help="Whether operators were told that it is held."
    )

    _fingerprint_uniq = models.UniqueIndex("(fingerprint)")
    # lists: the filters "Needs Attention" and "Today"
    _attention_idx = models.Index("(id DESC) WHERE state IN ('held', 'failed')")
    _create_date_idx = models.Index("(create_date)")
    # mail.inbound.held.notice and mail.inbound.retention
    _notice_idx = models.Index("(id) WHERE state = 'held' AND is_noticed IS NOT TRUE")
    _finished_idx = models.Index("(finished_at) WHERE finished_at IS NOT NULL")
    _content_idx = models.Index(
        "(finished_at) WHERE finished_at IS NOT NULL AND is_purged IS NOT TRUE"
    )

    @api.model_create_multi
    @api.private  # a message enters through `_accept`, never through RPC or import
    def create(self, vals_list):
        return super().create(vals_list)

    # ------------------------------------------------------------
    # The front door
    # ------------------------------------------------------------

    @api.model
    def _accept(self, raw, envelope, channel, fallback=None, is_due=False, **origin):
        """Store a message and commit it: from here on it cannot be lost.

        The same bytes for the same recipients lead to the message that is there
        already, so a mail server may retry as often as it likes.

        :param bytes raw: the message, kept unchanged.
        :param Envelope envelope: what the transport said.
        :param str channel: how it came, one of :data:`channels.CHANNELS`.
        :param dict fallback: arguments of ``message_process`` for this message.
        :param bool is_due: whether the scheduled action may take it at once; else it
            leaves a minute to the channel that processes what it accepts itself.
        :param origin: ``gateway_id`` or ``fetchmail_server_id``, and ``company_id``.
        :return: the stored message, in an environment that can see it.
        :raises MessageTooLarge, NotAMessage, TooManyRecipients: nothing was stored.
        """
        values = self._prepare_values(raw, envelope, channel, fallback, origin)
        for tries_left in reversed(range(ACCEPT_TRIES)):
            try:
                with self.env.registry.cursor() as cr:
                    inbox = self.with_env(self.env(cr=cr))
                    inbound_id = inbox._store(values, is_due)
                break
            except psycopg2.errors.SerializationFailure:
                # a twin was committed after our snapshot: look again in a new one
                if not tries_left:
                    raise
        return self.browse(inbound_id)

    @api.model
    def _prepare_values(self, raw, envelope, channel, fallback, origin):
        """Check the limits and return the column values of a new message.

        :raises GatewayClosed: this database is a neutralized copy.
        """
        if self.env["mail.inbound.gateway"]._is_neutralized():
            raise GatewayClosed
        settings = self._settings()
        if len(raw) > settings.max_size:
            raise MessageTooLarge
        if len(envelope.recipients) > settings.max_recipients:
            raise TooManyRecipients
        if not is_message(raw):
            raise NotAMessage
        headers = content.read_headers(raw)
        digest = content.digest_of(raw)
        stored, is_compressed = content.pack(raw)
        headers["message_id"] = headers["message_id"] or content.made_message_id(digest)
        return {
            **headers,
            **origin,
            "channel": channel,
            "sender": envelope.sender or None,
            "recipients": "\n".join(envelope.recipients) or None,
            "raw": psycopg2.Binary(stored),
            "is_compressed": is_compressed,
            "size": len(raw),
            "digest": digest,
            "fingerprint": content.fingerprint_of(digest, envelope.recipients),
            "fallback": json.dumps(fallback, default=json_default)
            if fallback
            else None,
            "state": "received",
        }

    @api.model
    def _store(self, values, is_due=False):
        """Insert a message unless its twin is there; return the id of either.

        Written in SQL for the unique index to decide, not a search before it.

        :raises psycopg2.errors.SerializationFailure: the twin cannot be seen yet.
        """
        columns = {
            **values,
            "attempt_count": 0,
            "create_uid": self.env.uid,
            "write_uid": self.env.uid,
        }
        rows = self.env.execute_query(
            SQL(
                """SET LOCAL synchronous_commit TO ON;
                   INSERT INTO %s (%s, create_date, write_date, next_attempt)
                   VALUES (%s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC',
                           now() AT TIME ZONE 'UTC' + %s * interval '1 minute')
                   ON CONFLICT (fingerprint) DO NOTHING RETURNING id""",
                SQL.identifier(self._table),
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(SQL("%s", value) for value in columns.values()),
                0 if is_due else 1,
            )
        ) or self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE fingerprint = %s",
                SQL.identifier(self._table),
                values["fingerprint"],
            )
        )
        return rows[0][0]

    def _raw(self):
        """Return the raw bytes of one message, empty once they were purged."""
        self.ensure_one()
        inbound_sudo = self.sudo().with_context(bin_size=False)
        if not inbound_sudo.raw:
            return b""
        return content.unpack(inbound_sudo.raw, inbound_sudo.is_compressed)

    def _content_digest(self):
        """Return the hash of what the message says; empty where that is unknown."""
        self.ensure_one()
        if self.content_digest:
            return self.content_digest
        raw = self._raw()
        return content_digest(parse(raw)) if raw else ""

    def _reply(self):
        """Return what a waiting transport is told of this message.

        :return: :class:`Reply`; anything but an unknown address is accepted, for it is
            safe here.
        """
        self.ensure_one()
        unknown = text_of(self.env, NoRoute())
        refused = {
            delivery.recipient
            for delivery in self.delivery_ids
            if delivery.reason == NoRoute.reason and delivery.state == "returned"
        }
        if self.state == "returned" and self.reason == NoRoute.reason:
            refused.update((self.recipients or "").splitlines())
            status, text = NoRoute.status, unknown
        else:
            status, text = ACCEPTED, self.env._("Accepted.")
        return Reply(
            status,
            text,
            tuple(
                (recipient, NoRoute.status, unknown)
                if recipient in refused
                else (recipient, RECIPIENT_OK, text)
                for recipient in (self.recipients or "").splitlines()
            ),
        )

    @api.model
    def _settings(self):
        """Return the parameters of the addon, parsed."""
        get_param = self.env["ir.config_parameter"].sudo().get_param
        return Settings.of(get_param)
