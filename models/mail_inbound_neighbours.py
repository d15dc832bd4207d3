# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from odoo.addons.mail.models.mail_thread import MailThread

OURS = "mail_inbound"
ODOO = "mail"


class MailInboundNeighbours(models.AbstractModel):
    """The other modules that have a say in the mail gateway.

    Python asks those that were loaded after us before it asks us. Those that were
    loaded before stand beneath, where our own answer would hide theirs.
    """

    _name = "mail.inbound.neighbours"
    _description = "Other Modules in the Mail Gateway"

    # ------------------------------------------------------------
    # Who they are
    # ------------------------------------------------------------

    @api.model
    def _modules(self, model, name):
        """Return the modules that define a method of a model, but for Odoo and us.

        :param model: any record of it.
        :param str name: of the method.
        :return: list of technical names, the one that is asked first in front.
        """
        return [it for it in _definers(model, name) if it not in (OURS, ODOO)]

    @api.model
    def _beneath(self, model, name):
        """Return those of them that Python asks only after us."""
        definers = _definers(model, name)
        if OURS not in definers:
            return []
        beneath = definers[definers.index(OURS) + 1 :]
        return [it for it in beneath if it not in (OURS, ODOO)]

    @api.model
    def _is_theirs(self, model, name):
        """Whether Python asks one of them first."""
        return _definers(model, name)[:1] == self._modules(model, name)[:1]

    @api.model
    def _unheard(self):
        """Return what modules beneath define, and is not asked: nothing can be done.

        :return: list of (module, method, sentence that tells what is lost).
        """
        lost = {
            ("fetchmail.server", "_fetch_mail"): self.env._(
                "What it does with each mailbox is not done: this addon fetches."
            ),
            ("fetchmail.server", "_connect__"): self.env._(
                "What it changes in IMAP and POP connections has no effect."
            ),
            ("mail.thread", "_partner_find_from_emails"): self.env._(
                "It is not asked for addresses that no contact has."
            ),
            ("mail.alias.domain", "_find_aliases"): self.env._(
                "It is not asked which addresses of a message are aliases."
            ),
        }
        return [
            (module, method, sentence)
            for (model, method), sentence in lost.items()
            for module in self._beneath(self.env[model], method)
        ]

    # ------------------------------------------------------------
    # What they say
    # ------------------------------------------------------------

    @api.model
    def _opinion(self, attempt, thread, name, ask_others, *args):
        """Return what modules beneath answer to a question, where Odoo would not.

        Nothing is sent meanwhile: Odoo's answer may come with a notice.

        :param str name: of the hook.
        :param ask_others: the hook as it is beneath ours.
        :param args: what it is asked with.
        :return: None where there are none, or where they leave it to Odoo. Of a dict,
            only what they changed.
        """
        if not self._beneath(thread, name):
            return None
        with attempt.asking():
            said = ask_others(*args)
            odoo = getattr(MailThread, name)(thread, *args)
        if isinstance(said, dict) and isinstance(odoo, dict):
            return {key: said[key] for key in said if said[key] != odoo.get(key)}
        return said if said != odoo else None

    @api.model
    def _decided(self, attempt, asked, name, result, **values):
        """Record that another module decided about a message, or one of its routes.

        What it sent or made says which state that is. It is done: a further attempt
        would make it send or make the same again.

        :param asked: a record of the model that was asked.
        :param str name: of the hook that it was asked by.
        :param result: what the hook returned.
        :param values: of the delivery.
        """
        modules = ", ".join(self._modules(asked, name))
        told = attempt.told
        message_sudo = self._posted(attempt)
        if message_sudo or (result and isinstance(result, int)):
            state = "delivered"
        else:
            state = "returned" if told else "discarded"
        attempt.note("other_module", state, modules=modules, hook=name, told=told)
        values = {
            "model": message_sudo.model or "",
            "res_id": message_sudo.res_id or 0,
            "mail_message_id": message_sudo.id or 0,
            **values,
        }
        attempt.deliver(
            "other_module",
            state=state,
            told=told,
            sentence=self.env._("Decided by another module: %s", modules),
            **values,
        )

    @api.model
    def _settle(self, attempt, thread, result):
        """Record that another module decided, for nothing else came of the message."""
        self._decided(attempt, thread, attempt.waits_for, result)

    @api.model
    def _posted(self, attempt):
        """Return the message that another module has put into a chatter."""
        message_id = attempt.message_dict.get("message_id")
        messages_sudo = self.env["mail.message"].sudo()
        if not message_id or attempt.is_simulation:
            return messages_sudo
        return messages_sudo.search(
            [("message_id", "=", message_id), ("create_date", ">=", self.env.cr.now())],
            limit=1,
        )


def _definers(model, name):
    """Return the modules that define a method, in the order in which they are asked."""
    return [
        definition._module
        for definition in type(model).__mro__
        if name in vars(definition) and "_module" in vars(definition)
    ]
