# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.errors import InboundError, text_of
from ..tools.message.envelope import Envelope


class MailInboundUpload(models.TransientModel):
    """Messages that come as files: each is accepted, processed and told of."""

    _name = "mail.inbound.upload"
    _description = "Upload of Inbound Messages"

    attachment_ids = fields.Many2many("ir.attachment", string="Files (.eml)")
    inbound_ids = fields.Many2many("mail.inbound.message", string="Messages")
    problems = fields.Text(readonly=True)
    is_done = fields.Boolean(readonly=True)

    def action_upload(self):
        """Take the files, and show what became of them."""
        self.ensure_one()
        self.inbound_ids._check_operator()
        if not self.attachment_ids:
            raise UserError(self.env._("Choose one or more files."))
        accepted, problems = self.inbound_ids.browse(), []
        for attachment in self.attachment_ids:
            try:
                accepted |= self._accept_file(attachment.name, attachment.raw or b"")
            except InboundError as error:
                problems.append(f"{attachment.name}: {text_of(self.env, error)}")
        accepted._process()
        self.attachment_ids.unlink()  # the inbox has them now
        return self._result_action(accepted, problems)

    @api.model
    def _accept_file(self, name, raw):
        """Store one file in the inbox, and note who brought it.

        :param str name: of the file.
        :param bytes raw: its content.
        :return: the message.
        :raises InboundError: it is not acceptable.
        """
        inbound = self.inbound_ids._accept(
            raw, Envelope(), "upload", company_id=self.env.company.id
        )
        with self.env.registry.cursor() as cr:
            inbound_sudo = inbound.with_env(self.env(cr=cr, su=True))
            inbound_sudo._log("upload", file=name)
        return inbound

    @api.model
    def _result_action(self, accepted, problems):
        """Return the dialog that shows what became of the files."""
        with self.env.registry.cursor() as cr:
            # our snapshot is older than the messages
            env = self.env(cr=cr)
            visible = accepted.with_env(env)._filtered_access("read")
            if len(visible) < len(accepted):
                problems.append(env._("Another company has some of these messages."))
            result = self.with_env(env).create(
                {
                    "inbound_ids": [fields.Command.set(visible.ids)],
                    "problems": "\n".join(problems),
                    "is_done": True,
                }
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Uploaded Messages"),
            "res_model": self._name,
            "res_id": result.id,
            "views": [(False, "form")],
            "target": "new",
        }

    @api.autovacuum
    def _gc_lost_files(self):
        """Remove files that were chosen and never taken."""
        yesterday = self.env.cr.now() - timedelta(days=1)
        self.env["ir.attachment"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", 0),
                ("create_date", "<", yesterday),
            ]
        ).unlink()
