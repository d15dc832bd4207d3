# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from . import test_automatic
from . import test_report
from . import test_report_corpora
from . import test_report_robustness
from . import test_report_verdict
from . import test_spec_aliases
from . import test_spec_bounce
from . import test_spec_catchall
