# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
{
    "name": "A neighbour that is loaded before Inbound Mail",
    "version": "19.0.1.0.0",
    "author": "mail_inbound contributors",
    "license": "LGPL-3",
    "depends": ["mail"],
}
