# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from ..tools.message.calendar import read_calendar
from ..tools.message.domains import AliasDomain
from ..tools.message.recipients import ENVELOPE


class MailInboundRouterSpecial(models.AbstractModel):
    """The rules about the catchall and bounce addresses of each alias domain."""

    _name = "mail.inbound.router.special"
    _description = "Routing of Catchall and Bounce Addresses"

    @api.model
    def _rule_special_address(self, case):
        """Mail to nothing but the catchall, or to the bounce address, and no reply.

        A provider that asks to confirm a redirection is kept for an operator, with
        its link; what a person writes to the bounce address too.
        """
        addresses = case.addresses_of(ENVELOPE) or case.addresses_of(
            "Delivered-To", "To"
        )
        to_catchall = [it for it in addresses if case.is_catchall(it)]
        written_to = case.addresses_of(ENVELOPE) or case.addresses_of()
        to_bounce = [it for it in written_to if case.is_bounce(it)]
        if case.is_validation and (to_catchall or to_bounce):
            return case.end("special_address", "provider_validation")
        if to_bounce:
            end = case.end("special_address", "bounce_address", recipient=to_bounce[0])
            # where the mail server tells them apart, each recipient gets its own
            is_shared = case.addresses_of(ENVELOPE) and self._aliases_of(case)
            return None if is_shared else end
        is_direct = bool(addresses) and len(to_catchall) == len(addresses)
        is_direct = is_direct and not self._aliases_of(case)
        if self._is_to_catchall(case, is_direct):
            address = (to_catchall or addresses or case.addresses_of() or [""])[0]
            return self._direct_to_catchall(case, address)
        return None

    @api.model
    def _is_to_catchall(self, case, is_it, **context):
        """Whether a message is written to the catchall, unless a module knows better.

        :param bool is_it: what we think.
        """
        thread = case.thread.with_context(**context)
        with case.attempt.answering(is_it):
            return thread._detect_write_to_catchall(case.message_dict)

    @api.model
    def _is_calendar_answer(self, case):
        """Whether it answers an invitation: never returned, an operator knows more."""
        note = read_calendar(case.message)
        return bool(note) and note.is_answer

    @api.model
    def _rule_catchall(self, case):
        """Mail to the catchall among addresses that nobody takes."""
        to_catchall = [it for it in case.addresses_of() if case.is_catchall(it)]
        is_any = {"mail_catchall_write_any_to": True}
        if to_catchall and self._is_to_catchall(case, True, **is_any):
            return self._direct_to_catchall(case, to_catchall[0])
        return None

    @api.model
    def _direct_to_catchall(self, case, address):
        """Do what the alias domain says with mail written to its catchall."""
        domain = case.domains.of(address) or AliasDomain(0, ("",))
        if domain.catchall_policy == "hold" or self._is_calendar_answer(case):
            return case.end(
                "catchall", "catchall_direct", state="held", recipient=address
            )
        alias = self.env["mail.alias"].browse(domain.catchall_alias_id)
        if domain.catchall_policy == "alias" and alias.exists():
            return self._alias_routes(case, "catchall", alias)
        case.end("catchall", "catchall_direct", recipient=address)
        self.env["mail.inbound.notice"]._return(
            case.attempt,
            case.thread,
            case.message_dict,
            "mail.mail_bounce_catchall",
            text="catchall_notice",
            reply_to=case.thread.env.company.email,
        )
        return []
