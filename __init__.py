# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from . import controllers, models, wizard
from .hooks import post_init_hook
