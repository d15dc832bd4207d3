# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError

from ..tools.labels import label_of
from ..tools.message.addresses import every_sender_of, normalize, split
from ..tools.operations import (
    ARCHIVE_LIMIT,
    BLOCKED,
    NEEDS_CONTENT,
    OPERATOR,
    POSSIBLE_FROM,
    REPLAY_LIMIT,
)


class MailInboundOperations(models.AbstractModel):
    """What an operator does: retry, deliver elsewhere, discard, allow, replay.

    What changes something is logged.
    """

    _name = "mail.inbound.operations"
    _description = "Operations on Inbound Messages"

    history = fields.Json(
        "History Entries",
        readonly=True,
        prefetch=False,
        help="Who did what with the message, and when.",
    )

    # ------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------

    def action_retry(self):
        """Try to deliver the messages now, as if they had just come in.

        :return: a notification that tells what came of it.
        :raises UserError: nothing could be tried; it says why.
        """
        return self._notification(self.operate("retry"))

    def action_discard(self):
        """Put the messages aside; nobody is told.

        :return: a notification that tells what came of it.
        :raises UserError: nothing could be discarded; it says why.
        """
        return self._notification(self.operate("discard"))

    def action_deliver(self):
        """Ask where to deliver the messages to."""
        self._check_operator()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Deliver To"),
            "res_model": "mail.inbound.deliver",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_inbound_ids": self.ids},
        }

    def action_download(self):
        """Download the messages as they came in: one ``.eml`` file, or a ``.zip``.

        :raises UserError: there are too many.
        """
        self._check_operator()
        if len(self) > ARCHIVE_LIMIT:
            raise UserError(
                self.env._("Download %s messages at most at once.", ARCHIVE_LIMIT)
            )
        if len(self) == 1:
            url = f"/mail_inbound/message/{self.id}.eml"
        else:
            url = f"/mail_inbound/messages.zip?ids={','.join(map(str, self.ids))}"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    def action_open_record(self):
        """Open the record that the message made or was added to."""
        self.ensure_one()
        delivery = self.delivery_ids.filtered("res_id")[:1]
        if not delivery:
            raise UserError(self.env._("No record came of this message."))
        return delivery.action_open_record()

    # ------------------------------------------------------------
    # Operations
    # ------------------------------------------------------------

    def operate(self, operation, deliver_id=False):
        """Do what an operator asks for, with each message on its own.

        :param str operation: ``retry``, ``deliver`` or ``discard``.
        :param int deliver_id: the ``mail.inbound.deliver`` that says where to.
        :return: list of outcomes, see :meth:`_outcome`; an operation that is not
            possible leaves the message alone, and the outcome has its ``problem``.
        :raises AccessError: only operators may, and where they may read.
        """
        if operation not in POSSIBLE_FROM:
            raise ValueError(operation)
        self._check_operator()
        target = {}
        if operation == "deliver":
            target = self.env["mail.inbound.deliver"].browse(deliver_id)._target()
        return [inbound._operate_one(operation, target) for inbound in self]

    def _check_operator(self):
        """Make sure that the user may decide on these messages.

        :raises AccessError: he may not.
        """
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(OPERATOR)):
            raise AccessError(self.env._("Only operators of inbound mail can do this."))

    def _operate_one(self, operation, target):
        """Commit what was decided on one message, then act on it.

        Both happen in transactions of their own: a failure is recorded, not rolled
        back with the request of the operator.
        """
        try:
            with self.env.registry.cursor() as cr:
                inbound_sudo = self.with_env(self.env(cr=cr, su=True))
                inbound_sudo._lock_for_operator()
                inbound_sudo._decide(operation, target)
        except UserError as problem:
            return {**self._outcome(), "problem": str(problem)}
        if operation != "discard":
            self._process()
        return self._outcome()

    def _lock_for_operator(self):
        """Lock the row; must be the first query of its transaction.

        :raises UserError: it is in other hands.
        """
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._("The message is being processed just now.")
            ) from error

    def _decide(self, operation, target):
        """Write on the locked message what the operator wants.

        :param dict target: the forced route, and its name for the history.
        :raises UserError: the state or the age of the message does not allow it.
        """
        if self.state not in POSSIBLE_FROM[operation]:
            raise UserError(
                self.env._(
                    "This is not possible for a message that is %(state)s.",
                    state=self._label("state").lower(),
                )
            )
        if operation in NEEDS_CONTENT:
            self._check_content()
        if operation == "discard":
            self._set_state("discarded", reason="operator")
        else:
            self._start_again(target.get("route"))
        facts = {"target": target["name"]} if target else {}
        self._log(operation, **facts)

    def _start_again(self, forced_route):
        """Forget earlier attempts: what they left behind would count against this."""
        self.start_ids.unlink()
        self._set_state(
            "received",
            attempt_count=0,
            next_attempt=self.env.cr.now(),
            forced_route=forced_route,
            is_noticed=False,
        )

    def _download(self):
        """Return the raw bytes of one message, and note who took them.

        :raises UserError: they were removed.
        """
        self.ensure_one()
        self._check_content()
        self.sudo()._log("download")
        return self._raw()

    def _check_content(self):
        """Make sure that the content is still there.

        :raises UserError: it is not.
        """
        if self.is_purged:
            raise UserError(
                self.env._("The content of this message was removed after its time.")
            )

    def _log(self, action, **facts):
        """Add to the history who does what, now."""
        entry = {
            "at": fields.Datetime.to_string(self.env.cr.now()),
            "user_id": self.env.uid,
            "user": self.env.user.name,
            "action": action,
            "facts": facts,
        }
        for inbound in self:
            inbound.history = [*(inbound.history or []), entry]

    # ------------------------------------------------------------
    # Senders whom the loop protection blocked by mistake
    # ------------------------------------------------------------

    def action_allow_sender(self):
        """Allow the sender, and deliver what was blocked of it.

        :return: an action that tells what came of it.
        :raises UserError: the message was not blocked.
        """
        sender = self._blocked_sender()
        return self._allow(
            normalize(sender), [("delivery_ids.sender_normalized", "=", sender)]
        )

    def action_allow_domain(self):
        """Allow everybody at the sender's domain, and deliver what was blocked.

        :return: an action that tells what came of it.
        :raises UserError: the message was not blocked.
        """
        sender = self._blocked_sender()
        senders = f"%@{split(sender)[1]}"
        return self._allow(
            every_sender_of(normalize(sender)),
            [("delivery_ids.sender_normalized", "=like", senders)],
        )

    def _blocked_sender(self):
        """Return the sender whom the loop protection counted.

        :raises UserError: the message was not blocked.
        """
        self.ensure_one()
        self._check_operator()
        is_blocked = [("reason", "=", "loop_sender")]
        delivery = self.delivery_ids.filtered_domain(is_blocked)[:1]
        if not (self.filtered_domain(BLOCKED) and delivery.sender_normalized):
            raise UserError(
                self.env._("The loop protection did not block this message.")
            )
        return delivery.sender_normalized

    def _allow(self, pattern, from_them):
        """Commit who is allowed, then try again what was blocked of them.

        :param str pattern: what is put on the list.
        :param from_them: domain of the messages of those senders.
        """
        with self.env.registry.cursor() as cr:
            inbound_sudo = self.with_env(self.env(cr=cr, su=True))
            inbound_sudo._lock_for_operator()
            inbound_sudo._add_allowed(pattern)
        blocked = self.search([*BLOCKED, *from_them], order="id")
        if len(blocked) == 1:
            return blocked.action_retry()
        return blocked._batch_action("retry")

    def _add_allowed(self, pattern):
        """Put an address or a whole domain on the allowed list, once."""
        allowed_senders = self.env["mail.gateway.allowed"]
        if not allowed_senders.search_count([("email_normalized", "=", pattern)]):
            allowed_senders.create({"email": pattern})
        self._log("allow", sender=pattern)

    # ------------------------------------------------------------
    # What today's settings would make of messages that came in before
    # ------------------------------------------------------------

    def action_replay(self):
        """Route the messages again, without any effect, and show what differs.

        :raises UserError: there are too many, or the content of one is gone.
        """
        self.check_access("read")
        if len(self) > REPLAY_LIMIT:
            raise UserError(
                self.env._("Replay %s messages at most at once.", REPLAY_LIMIT)
            )
        simulations = self.env["mail.inbound.simulation"].create(
            [{"inbound_id": inbound.id, "channel": inbound.channel} for inbound in self]
        )
        for simulation in simulations:
            simulation.action_simulate()
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Replay"),
            "res_model": simulations._name,
        }
        if len(simulations) == 1:
            return {**action, "res_id": simulations.id, "views": [(False, "form")]}
        return {
            **action,
            "domain": [("id", "in", simulations.ids)],
            "views": [(False, "list"), (False, "form")],
        }

    # ------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------

    def _label(self, name):
        """Return the label of the value of a selection field, for this user."""
        return label_of(self, name, self[name])

    def _outcome(self):
        """Return what one message has become, read in a transaction of its own.

        :return: dict of ``id``, ``subject``, ``state``, ``label`` of the state, and
            ``detail``: its error, or else its reason.
        """
        with self.env.registry.cursor() as cr:
            inbound_sudo = self.with_env(self.env(cr=cr, su=True)).exists()
            return {
                "id": self.id,
                "subject": inbound_sudo.subject or "",
                "state": inbound_sudo.state,
                "label": inbound_sudo._label("state"),
                "detail": inbound_sudo.error or inbound_sudo._label("reason"),
            }

    @api.model
    def _notification(self, outcomes):
        """Return a notification that tells what became of the messages.

        :raises UserError: for none of them the operation was possible.
        """
        problems = [outcome["problem"] for outcome in outcomes if "problem" in outcome]
        if problems and len(problems) == len(outcomes):
            raise UserError("\n".join(dict.fromkeys(problems)))
        counts = Counter(
            self.env._("Not possible") if "problem" in outcome else outcome["label"]
            for outcome in outcomes
        )
        if len(outcomes) == 1:
            title, message = outcomes[0]["label"], outcomes[0]["detail"]
        else:
            title = self.env._("Inbound Messages")
            message = ", ".join(f"{label}: {count}" for label, count in counts.items())
        is_well = all(
            outcome["state"] in ("delivered", "discarded") for outcome in outcomes
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if is_well else "warning",
                "title": title,
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _batch_action(self, operation, deliver_id=False):
        """Return a dialog that runs an operation bit by bit, with a progress bar."""
        self._check_operator()
        return {
            "type": "ir.actions.client",
            "tag": "mail_inbound.batch",
            "params": {
                "ids": self.ids,
                "operation": operation,
                "deliver_id": deliver_id,
            },
        }
