# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from itertools import pairwise

from ..tools.report import REASONS
from ..tools.report.reason_words import REASON_WORDS, VAGUE_WORDS
from ..tools.report.verdict import normalize
from ..tools.report.words import Words, fold
from . import report_wordings as wordings
from .table_case import TableCase

ALL = wordings.ENGLISH + wordings.FOREIGN + wordings.NEIGHBOURS


def matches(text):
    """Return the places (group, row) of all the rows that match a text, in order."""
    text = normalize(text)
    return [
        (group, row)
        for group, (_reason, words) in enumerate(REASON_WORDS)
        for row, pattern in enumerate(words.rows)
        if pattern.search(text)
    ]


def reason_of(places):
    return REASON_WORDS[places[0][0]][0] if places else ""


class TestReasonWords(TableCase):
    def test_each_wording_gives_its_reason(self):
        for reason, text in ALL:
            with self.subTest(text):
                self.assertEqual(reason_of(matches(text)), reason)

    def test_each_row_has_a_wording_that_needs_it(self):
        needed = {
            places[0]
            for reason, text in ALL
            if (places := matches(text)) and reason_of(places[1:]) != reason
        }
        for group, (reason, words) in enumerate(REASON_WORDS):
            for row, pattern in enumerate(words.rows):
                with self.subTest(reason, pattern=pattern.pattern):
                    self.assertIn((group, row), needed)

    def test_each_pair_of_neighbours_has_a_wording_that_needs_their_order(self):
        firsts = {
            tuple(dict.fromkeys(group for group, _row in matches(text)))[:2]
            for _reason, text in ALL
        }
        for pair in pairwise(range(len(REASON_WORDS))):
            with self.subTest([REASON_WORDS[group][0] for group in pair]):
                self.assertIn(pair, firsts)

    def test_each_vague_row_has_a_wording(self):
        texts = [normalize(text) for text in wordings.VAGUE]
        self.assertEachRowIsNeeded(VAGUE_WORDS.rows, texts)

    def test_vague_words_are_not_clear(self):
        for text in wordings.VAGUE:
            with self.subTest(text):
                self.assertFalse(matches(text))

    def test_each_reason_has_words_but_the_one_without(self):
        found = {reason for reason, _words in REASON_WORDS}
        self.assertEqual(found, set(REASONS) - {"other"})


class TestWords(TableCase):
    def test_accents_and_typography_make_no_difference(self):
        rows = [
            ("Użytkownik NIE istnieje", "uzytkownik nie istnieje"),
            ("Boîte pleine", "boite pleine"),
            ("doesn’t exist", "doesn't exist"),
            ("Große", "grosse"),
            ("kullanıcı İleti", "kullanici ileti"),
            ("ＵＳＥＲ", "user"),
        ]
        for text, expected in rows:
            with self.subTest(text):
                self.assertEqual(fold(text), expected)

    def test_marks_that_distinguish_words_are_kept(self):
        for text in ("が", "존재하지", "בְּ"):
            with self.subTest(text):
                self.assertEqual(fold(text), fold(fold(text)))
        self.assertNotEqual(fold("が"), fold("か"))

    def test_a_row_may_be_written_with_accents(self):
        self.assertTrue(Words(r"n'existe", r"déjà").search(fold("DEJA VU")))
