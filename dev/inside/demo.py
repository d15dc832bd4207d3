# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
# ruff: noqa: F821 (`odoo shell` gives the variable env)
"""For `odoo shell`: what the demonstration needs, made where it is missing.

``DEMO_KEY_FILE`` in the environment names the file for the gateway's key.
"""

import os

DOMAIN, ALIAS, GATEWAY = "example.com", "info", "Demonstration"

domains = env["mail.alias.domain"]
domain = domains.search([("name", "=", DOMAIN)]) or domains.create({"name": DOMAIN})
env.company.alias_domain_id = domain

teams = env["crm.team"]
if not teams.search([("alias_id.alias_full_name", "=", f"{ALIAS}@{DOMAIN}")]):
    teams.create(
        {"name": "Info", "alias_name": ALIAS, "use_leads": True, "user_id": env.uid}
    )

gateways = env["mail.inbound.gateway"]
gateway = gateways.search([("name", "=", GATEWAY)], limit=1) or gateways.create(
    {"name": GATEWAY}
)
key = gateway._generate_key()
env.cr.commit()  # pylint: disable=invalid-commit

flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
with open(os.open(os.environ["DEMO_KEY_FILE"], flags, 0o600), "w") as file:
    file.write(key)
