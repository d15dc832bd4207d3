# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What a message is: its bytes, headers and content, whom it is for, who wrote it."""
