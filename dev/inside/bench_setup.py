# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
# ruff: noqa: F821 (`odoo shell` gives the variable env)
"""For `odoo shell`: an alias domain, a lead to reply to, a gateway where there are any.

``BENCH_KEY_FILE`` in the environment names the file for the gateway's key.
"""

import os
from pathlib import Path

from kit.bench.messages import DOMAIN, PARENT_ID

env.company.alias_domain_id = env["mail.alias.domain"].create({"name": DOMAIN})
# somebody else than who calls Odoo: nobody is told of what he does himself
seller = env["res.users"].create(
    {
        "name": "Seller",
        "login": "seller",
        "group_ids": [env.ref("sales_team.group_sale_salesman").id],
    }
)
env.ref("sales_team.team_sales_department").write(
    {"user_id": seller.id, "member_ids": [seller.id]}
)
# nothing is measured but incoming mail: no answer by mail, and no limit for anybody
env["res.users"].search([]).write({"notification_type": "inbox"})
env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", "1000000")
lead = env["crm.lead"].create({"name": "Garden sheds"})
lead.message_post(body=lead.name).message_id = PARENT_ID
if "mail.inbound.gateway" in env:
    gateway = env["mail.inbound.gateway"].create({"name": "Benchmark"})
    Path(os.environ["BENCH_KEY_FILE"]).write_text(gateway._generate_key())
env.cr.commit()  # pylint: disable=invalid-commit
