# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Ends this process, once, where a file with the name of the point asks for it.

The folder of these files is named by ``MAIL_INBOUND_FAULTS`` in the environment. A
message whose subject has the word ``Poison`` ends the process whenever it is routed.
Each file ``conflict-*`` makes one transaction fail as if another one had been faster.
"""

import functools
import os
from pathlib import Path

import psycopg2.errors

from odoo.addons.mail_inbound.models.mail_inbound_start import MailInboundStart
from odoo.addons.mail_inbound.models.mail_inbound_message import MailInboundMessage
from odoo.addons.mail_inbound.models.mail_inbound_processing import (
    MailInboundProcessing,
)
from odoo.addons.mail_inbound.models.mail_inbound_steps import MailInboundSteps
from odoo.addons.mail_inbound.models.mail_thread import MailThread

FOLDER = Path(os.environ["MAIL_INBOUND_FAULTS"])
KILLED = 137  # what a shell reports of a process that kill -9 ended

# in the order of the way of a message; each point is just behind the method
POINTS = {
    "stored": (MailInboundMessage, "_store"),
    "accepted": (MailInboundMessage, "_accept"),
    "begun": (MailInboundStart, "_note_begun"),
    "routed": (MailThread, "message_route"),
    "created": (MailInboundSteps, "_deliver"),
    "recorded": (MailInboundProcessing, "_close_attempt"),
    "processed": (MailInboundProcessing, "_process"),
}


def end_at(point, method):
    """Return the method with an end of the process behind it, if that is asked for."""

    @functools.wraps(method)
    def wrapper(self, *args, **kwargs):
        result = method(self, *args, **kwargs)
        try:
            (FOLDER / point).unlink()
        except FileNotFoundError:
            return result
        os._exit(KILLED)

    return wrapper


def fail_when_routed(method):
    """Return ``message_route`` with an end or a conflict before it, where asked for.

    :raises psycopg2.errors.SerializationFailure: a file asks for it.
    """

    @functools.wraps(method)
    def wrapper(self, message, message_dict, *args, **kwargs):
        if "Poison" in message_dict["subject"]:
            os._exit(KILLED)
        for conflict in FOLDER.glob("conflict-*"):
            conflict.unlink()
            raise psycopg2.errors.SerializationFailure
        return method(self, message, message_dict, *args, **kwargs)

    return wrapper


for point, (owner, name) in POINTS.items():
    setattr(owner, name, end_at(point, getattr(owner, name)))
MailThread.message_route = fail_when_routed(MailThread.message_route)
