# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Who reads sentences where there is no database."""


class Reader:
    """Stands for an environment: a text is translated by putting it in brackets."""

    @staticmethod
    def _(text):
        return f"({text})"
