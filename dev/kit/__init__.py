# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What the developer commands are made of: Python 3.11's standard library alone."""
