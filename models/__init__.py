# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from . import (
    ir_config_parameter,
    mail_alias,
    mail_inbound_attempt,
    mail_inbound_delivery,
    mail_inbound_gateway,
    mail_inbound_processing,
    mail_inbound_operations,
    mail_inbound_presentation,
    mail_inbound_message,
    mail_inbound_notice,
    mail_inbound_retention,
    mail_mail,
    mail_message,
    mail_thread,
    res_config_settings,
)
