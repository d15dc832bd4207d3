# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import xmlrpc.client
from contextlib import nullcontext

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools.mail import (
    email_normalize,
    generate_tracking_message_id,
    is_html_empty,
)

from ..tools.attempt import CONTEXT_KEY
from ..tools.case import Case
from ..tools.errors import NoRoute
from ..tools.message.automatic import read_origin
from ..tools.message.parsing import parse
from ..tools.message.recipients import addresses_in, find_candidates, local_domains

NO_ROUTE = "No possible route found"
"""How the gateway of Odoo begins the error that says so."""


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

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
        """Process a message: the entry point of other modules and remote calls.

        It replaces the method of Odoo, whose steps it takes one by one: they leave no
        room for a message that is stored first, nor for routes that stand alone.

        :raises ValueError: no route was found, as in Odoo.
        """
        raw = _as_bytes(message)
        attempt = self.env.context.get(CONTEXT_KEY)
        if attempt is None:
            return self.env["mail.inbound.message"]._process_direct_call(
                self,
                raw,
                model=model,
                custom_values=custom_values,
                save_original=save_original,
                strip_attachments=strip_attachments,
                thread_id=thread_id,
            )
        message, message_dict = self._inbound_parse(attempt, raw, save_original)
        if strip_attachments:
            message_dict.pop("attachments", None)
        attempt.message, attempt.message_dict = message, dict(message_dict)
        routes = self._inbound_decide(
            attempt, message, message_dict, model, thread_id, custom_values
        )
        speaker = self.with_company(attempt.company_id or None)
        message_dict.update(
            **speaker._message_parse_post_process(message, message_dict, routes)
        )
        attempt.take_effect()
        return speaker._inbound_deliver(attempt, message, message_dict, routes)

    # ------------------------------------------------------------
    # Decide: nothing here has an effect
    # ------------------------------------------------------------

    @api.model
    def _inbound_parse(self, attempt, raw, save_original=False):
        """Parse a message and find out whom it may be for.

        :return: tuple of the e-mail and its dictionary.
        """
        message = parse(raw)
        attempt.automatic = read_origin(message, attempt.envelope.sender or None)
        attempt.candidates = find_candidates(message, attempt.envelope)
        attempt.local_domains = local_domains(
            attempt.candidates,
            self.env["mail.alias.domain"]._inbound_domains().names,
            attempt.settings.allowed_domains,
        )
        # all at once, the sender too: whoever asks later finds the answer
        self.env["mail.alias"]._inbound_match(
            attempt,
            [it.address for it in attempt.candidates] + addresses_in(message, "From"),
        )
        return message, self.message_parse(message, save_original=save_original)

    def _message_parse_extract_bounce(self, email_message, message_dict):
        """Read reports by what they say, not by the address that they came to."""
        attempt = self.env.context.get(CONTEXT_KEY)
        if attempt is None:
            return super()._message_parse_extract_bounce(email_message, message_dict)
        return self.env["mail.inbound.report"]._read(
            attempt, email_message, message_dict
        )

    @api.model
    def _inbound_decide(
        self, attempt, message, message_dict, model, thread_id, custom_values
    ):
        """Return the routes of a message that the loop protection lets through."""
        routes = self.message_route(
            message, message_dict, model, thread_id, custom_values
        )
        if attempt.forced_route:
            return routes
        if self._detect_loop_sender(message, message_dict, routes):
            attempt.note("loop", "loop_sender")
            attempt.deliver("loop_sender")
            return []
        return self._inbound_without_loops(attempt, message, message_dict, routes)

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        """Ask the rules of the inbox first; the last of them asks the next module."""
        attempt = self.env.context.get(CONTEXT_KEY)
        ask_others = super().message_route
        if attempt is None:
            return ask_others(message, message_dict, model, thread_id, custom_values)
        case = Case(
            self,
            message,
            message_dict,
            attempt,
            self.env["mail.alias.domain"]._inbound_domains(),
            model,
            thread_id,
            custom_values,
        )
        case.ask_others = lambda: _or_no_route(
            ask_others, message, _for_others(case), model, thread_id, custom_values
        )
        return self.env["mail.inbound.router"]._route(case)

    @api.model
    def _detect_loop_sender(self, message, message_dict, routes):
        """Count in the ledger of the inbox instead of the target table."""
        if self.env.context.get(CONTEXT_KEY):
            return False
        return super()._detect_loop_sender(message, message_dict, routes)

    @api.model
    def _inbound_without_loops(self, attempt, message, message_dict, routes):
        """Return the routes without those that would make one record too many.

        Replies are never refused (specification, "Infinite email loops").
        """
        sender = email_normalize(message_dict["email_from"]) or ""
        limits = self.env["mail.inbound.loop"]
        too_many = [
            route
            for route in routes
            if not route[1] and limits._is_reached(attempt, sender, route[4])
        ]
        for route in too_many:
            alias = route[4]
            attempt.deliver(
                "loop_sender",
                sender_normalized=sender,
                alias_id=alias.id if alias else 0,
                recipient=(alias.alias_full_name if alias else "") or "",
            )
        if too_many:
            self._inbound_return(
                message,
                message_dict,
                "mail.message_notification_limit_email",
                text="loop_notice",
            )
        return [route for route in routes if route not in too_many]

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
        attempt = self.env.context.get(CONTEXT_KEY)
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

    @api.model
    def _routing_reset_bounce(self, email_message, message_dict):
        """Ask one question before Odoo asks one for each model with a counter."""
        sender = email_normalize(message_dict["email_from"])
        attempt = self.env.context.get(CONTEXT_KEY)
        if attempt and not self.env["mail.inbound.report"]._has_bounces(sender):
            return
        super()._routing_reset_bounce(email_message, message_dict)

    # ------------------------------------------------------------
    # Deliver
    # ------------------------------------------------------------

    @api.model
    def _inbound_deliver(self, attempt, message, message_dict, routes):
        """Follow each route on its own: an error in one leaves the others alone.

        :return: id of the last record, as ``message_process`` does.
        """
        res_id = False
        for route in routes:
            model, thread_id, _values, _user_id, alias = route
            target = {
                "alias_id": alias.id if alias else 0,
                "recipient": (alias.alias_full_name if alias else "") or "",
                "model": model,
                "sender_normalized": email_normalize(message_dict["email_from"]) or "",
            }
            try:
                # flushing posts tracked changes: only where routes stand side by side
                with self.env.cr.savepoint() if len(routes) > 1 else nullcontext():
                    res_id = self._message_route_process(
                        message, dict(message_dict), [route]
                    )
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except Exception as error:
                attempt.fail(error, **target)
                if len(routes) == 1:
                    raise
                continue
            attempt.deliver(
                attempt.reason_of_route(thread_id),
                res_id=res_id,
                mail_message_id=self._inbound_chatter_message(
                    model, res_id, message_dict["message_id"]
                ),
                **target,
            )
        return res_id

    @api.model
    def _inbound_chatter_message(self, model, res_id, message_id):
        """Return the id of the chatter message that a delivery made."""
        return (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("message_id", "=", message_id),
                    ("model", "=", model),
                    ("res_id", "=", res_id),
                ],
                limit=1,
            )
            .id
        )

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        """Post what a robot wrote quietly: it must set off no other robot."""
        attempt = self.env.context.get(CONTEXT_KEY)
        if attempt and attempt.is_automatic:
            return []
        return super()._notify_thread(message, msg_vals=msg_vals, **kwargs)

    def _message_track_post_template(self, changes):
        """Send a robot no acknowledgement of the record that it made."""
        attempt = self.env.context.get(CONTEXT_KEY)
        if attempt and not attempt.automatic.may_be_answered:
            return True
        return super()._message_track_post_template(changes)

    # ------------------------------------------------------------
    # Notices to the sender
    # ------------------------------------------------------------

    @api.model
    def _inbound_return(self, message, message_dict, template, text="", **mail_values):
        """Send a message back with an explanation, in the language of its sender.

        :param str template: what is said.
        :param str text: name of the field of the alias domain that is said instead,
            where somebody wrote one.
        """
        lang = self.env["mail.inbound.notice"]._language(message_dict)
        thread = self.with_context(lang=lang)
        own_text = thread.env.company.alias_domain_id[text] if text else ""
        body = thread.env["ir.qweb"]._render(
            "mail_inbound.notice_own_text" if not is_html_empty(own_text) else template,
            {
                "message": message_dict,
                "email": message_dict.get("to"),
                "own_text": own_text,
            },
        )
        tag = generate_tracking_message_id("loop-detection-bounce-email")
        thread._routing_create_bounce_email(
            message_dict["email_from"],
            body,
            message,
            references=f"{message_dict['message_id']} {tag}",
            **mail_values,
        )

    def _routing_create_bounce_email(
        self, email_from, body_html, message, **mail_values
    ):
        """Answer after the commit, once, and never what must not be answered.

        Nothing is sent while a message is only looked at, and nothing while a
        delivery fails: the message is tried again, and the sender hears of it when
        that is over.
        """
        attempt = self.env.context.get(CONTEXT_KEY)
        if attempt and attempt.is_delivering:
            return None
        notice = self.env["mail.inbound.notice"]
        send = super(
            MailThread, self.with_context(mail_inbound_after_commit=True)
        )._routing_create_bounce_email
        recipient = notice._recipient(attempt, email_from, message)
        values = {"email_to": recipient, **notice._tag(), **mail_values}
        if attempt is None:
            return send(email_from, body_html, message, **values)
        if why := notice._why_silent(attempt, recipient):
            return attempt.keep_silent(why)
        attempt.tell(email_normalize(recipient))
        attempt.effects.append(lambda: send(email_from, body_html, message, **values))
        return None


def _or_no_route(ask_others, *args):
    """Return the routes that others know.

    :raises NoRoute: they know none.
    """
    try:
        return ask_others(*args)
    except ValueError as error:
        if str(error).startswith(NO_ROUTE):
            raise NoRoute(str(error)) from error
        raise


def _for_others(case):
    """Return the dictionary of a message without the addresses that nobody takes.

    They were judged already, and others would match them by their local part.
    """
    known = [
        address
        for address in case.addresses_of()
        if case.matches[address] or case.domains.is_special(address)
    ]
    return {**case.message_dict, "recipients": ",".join(known)}


def _as_bytes(message):
    """Return the raw bytes of what callers hand over as a message."""
    if isinstance(message, xmlrpc.client.Binary):
        return bytes(message.data)
    if isinstance(message, str):
        return message.encode("utf-8")
    return message
