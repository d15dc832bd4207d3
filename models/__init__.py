# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from . import (
    ir_config_parameter,
    mail_alias,
    mail_alias_domain,
    mail_alias_domain_former,
    mail_inbound_attempt,
    mail_inbound_delivery,
    mail_inbound_gateway,
    mail_inbound_loop,
    mail_inbound_processing,
    mail_inbound_message,
    mail_inbound_router,
    mail_mail,
    mail_thread,
    res_company,
)
