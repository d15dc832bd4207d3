# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Where a message goes, and how Odoo's own steps are told of it."""

from typing import Any, NamedTuple


class Route(NamedTuple):
    """One destination, as ``message_route`` of Odoo returns it.

    :param model: name of the model.
    :param thread_id: the record that the message is added to; falsy: a new one.
    :param custom_values: field values of a new record.
    :param user_id: in whose name the record is made.
    :param alias: the alias that led here, an empty one or None where none did.
    """

    model: str
    thread_id: int | None
    custom_values: dict | None
    user_id: int
    alias: Any

    @property
    def alias_id(self):
        """The id of the alias, 0 where none led here."""
        return self.alias.id or 0 if self.alias else 0

    @property
    def address(self):
        """The address of the alias, empty where none led here."""
        return address_of(self.alias)


def address_of(alias):
    """Return the full address of an alias; empty for none, or where it has none."""
    return (alias.alias_full_name if alias else "") or ""


class Answers:
    """Gives Odoo's ``message_route`` the routes that our rules chose.

    A module beneath ours may ask Odoo's method and change what it returns, so that has
    to be our routes. Odoo asks, in this order: to reset bounces (where our rules
    decide), whether nothing but the catchall is meant (yes: no routes), for the aliases
    (one for each of our routes), and whether each may have its route (it gets ours).

    :param rules: function that returns the routes, or raises where there are none.
    """

    SEARCHED = {"references": "", "in_reply_to": "", "recipients": "rules@invalid"}
    """What Odoo sees meanwhile: no reply, and some recipient."""

    def __init__(self, rules):
        self._rules = rules
        self._routes = []
        self._hidden = {}
        self.is_asked_for_aliases = False
        self.is_ended = False

    def ask_rules(self, message_dict):
        """Let the rules decide, and make Odoo look for aliases."""
        self._routes = list(self._rules())
        self._hidden = {name: message_dict[name] for name in self.SEARCHED}
        message_dict.update(self.SEARCHED)
        self.is_ended = not self._routes
        self.is_asked_for_aliases = bool(self._routes)

    def restore(self, message_dict):
        """Show what was hidden from Odoo meanwhile."""
        message_dict.update(self._hidden)
        self._hidden = {}

    def are_none(self, message_dict):
        """Tell whether there are no routes: Odoo ends then, and says so to the sender.

        What it says is not sent (:attr:`is_ended`); the rules have seen to that.
        """
        self.restore(message_dict)
        return self.is_ended

    def aliases(self, mail_alias):
        """Return as many aliases as there are routes; none of them is real."""
        self.is_asked_for_aliases = False
        stand_ins = [mail_alias.new({"alias_defaults": "{}"}) for _ in self._routes]
        return mail_alias.concat(*stand_ins)

    def is_asked_for(self, route):
        """Whether Odoo checks the route of one of those aliases."""
        return bool(self._routes and route[4]) and not route[4].ids

    def next_route(self):
        """Return the next route of the rules."""
        return self._routes.pop(0)
