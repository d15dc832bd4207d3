# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from . import gateway, inbox
