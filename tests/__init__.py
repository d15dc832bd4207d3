# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from . import test_gateway_script
from . import test_gateway_script_request
from . import test_gateway_script_settings
from . import test_gateway_script_tls
