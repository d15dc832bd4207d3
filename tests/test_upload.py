# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from .common import InboundCase
from .letters import NOBODY, make_raw


class TestUpload(InboundCase):
    def upload(self, **files):
        """Upload files by name; return the wizard that shows the result."""
        env = self.env(user=self.operator)
        wizard = env["mail.inbound.upload"].create({})
        wizard.attachment_ids = env["ir.attachment"].create(
            [
                {"name": name, "raw": raw, "res_model": wizard._name}
                for name, raw in files.items()
            ]
        )
        attachments = wizard.attachment_ids
        result = wizard.browse(wizard.action_upload()["res_id"])
        self.assertFalse(attachments.exists(), "the files stay nowhere else")
        return result

    def test_each_file_is_delivered_and_told_of(self):
        result = self.upload(
            **{
                "good.eml": make_raw(),
                "lost.eml": make_raw(to=NOBODY),
                "picture.png": b"\x89PNG",
            }
        )
        self.assertEqual(
            sorted(result.inbound_ids.mapped("state")), ["delivered", "held"]
        )
        self.assertEqual(set(result.inbound_ids.mapped("channel")), {"upload"})
        self.assertIn("picture.png: This is not an e-mail", result.problems)
        self.assertIn(
            "Uploaded as good.eml", "".join(result.inbound_ids.mapped("history_html"))
        )

    def test_the_same_file_twice_is_one_message(self):
        raw = make_raw()
        first = self.upload(**{"a.eml": raw})
        again = self.upload(**{"a.eml": raw})
        self.assertEqual(first.inbound_ids, again.inbound_ids)

    def test_a_message_of_another_company_is_not_shown(self):
        other = self.env["res.company"].create({"name": "Other"})
        raw = make_raw()
        inbound = self.accept(raw, channel="upload", origin={"company_id": other.id})
        result = self.upload(**{"a.eml": raw})
        self.assertFalse(result.inbound_ids & inbound)
        self.assertIn("Another company", result.problems)
