# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
{
    "name": "Inbound Mail",
    "version": "19.0.1.0.0",
    "category": "Productivity/Discuss",
    "summary": "Incoming e-mail that is never lost, and explains itself",
    "author": "mail_inbound contributors",
    "license": "LGPL-3",
    "depends": ["mail"],
    "external_dependencies": {"python": ["passlib"]},
    "data": [
        "security/mail_inbound_groups.xml",
        "security/ir.model.access.csv",
        "security/mail_inbound_rules.xml",
        "data/ir_cron_data.xml",
        "data/mail_templates.xml",
        "views/mail_inbound_gateway_views.xml",
        "views/mail_inbound_message_views.xml",
        "views/mail_inbound_menus.xml",
    ],
}
