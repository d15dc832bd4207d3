# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from . import (
    mail_alias,
    mail_inbound_attempt,
    mail_inbound_delivery,
    mail_inbound_gateway,
    mail_inbound_processing,
    mail_inbound_message,
    mail_mail,
    mail_thread,
)
