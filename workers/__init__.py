# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Long-running work beside Odoo's own processes; ``cli/`` starts it."""
