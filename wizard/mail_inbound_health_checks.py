# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models

from ..tools import parameters
from ..tools.errors import text_of
from ..tools.settings import PARSERS, Settings

PARAMETERS = "base.ir_config_list_action"
ALIAS_DOMAINS = "mail.mail_alias_domain_action"
ALIASES = "mail.mail_alias_action"
MESSAGES = "mail_inbound.mail_inbound_message_action"
SETTINGS = "base_setup.action_general_configuration"
LATE_MINUTES = 10
"""Minutes for which a message may be due before that is worth a word."""

LEVELS = [("error", "Error"), ("warning", "Warning"), ("ok", "OK")]
"""From what stops mail to what is well."""


class Finding(NamedTuple):
    """What a check found.

    :param level: one of :data:`LEVELS`.
    :param title: what was looked at.
    :param sentence: what was found, and what to do.
    :param action: XML id of the window action where it is put right.
    :param domain: which records that action is to show; empty: as it does.
    """

    level: str
    title: str
    sentence: str
    action: str = ""
    domain: list = []


class MailInboundHealthChecks(models.AbstractModel):
    """The checks of the health page.

    Each method returns a list of :class:`Finding`, one that says OK where all is well.
    They look at what happens, not only at what was meant to.
    """

    _name = "mail.inbound.health.checks"
    _description = "Checks of Inbound Mail"

    @api.model
    def _checks(self):
        """Return the names of the checks, in the order of the page."""
        return [
            "_check_parameters",
            "_check_loop_protection",
            "_check_alias_domains",
            "_check_companies",
            "_check_local_aliases",
            "_check_conflicts",
            "_check_held_messages",
            "_check_held_notices",
            "_check_waiting_messages",
            "_check_sources",
            "_check_gateways",
            "_check_incoming_servers",
            "_check_scheduled_actions",
            "_check_neighbours",
        ]

    @api.model
    def _or_well(self, findings, title, sentence):
        """Return the findings or, where there are none, that all is well."""
        return findings or [Finding("ok", title, sentence)]

    # ------------------------------------------------------------
    # Settings
    # ------------------------------------------------------------

    @api.model
    def _check_parameters(self):
        """Find stored values that cannot be used."""
        title = self.env._("Parameters")
        settings = self.env["mail.inbound.message"]._settings()
        return self._or_well(
            [
                Finding(
                    "warning",
                    title,
                    self._parameter_problem(key),
                    PARAMETERS,
                    [["key", "=", key]],
                )
                for key in settings.problems
            ],
            title,
            self.env._(
                "Every parameter of incoming mail has a value that makes sense."
            ),
        )

    @api.model
    def _parameter_problem(self, key):
        """Return in a sentence what is wrong with a parameter, and what counts."""
        name, parse = PARSERS[key]
        value = self.env["ir.config_parameter"].get_param(key)
        default = parameters.normalized(getattr(Settings(), name))
        try:
            parse(value)
            expected = ""
        except parameters.BadParameter as problem:
            expected = text_of(self.env, problem)
        return self.env._(
            "%(key)s is \u201c%(value)s\u201d, which cannot be used. Mail comes in by "
            "the default instead: %(default)s. %(expected)s",
            key=key,
            value=value,
            default=default or self.env._("no value"),
            expected=expected,
        )

    @api.model
    def _check_loop_protection(self):
        """Tell by which limits senders are stopped, if they are."""
        title = self.env._("Loop Protection")
        settings = self.env["mail.inbound.message"]._settings()
        if settings.loop_threshold:
            sentence = self.env._(
                "A sender makes %(threshold)s records in %(minutes)s minutes at most.",
                threshold=settings.loop_threshold,
                minutes=settings.loop_minutes,
            )
            return [Finding("ok", title, sentence)]
        sentence = self.env._(
            "Switched off, because mail.gateway.loop.threshold is 0: two machines that "
            "answer each other would never stop."
        )
        key = [["key", "=", "mail.gateway.loop.threshold"]]
        return [Finding("warning", title, sentence, PARAMETERS, key)]

    @api.model
    def _check_alias_domains(self):
        """Find out whether there is an alias domain."""
        title = self.env._("Alias Domains")
        domains = self.env["mail.alias.domain"]._inbound_domains().domains
        if domains:
            names = ", ".join(domain.name for domain in domains)
            return [Finding("ok", title, names)]
        sentence = self.env._(
            "There is none: no alias has an address, and replies have nowhere to go. "
            "Add the domain at which this database receives mail."
        )
        return [Finding("error", title, sentence, ALIAS_DOMAINS)]

    @api.model
    def _check_companies(self):
        """Find companies without an alias domain."""
        title = self.env._("Companies")
        without = self.env["res.company"].search([("alias_domain_id", "=", False)])
        if not without:
            sentence = self.env._("Every company has an alias domain.")
            return [Finding("ok", title, sentence)]
        sentence = self.env._(
            "Without an alias domain, replies to what they send are lost: %s.",
            ", ".join(without.mapped("name")),
        )
        return [
            Finding(
                "warning",
                title,
                sentence,
                "base.action_res_company_form",
                [["id", "in", without.ids]],
            )
        ]

    @api.model
    def _check_local_aliases(self):
        """Find aliases that take mail to any domain."""
        title = self.env._("Local-Part Detection")
        aliases = self.env["mail.alias"].search(
            [("alias_incoming_local", "=", True), ("alias_name", "!=", False)]
        )
        settings = self.env["mail.inbound.message"]._settings()
        if not aliases or settings.allowed_domains:
            sentence = self.env._("No alias takes mail to any domain whatsoever.")
            return [Finding("ok", title, sentence)]
        sentence = self.env._(
            "Aliases that go by the local part alone: %s. Where the mail server does "
            "not name the recipient, they take mail to that name at any domain. List "
            "your domains in mail.catchall.domain.allowed.",
            len(aliases),
        )
        ids = [["id", "in", aliases.ids]]
        return [Finding("warning", title, sentence, ALIASES, ids)]

    @api.model
    def _check_conflicts(self):
        """Find aliases that take the mail of another one."""
        title = self.env._("Conflicts between Aliases")
        local = [("alias_incoming_local", "=", True), ("alias_name", "!=", False)]
        aliases = self.env["mail.alias"].search(local).filtered("inbound_conflicts")
        if not aliases:
            sentence = self.env._("No message goes to two aliases by mistake.")
            return [Finding("ok", title, sentence)]
        sentence = self.env._(
            "These aliases take mail of others: %s.",
            ", ".join(aliases.mapped("display_name")),
        )
        ids = [["id", "in", aliases.ids]]
        return [Finding("warning", title, sentence, ALIASES, ids)]

    # ------------------------------------------------------------
    # State
    # ------------------------------------------------------------

    @api.model
    def _check_held_messages(self):
        """Count the messages that need a person."""
        title = self.env._("Held Messages")
        is_held = [["state", "=", "held"]]
        count = self.env["mail.inbound.message"].search_count(is_held)
        if not count:
            return [Finding("ok", title, self.env._("No message needs a decision."))]
        sentence = self.env._("Messages that need a decision: %s.", count)
        return [Finding("warning", title, sentence, MESSAGES, is_held)]

    @api.model
    def _check_waiting_messages(self):
        """Find messages that should have been attempted by now."""
        title = self.env._("Waiting Messages")
        late = fields.Datetime.now() - timedelta(minutes=LATE_MINUTES)
        is_late = [
            ["state", "in", ["received", "failed"]],
            ["next_attempt", "<", fields.Datetime.to_string(late)],
        ]
        messages = self.env["mail.inbound.message"]
        oldest = messages.search(is_late, order="create_date, id", limit=1)
        if not oldest:
            return [
                Finding(
                    "ok", title, self.env._("No message waits longer than it should.")
                )
            ]
        sentence = self.env._(
            "Messages that should have been tried by now: %(count)s, the oldest since "
            "%(date)s (UTC). Look at the scheduled action.",
            count=messages.search_count(is_late),
            date=fields.Datetime.to_string(oldest.create_date),
        )
        return [Finding("error", title, sentence, MESSAGES, is_late)]

    @api.model
    def _check_held_notices(self):
        """Find out whether anybody is told of messages that are held."""
        title = self.env._("Notices of Held Messages")
        users = self.env["mail.inbound.held.notice"]._users()
        if users:
            sentence = self.env._("Told are: %s.", ", ".join(users.mapped("name")))
            return [Finding("ok", title, sentence)]
        sentence = self.env._(
            "Nobody is told when a message needs a decision: it waits until somebody "
            "happens to look. Choose a group with inbound mail operators in the "
            "general settings."
        )
        return [Finding("warning", title, sentence, SETTINGS)]

    @api.model
    def _check_neighbours(self):
        """Find modules whose part in the mail gateway cannot be heard here."""
        title = self.env._("Other Modules")
        return self._or_well(
            [
                Finding(
                    "warning",
                    title,
                    self.env._(
                        "The module %(module)s changes %(method)s, and was loaded "
                        "before this addon. %(lost)s",
                        module=module,
                        method=method,
                        lost=lost,
                    ),
                )
                for module, method, lost in self.env[
                    "mail.inbound.neighbours"
                ]._unheard()
            ],
            title,
            self.env._("Every other module has its say in incoming mail."),
        )
