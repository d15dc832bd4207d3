# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from . import test_inbox_views
from . import test_notice
from . import test_operations
from . import test_retention
from . import test_rights
from . import test_settings
from . import test_upload
