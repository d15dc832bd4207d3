# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from . import test_automatic
from . import test_report
from . import test_report_corpora
from . import test_report_robustness
from . import test_report_verdict
from . import test_spec_aliases
from . import test_spec_allowed_domains
from . import test_spec_bounce
from . import test_spec_catchall
from . import test_spec_default_config
from . import test_spec_incoming_servers
from . import test_spec_local_part
from . import test_spec_loops
