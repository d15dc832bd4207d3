# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.attempt import Attempt
from ..tools.channels import CHANNELS, SELECTION
from ..tools.errors import InboundError
from ..tools.message.envelope import Envelope
from ..tools.simulation import compose, split_recipients


class MailInboundSimulation(models.TransientModel):
    """A message that somebody asks about: where would it go, and why?"""

    _name = "mail.inbound.simulation"
    _description = "Routing Simulation"
    _inherit = ["mail.inbound.simulation.result"]

    channel = fields.Selection(SELECTION, required=True, default="http")
    knows_envelope = fields.Boolean(compute="_compute_knows_envelope")
    sender = fields.Char(
        "Envelope Sender",
        help="Whom the mail server names as sender; <> is the null return-path.",
    )
    recipients = fields.Text(
        "Envelope Recipients",
        help="Whom the mail server names as recipients. A mailbox does not know them.",
    )
    company_id = fields.Many2one(
        "res.company", help="Company of the gateway or mailbox, if it has one."
    )
    fallback_model_id = fields.Many2one(
        "ir.model",
        "Fallback Model",
        domain=[("is_mail_thread", "=", True)],
        ondelete="cascade",
        help="What the mailbox creates of messages that nothing else takes.",
    )
    content = fields.Selection(
        [("typed", "Type it"), ("pasted", "Paste it"), ("uploaded", "Upload a file")],
        "Message",
        required=True,
        default="typed",
    )
    header_from = fields.Char("From", help="Empty: the envelope sender.")
    header_to = fields.Char("To", help="Empty: the envelope recipients.")
    header_cc = fields.Char("Cc")
    subject = fields.Char()
    body = fields.Text()
    source = fields.Text(help="Headers and body, as the mail server hands them over.")
    file = fields.Binary("File (.eml)", attachment=False)
    file_name = fields.Char()

    @api.depends("channel")
    def _compute_knows_envelope(self):
        for simulation in self:
            channel = CHANNELS.get(simulation.channel)
            simulation.knows_envelope = bool(channel) and channel.knows_envelope

    @api.depends("inbound_id.subject")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for simulation in self:
            name = self.env._("Routing Simulator")
            if simulation.inbound_id:
                name = self.env._("Replay: %s", simulation.inbound_id.display_name)
            simulation.display_name = name

    def action_simulate(self):
        """Decide where the message would go; the form shows it.

        :raises UserError: there is no message to decide about.
        """
        self.ensure_one()
        if self.inbound_id:
            self._replay()
        else:
            self._simulate()

    def _simulate(self):
        """Decide about the message that was typed, pasted or uploaded."""
        inbox_sudo = self.env["mail.inbound.message"].sudo()
        envelope, raw = self._envelope(), self._raw()
        attempt = Attempt(
            channel=self.channel,
            envelope=envelope,
            settings=inbox_sudo._settings(),
            can_refuse=CHANNELS[self.channel].hears_verdict,
        )
        try:
            inbox_sudo._prepare_values(raw, envelope, self.channel, None, {})
        except InboundError as error:
            return self._keep_refusal(error)
        model = self.fallback_model_id.sudo().model
        self.env["mail.inbound.simulator"]._simulate(
            attempt, raw, {"model": model}, self.company_id
        )
        return self._keep(attempt)

    def _replay(self):
        """Decide about a stored message again, by the settings of today."""
        self.inbound_id.check_access("read")
        inbound_sudo = self.inbound_id.sudo()
        raw = inbound_sudo._raw()
        if not raw:
            raise UserError(
                self.env._("The content of this message was removed after its time.")
            )
        attempt = inbound_sudo._new_attempt(
            can_refuse=CHANNELS[inbound_sudo.channel].hears_verdict
        )
        attempt.forced_route = {}  # what an operator chose once is no setting
        self.env["mail.inbound.simulator"]._simulate(
            attempt, raw, inbound_sudo.fallback, inbound_sudo.company_id
        )
        self._keep(attempt)

    def _envelope(self):
        """Return the envelope, empty on a channel that has none."""
        if not self.knows_envelope:
            return Envelope()
        return Envelope.of(self.sender, split_recipients(self.recipients))

    def _raw(self):
        """Return the bytes of the message.

        :raises UserError: there are none.
        """
        if self.content == "pasted":
            raw = (self.source or "").lstrip().encode()
        elif self.content == "uploaded":
            raw = base64.b64decode(self.with_context(bin_size=False).file or b"")
        else:
            raw = self._compose()
        if not raw:
            raise UserError(self.env._("There is no message yet: paste or upload one."))
        return raw

    def _compose(self):
        """Return the bytes of a message made of the fields.

        :raises UserError: nobody wrote it.
        """
        sender = "" if self.sender == "<>" else self.sender
        if not (self.header_from or sender):
            raise UserError(self.env._("Say who the message is from."))
        recipients = split_recipients(self.recipients)
        return compose(
            {
                "From": self.header_from or sender,
                "To": self.header_to or ", ".join(recipients),
                "Cc": self.header_cc,
                "Subject": self.subject,
            },
            self.body,
        )
