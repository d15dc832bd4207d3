# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Words in any language, compared without case, accents and typographic variants.

What servers say was often written by hand, and lost its accents on the way.
"""

import re
import unicodedata

_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ı": "i",
        "’": "'",
        "‘": "'",
        "´": "'",
        "`": "'",
        "–": "-",
        "—": "-",
        "\xad": None,  # soft hyphen
    }
)
# The accents of the European scripts only: those of others distinguish words.
_ACCENTS = re.compile(r"[\u0300-\u036f]+")


def fold(text):
    """Return a text in lower case and without accents, to be compared."""
    return _plain(text.lower())


def _plain(text):
    """Return a text without accents: "ą" and "a" are alike, "が" and "か" are not."""
    text = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return unicodedata.normalize("NFC", _ACCENTS.sub("", text))


class Words:
    """Patterns that mean the same: one of them in a folded text is enough.

    Each row is one idea, in lower case, with or without accents. Every repetition
    in it is bounded, since anybody can send any text.
    """

    def __init__(self, *rows):
        self.rows = tuple(re.compile(_plain(row), re.MULTILINE) for row in rows)
        self._any = re.compile(
            "|".join(f"(?:{row.pattern})" for row in self.rows), re.MULTILINE
        )

    def search(self, folded):
        """Return the first match of any row in a text that ``fold`` returned."""
        return self._any.search(folded)

    def match(self, folded):
        """Return the match of any row at the beginning of such a text."""
        return self._any.match(folded)
