# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""For `odoo shell`: keep files in the database, so that a copy of it is complete."""

env["ir.config_parameter"].set_param("ir_attachment.location", "db")  # noqa: F821
env["ir.attachment"].force_storage()  # noqa: F821
env.cr.commit()  # noqa: F821  # pylint: disable=invalid-commit
