# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Read delivery reports: what became of messages that were sent before.

No database and no Odoo: ``read_report`` takes a message and returns a value.
"""

from .pieces import parse_message
from .reader import read_report
from .values import (
    KINDS,
    NO_REPORT,
    PERMANENT_REASONS,
    REASONS,
    Report,
    ReportRecipient,
)

__all__ = [
    "KINDS",
    "NO_REPORT",
    "PERMANENT_REASONS",
    "REASONS",
    "Report",
    "ReportRecipient",
    "parse_message",
    "read_report",
]
