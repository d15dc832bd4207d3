# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Plain Python: the thinking of mail_inbound, importable without a database."""
