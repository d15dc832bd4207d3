# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
{
    "name": "Inbound Mail: faults",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "summary": "Ends Odoo at chosen points, for tests alone",
    "author": "mail_inbound contributors",
    "license": "LGPL-3",
    "depends": ["mail_inbound"],
}
