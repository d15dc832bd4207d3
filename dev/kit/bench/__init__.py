# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The benchmark: stock Odoo and this addon, side by side on one machine."""
