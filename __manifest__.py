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
        "views/mail_inbound_gateway_views.xml",
        "wizard/mail_inbound_deliver_views.xml",
        "wizard/mail_inbound_upload_views.xml",
        "views/mail_inbound_templates.xml",
        "views/mail_inbound_message_actions.xml",
        "views/mail_inbound_message_views.xml",
        "views/res_config_settings_views.xml",
        "views/mail_inbound_menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["mail_inbound/static/src/**/*"],
        "web.assets_tests": ["mail_inbound/static/tests/tours/**/*"],
    },
}
