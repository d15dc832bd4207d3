# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import xmlrpc.client

from odoo import api, models
from odoo.tools.mail import email_normalize

from ..tools.attempt import attempt_in
from ..tools.message.automatic import AUTO_REPLIED
from ..tools.message.identity import forms_of, read_references


class MailThread(models.AbstractModel):
    """The doors and hooks of Odoo's mail gateway, each handed on to the inbox.

    Odoo gives them a message and a dictionary. The attempt that they belong to travels
    in the context, for there is no other way through Odoo and other modules.
    """

    _inherit = "mail.thread"

    # ------------------------------------------------------------
    # The steps of a message
    # ------------------------------------------------------------

    @api.model
    def message_process(
        self,
        model,
        message,
        custom_values=None,
        save_original=False,
        strip_attachments=False,
        thread_id=None,
    ):
        """Process a message: the door for other modules and remote calls.

        The inbox comes by here only where another module has the same door. A call from
        inside of a delivery is about a message of its own.

        :raises ValueError: no route was found, as in Odoo.
        """
        raw = _as_bytes(message)
        arguments = {
            "model": model,
            "custom_values": custom_values,
            "save_original": save_original,
            "strip_attachments": strip_attachments,
            "thread_id": thread_id,
        }
        attempt = attempt_in(self.env)
        if attempt is None or attempt.is_entered:
            inbox = self.env["mail.inbound.message"]
            return inbox._process_direct_call(self, raw, **arguments)
        return self._inbound_take_steps(attempt, raw, arguments)

    @api.model
    def _inbound_take_steps(self, attempt, raw, arguments):
        """Take the steps of ``message_process`` at one message, for one attempt.

        They are Odoo's own only where a module between asks for them; they end in the
        same hooks.

        :param Attempt attempt: collects what is found out and done.
        :param bytes raw: the message.
        :param dict arguments: the other arguments of ``message_process``.
        :return: what ``message_process`` returns.
        """
        steps = self.env["mail.inbound.steps"]
        thread = self.with_context(**attempt.in_context())
        others = None
        if self.env["mail.inbound.neighbours"]._beneath(self, "message_process"):
            others = super(MailThread, thread).message_process
        with attempt.entered():
            return steps._take(attempt, thread, raw, arguments, others)

    @api.model
    def message_parse(self, message, save_original=False):
        """Let the attempt know its message before anything of it is asked for."""
        attempt, steps = attempt_in(self.env), self.env["mail.inbound.steps"]
        is_begun = attempt and attempt.begins_with(message)
        if is_begun:
            steps._look_at(attempt, message)
        values = super().message_parse(message, save_original=save_original)
        if is_begun:
            attempt.message_dict = dict(values)
            steps._read_origin(attempt)
        return values

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        """Ask the rules of the inbox; modules beneath get what they decided."""
        attempt = attempt_in(self.env, message)
        arguments = (message, message_dict, model, thread_id, custom_values)
        if attempt is None:
            return super().message_route(*arguments)
        others = None
        if self.env["mail.inbound.neighbours"]._beneath(self, "message_route"):
            others = super().message_route
        return self.env["mail.inbound.steps"]._route(attempt, self, others, *arguments)

    @api.model
    def _detect_loop_sender(self, message, message_dict, routes):
        """Count in the ledger of the inbox instead of the target table."""
        attempt = attempt_in(self.env, message)
        if attempt is None:
            return super()._detect_loop_sender(message, message_dict, routes)
        said = self.env["mail.inbound.neighbours"]._opinion(
            attempt,
            self,
            "_detect_loop_sender",
            super()._detect_loop_sender,
            *(message, message_dict, routes),
        )
        if said is None:
            self.env["mail.inbound.loop"]._protect(attempt, self, message_dict, routes)
        return bool(said)

    def _message_parse_post_process(self, message, message_dict, routes):
        """Note that nobody saw a loop."""
        if attempt := attempt_in(self.env, message):
            attempt.waits_for = "_message_route_process" if routes else "message_route"
        return super()._message_parse_post_process(message, message_dict, routes)

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Follow each route on its own, and record what came of it."""
        attempt = attempt_in(self.env, message)
        deliver_one = super()._message_route_process
        if attempt is None or attempt.is_delivering:
            return deliver_one(message, message_dict, routes)
        return self.env["mail.inbound.steps"]._deliver(
            attempt, self, message, message_dict, routes, deliver_one
        )

    # ------------------------------------------------------------
    # Questions: what the inbox found out, unless another module knows better
    # ------------------------------------------------------------

    def _message_parse_extract_bounce(self, email_message, message_dict):
        """Read reports by what they say, not by the address that they came to."""
        attempt = attempt_in(self.env, email_message)
        ask_others = super()._message_parse_extract_bounce
        if attempt is None:
            return ask_others(email_message, message_dict)
        report = self.env["mail.inbound.report"]
        values = report._read(attempt, self, email_message, message_dict)
        said = self.env["mail.inbound.neighbours"]._opinion(
            *(attempt, self, "_message_parse_extract_bounce", ask_others),
            *(email_message, message_dict),
        )
        return {**values, **(said or {})}

    @api.model
    def _detect_is_bounce(self, message, message_dict):
        return self._inbound_answer(
            "_detect_is_bounce", super()._detect_is_bounce, message, message_dict
        )

    @api.model
    def _detect_write_to_catchall(self, msg_dict):
        attempt = attempt_in(self.env)
        if attempt and attempt.answers and attempt.own_answer is None:
            return attempt.answers.are_none(msg_dict)
        return self._inbound_answer(
            "_detect_write_to_catchall", super()._detect_write_to_catchall, msg_dict
        )

    @api.model
    def _detect_loop_headers(self, msg_dict):
        return self._inbound_answer(
            "_detect_loop_headers", super()._detect_loop_headers, msg_dict
        )

    def _get_parent_message(self, msg_dict):
        """Look for every id that a message refers to, however it is written."""
        if parent := super()._get_parent_message(msg_dict):
            return parent
        ids = read_references(msg_dict["references"], msg_dict["in_reply_to"])
        forms = forms_of(reversed(ids))
        found = self.env["mail.message"].search([("message_id", "in", forms)])
        return found.sorted(lambda it: (forms.index(it.message_id), -it.id))[:1] or None

    @api.model
    def _inbound_answer(self, name, ask_others, *args):
        """Answer a question of Odoo's as the inbox does, where it asks.

        :param str name: of the hook.
        :param ask_others: the same hook, beneath this one.
        """
        attempt = attempt_in(self.env)
        if attempt is None or attempt.own_answer is None:
            return ask_others(*args)
        said = self.env["mail.inbound.neighbours"]._opinion(
            attempt, self, name, ask_others, *args
        )
        return attempt.own_answer if said is None else said

    # ------------------------------------------------------------
    # Routes
    # ------------------------------------------------------------

    @api.model
    def _routing_check_route(self, message, message_dict, route, raise_exception=True):
        """Give Odoo's steps the route that the rules chose."""
        attempt = attempt_in(self.env, message)
        if attempt and attempt.answers and attempt.answers.is_asked_for(route):
            return attempt.answers.next_route()
        return super()._routing_check_route(
            message, message_dict, route, raise_exception=raise_exception
        )

    @api.model
    def _routing_reset_bounce(self, email_message, message_dict):
        """Ask one question before Odoo asks one for each model with a counter.

        Odoo's steps come by here before they look for a route: it is the moment to ask
        the rules.
        """
        attempt = attempt_in(self.env, email_message)
        if attempt and attempt.answers:
            return attempt.answers.ask_rules(message_dict)
        sender = email_normalize(message_dict["email_from"])
        if attempt and not self.env["mail.inbound.report"]._has_bounces(sender):
            return None
        return super()._routing_reset_bounce(email_message, message_dict)

    # ------------------------------------------------------------
    # Contacts and followers
    # ------------------------------------------------------------

    def _partner_find_from_emails(
        self,
        records_emails,
        avoid_alias=True,
        ban_emails=None,
        filter_found=None,
        additional_values=None,
        no_create=False,
    ):
        """Answer at once for addresses that no contact has: routing asks often."""
        attempt = attempt_in(self.env)
        if attempt and no_create:
            emails = [email for emails in records_emails.values() for email in emails]
            if not self.env["res.partner"]._inbound_is_known(attempt, emails):
                nobody = self.env["res.partner"]
                return {record.id: nobody for record in records_emails}
        return super()._partner_find_from_emails(
            records_emails,
            avoid_alias=avoid_alias,
            ban_emails=ban_emails,
            filter_found=filter_found,
            additional_values=additional_values,
            no_create=no_create,
        )

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Tell nobody outside of what a program wrote: it must set off no other one.

        The people of our own house are told; of what a responder answers, not by
        e-mail, for they may have responders as well.
        """
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        attempt = attempt_in(self.env)
        if attempt is None or not attempt.origin.is_program:
            return recipients
        own = [it for it in recipients if not it["share"]]
        if attempt.origin.kind == AUTO_REPLIED:
            return [{**it, "notif": "inbox"} for it in own]
        return own

    def _notify_thread_with_out_of_office(
        self, message, recipients_data, msg_vals=False, **kwargs
    ):
        """Send no absence note where no answer may be sent."""
        attempt = attempt_in(self.env)
        if attempt and not attempt.origin.may_be_answered:
            return self.env["mail.message"]
        return super()._notify_thread_with_out_of_office(
            message, recipients_data, msg_vals=msg_vals, **kwargs
        )

    def _message_track_post_template(self, changes):
        """Send no acknowledgement of a record where no answer may be sent."""
        attempt = attempt_in(self.env)
        if attempt and not attempt.origin.may_be_answered:
            return True
        return super()._message_track_post_template(changes)

    # ------------------------------------------------------------
    # Notices to the sender
    # ------------------------------------------------------------

    def _routing_create_bounce_email(
        self, email_from, body_html, message, **mail_values
    ):
        """Answer after the commit, once, and never what must not be answered."""
        send = super(
            MailThread, self.with_context(mail_inbound_after_commit=True)
        )._routing_create_bounce_email
        return self.env["mail.inbound.notice"]._hand_over(
            attempt_in(self.env), send, email_from, body_html, message, mail_values
        )


def _as_bytes(message):
    """Return the raw bytes of what callers hand over as a message."""
    if isinstance(message, xmlrpc.client.Binary):
        return bytes(message.data)
    if isinstance(message, str):
        return message.encode("utf-8")
    return message
