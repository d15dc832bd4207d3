# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import inspect

from odoo.models import BaseModel
from odoo.tests import TransactionCase, tagged

from .odoo_sources import SOURCES, digest_of, source_of

OURS = "odoo.addons.mail_inbound."


@tagged("post_install", "-at_install")
class TestOdooSources(TransactionCase):
    def test_what_we_depend_on_is_as_it_was_read(self):
        for module, sources in SOURCES.items():
            for name, (digest, dependents) in sources.items():
                with self.subTest(f"{module}.{name}"):
                    try:
                        found = digest_of(source_of(module, name))
                    except (AttributeError, ImportError):
                        self.fail(f"It is gone from Odoo. Here {dependents}.")
                    self.assertEqual(
                        found,
                        digest,
                        "Odoo changed it. Read what changed: here "
                        f"{dependents}. When that is right again, write "
                        f"{found} in tests/odoo_sources.py.",
                    )

    def test_layout_and_comments_make_no_other_digest(self):
        one = 'def f(a, b=None):\n    """Do it."""\n    return {"a": (a, b)}\n'
        two = "def f(a,\n      b=None):\n    # why\n    return {'a': (a,b)}\n"
        self.assertEqual(digest_of(one), digest_of(two))
        for was, becomes in (("(a, b)", "(b, a)"), ("f(a", "f(c"), ("=None", "=0")):
            self.assertNotEqual(digest_of(one), digest_of(one.replace(was, becomes)))

    def test_every_override_is_listed(self):
        """What the ORM itself has is no step of anything."""
        listed = {
            f"{module}.{name}" for module, names in SOURCES.items() for name in names
        }
        for model in self.env.registry.values():
            for name, overridden in _overrides(model):
                with self.subTest(model=model._name, method=name):
                    self.assertFalse(
                        overridden.isdisjoint(listed),
                        f"List one of {overridden} in tests/odoo_sources.py.",
                    )


def _overrides(model):
    """Yield the methods of ours that override some of Odoo's, and which these are."""
    classes = model.mro()
    for position, ours in enumerate(classes):
        if not ours.__module__.startswith(OURS):
            continue
        for name, value in vars(ours).items():
            overridden = {
                f"{other.__module__}.{other.__qualname__}.{name}"
                for other in classes[position + 1 :]
                if name in vars(other)
                and other.__module__.startswith("odoo.addons.")
                and not other.__module__.startswith(OURS)
            }
            is_method = inspect.isfunction(inspect.unwrap(value))
            if overridden and is_method and not hasattr(BaseModel, name):
                yield name, overridden
