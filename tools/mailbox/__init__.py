# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""How messages get out of a mailbox: IMAP, POP and TLS."""
