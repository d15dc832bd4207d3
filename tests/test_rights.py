# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError
from odoo.models import BaseModel
from odoo.tests import new_test_user
from odoo.tools.misc import file_path

from ..tools.errors import GatewayClosed
from ..tools.operations import OPERATOR
from .common import InboundCase

OPERATIONS = {
    "action_allow_domain",
    "action_allow_sender",
    "action_deliver",
    "action_discard",
    "action_download",
    "action_open_record",
    "action_replay",
    "action_retry",
    "operate",
}
PRESENTATION = {"action_open_source"}
PUBLIC_METHODS = {
    "mail.inbound.deliver": {"action_confirm"},
    "mail.inbound.delivery": {"action_open_record"},
    "mail.inbound.folder": {"action_try_skipped"},
    "mail.inbound.gateway": {"action_generate_key", "action_open_messages"},
    "mail.inbound.health": {"action_fix", "action_open"},
    "mail.inbound.message": OPERATIONS | PRESENTATION,
    "mail.inbound.operations": OPERATIONS,
    "mail.inbound.presentation": PRESENTATION,
    "mail.inbound.simulation": {"action_simulate"},
    "mail.inbound.uidl": {"action_try_again"},
    "mail.inbound.upload": {"action_upload"},
}
"""What remote calls reach of our models, beside what every model has."""


class TestRights(InboundCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        export = "base.group_allow_export"  # or exporting would be refused anyway
        cls.operator.group_ids += cls.env.ref(export)
        cls.employee = new_test_user(
            cls.env, "employee", groups=f"base.group_user,{export}"
        )
        cls.portal = new_test_user(cls.env, "portal", groups="base.group_portal")
        cls.admin = new_test_user(cls.env, "boss", groups=f"base.group_system,{export}")
        other_company = cls.env["res.company"].create({"name": "Other"})
        cls.stranger = new_test_user(
            cls.env,
            "stranger",
            groups=f"base.group_user,{OPERATOR},{export}",
            company_id=other_company.id,
        )

    def setUp(self):
        super().setUp()
        self.inbound = self.deliver(origin={"company_id": self.company.id})

    def assertNothing(self, user):
        """Check that a user reaches a message in none of the ways that there are."""
        inbound = self.inbound.with_user(user)
        delivery = self.inbound.delivery_ids.with_user(user)
        attempt = self.inbound.start_ids.with_user(user)
        chatter = self.inbound.delivery_ids.mail_message_id.with_user(user)
        for name, reach in {
            "read": lambda: inbound.read(["subject"]),
            "export": lambda: inbound.export_data(["subject"]),
            "display name": lambda: inbound.display_name,
            "delivery": lambda: delivery.read(["recipient"]),
            "attempt": lambda: attempt.read(["inbound_id"]),
            "retry": inbound.action_retry,
            "discard": inbound.action_discard,
            "deliver": inbound.action_deliver,
            "download": inbound.action_download,
            "operate": lambda: inbound.operate("discard"),
            "open record": inbound.action_open_record,
            "history": lambda: inbound.read(["history_html"]),
            "chatter": lambda: chatter.inbound_message_id.subject,
        }.items():
            with self.subTest(user=user.login, way=name):
                if name == "chatter" and user.has_group(OPERATOR):
                    self.assertFalse(chatter.inbound_message_id)
                    continue
                # only the refusal to export at all is another error
                is_portal_export = name == "export" and user == self.portal
                error = UserError if is_portal_export else AccessError
                with self.assertRaises(error):
                    reach()
        self.assertOutcome(self.inbound, "delivered")

    def test_an_employee_reaches_nothing(self):
        self.assertNothing(self.employee)
        inbox = self.inbox.with_user(self.employee)
        for search in (
            lambda: inbox.search([]),
            lambda: inbox.name_search("question"),
            lambda: inbox.formatted_read_group([], ["sender"], ["__count"]),
            lambda: inbox.web_search_read([], {"subject": {}}),
        ):
            with self.assertRaises(AccessError):
                search()

    def test_a_portal_user_reaches_nothing(self):
        self.assertNothing(self.portal)

    def test_an_operator_of_another_company_reaches_nothing(self):
        self.assertNothing(self.stranger)
        inbox = self.inbox.with_user(self.stranger)
        self.assertFalse(inbox.search([]))
        self.assertFalse(inbox.name_search("question"))
        groups = inbox.formatted_read_group([], ["sender"], ["__count"])
        self.assertFalse(groups)

    def test_an_operator_and_an_administrator_read_it(self):
        for user in (self.operator, self.admin):
            with self.subTest(user=user.login):
                inbound = self.inbound.with_user(user)
                self.assertEqual(inbound.read(["subject"])[0]["subject"], "Question")
                self.assertIn(self.inbound, inbound.search([]))

    def test_nobody_reads_the_bytes_or_writes_through_a_remote_call(self):
        for user in (self.operator, self.admin):
            inbound = self.inbound.with_user(user)
            with self.subTest(user=user.login):
                for reach in (
                    lambda inbound=inbound: inbound.read(["raw"]),
                    lambda inbound=inbound: inbound.export_data(["raw"]),
                    lambda inbound=inbound: inbound.write({"state": "received"}),
                    lambda inbound=inbound: inbound.unlink(),
                    lambda inbound=inbound: inbound.copy(),
                ):
                    with self.assertRaises(AccessError):
                        reach()
                self.assertTrue(type(inbound).create._api_private)

    def test_the_bytes_are_no_attachment(self):
        self.assertFalse(
            self.env["ir.attachment"].search(
                [("res_model", "=", self.inbox._name), ("res_field", "!=", "x")]
            )
        )

    def test_a_group_with_read_access_decides_nothing(self):
        """Somebody may open the list to others; deciding stays with operators."""
        self.env["ir.model.access"].create(
            {
                "name": "auditors",
                "model_id": self.env["ir.model"]._get_id(self.inbox._name),
                "group_id": self.env.ref("base.group_user").id,
                "perm_read": True,
            }
        )
        with self.assertRaises(AccessError):
            self.inbound.with_user(self.employee).operate("discard")

    def test_remote_calls_reach_what_is_meant_and_nothing_else(self):
        models = {
            name: model
            for name, model in self.env.registry.items()
            if name.startswith("mail.inbound.")
        }
        self.assertLessEqual(set(PUBLIC_METHODS), set(models))
        for name, model in models.items():
            with self.subTest(model=name):
                expected = PUBLIC_METHODS.get(name, set())
                self.assertEqual(public_methods(model), expected)

    def test_a_neutralized_copy_takes_nothing(self):
        gateway = self.env["mail.inbound.gateway"].create({"name": "mx"})
        path = file_path("mail_inbound/data/neutralize.sql")
        with open(path, encoding="utf-8") as script:
            self.env.cr.execute(script.read())
        gateway.invalidate_recordset()
        self.assertFalse(gateway.active)
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("database.is_neutralized", "True")
        with self.assertRaises(GatewayClosed):
            self.accept()


def public_methods(model):
    """Return the names of methods that a remote call may name and that are ours."""
    ours = {
        name
        for parent in model.mro()
        if parent.__module__.startswith("odoo.addons.mail_inbound.")
        for name, value in vars(parent).items()
        if callable(value) and not name.startswith("_")
    }
    return {
        name
        for name in ours
        if not getattr(getattr(model, name), "_api_private", False)
        and not hasattr(BaseModel, name)
    }
