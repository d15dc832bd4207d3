# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from . import (
    mail_inbound_deliver,
    mail_inbound_health_checks,
    mail_inbound_health_schedules,
    mail_inbound_health_servers,
    mail_inbound_health,
    mail_inbound_simulation_result,
    mail_inbound_simulation,
    mail_inbound_upload,
)
