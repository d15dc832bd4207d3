# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Another module in the mail gateway, whose hooks a test can fill."""

from odoo import models

HOOKS = (
    "message_process",
    "message_parse",
    "message_route",
    "_detect_loop_sender",
    "_detect_is_bounce",
    "_detect_write_to_catchall",
    "_message_parse_extract_bounce",
    "_routing_check_route",
    "_routing_handle_bounce",
    "_routing_create_bounce_email",
    "_message_route_process",
    "_message_parse_post_process",
    "_mail_find_user_for_gateway",
    "_detect_loop_sender_domain",
)
ACTIONS = {}
"""By module and hook: what the test makes of it.

A function of the record, the hook beneath, and the arguments."""


def fill(definition, module):
    """Give a model of a module every hook."""
    for name in HOOKS:
        setattr(definition, name, _hook(definition, module, name))


def _hook(definition, module, name):
    def hook(self, *args, **kwargs):
        beneath = getattr(super(definition, self), name)
        action = ACTIONS.get((module, name))
        if action is None:
            return beneath(*args, **kwargs)
        return action(self, beneath, *args, **kwargs)

    return hook


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"


fill(MailThread, "before_inbound")


class FetchmailServer(models.Model):
    _inherit = "fetchmail.server"

    def _fetch_mail(self, batch_limit=50) -> Exception | None:
        return super()._fetch_mail(batch_limit)
