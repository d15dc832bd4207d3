# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from . import test_automatic
from . import test_gateway_script
from . import test_gateway_script_request
from . import test_gateway_script_settings
from . import test_gateway_script_tls
from . import test_real_faults
from . import test_real_postfix
from . import test_report
from . import test_report_corpora
from . import test_report_robustness
from . import test_report_verdict
