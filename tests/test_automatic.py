# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import re
from email import message_from_string
from email.policy import SMTP
from unittest.mock import patch

from odoo.tests import BaseCase

from ..tools.message import absence, programs
from ..tools.message.automatic import KINDS, PERSON, read_origin
from .program_samples import LIKELY, PEOPLE, SHARED, SURE

# (how responders begin a subject, whether that says that a program answers)
ABSENCES = [
    ("Automatic reply: Hello", True),
    ("[Auto-Reply]: Hello", True),
    ("Automatische Antwort: Hallo", True),
    ("Abwesenheitsnotiz: Hallo", True),
    ("Out of Office AutoReply: Hello", True),
    ("Réponse automatique : Bonjour", True),
    ("Respuesta automática: Hola", True),
    ("Resposta automática: Olá", True),
    ("Risposta automatica: Ciao", True),
    ("Automatisch antwoord: Hallo", True),
    ("Autosvar: Hej", True),
    ("Automaattinen vastaus: Hei", True),
    ("Odpowiedź automatyczna: Witam", True),
    ("Automatická odpověď: Dobrý den", True),
    ("Otomatik yanıt: Merhaba", True),
    ("Автоматический ответ: Привет", True),
    ("Αυτόματη απάντηση: Γεια", True),
    ("תשובה אוטומטית: שלום", True),
    ("自動応答: こんにちは", True),
    ("自动答复: 你好", True),
    ("Automatic reply", False),
    ("Out of office until Monday", False),
    ("Im Urlaub bis Montag", False),
    ("Absente", False),
    ("Fuera de la oficina", False),
    ("Ausência", False),
    ("Fuori ufficio", False),
    ("Afwezig tot maandag", False),
    ("Frånvaro", False),
    ("Nieobecność w biurze", False),
    ("В отпуске до понедельника", False),
]
# Words that begin like those, or stand elsewhere.
NO_ABSENCES = [
    "Absenteeism report",
    "Ausendorf",
    "Vacations in Spain",
    "Urlaubsanfrage",
    "Autoreplying parrots",
    "Question about out of office",
    "Re: Automatic reply: Hello",
    "AW: Abwesenheitsnotiz",
]


def read(headers, sender=None, answers_ours=False):
    """Return the origin of a message with these headers."""
    author = "" if "From:" in headers else "From: ann@b.example\n"
    message = message_from_string(f"{author}{headers}\n\nHello", policy=SMTP)
    return read_origin(message, sender, answers_ours)


class TestAutomatic(BaseCase):
    def assertOrigins(self, samples, is_sure):
        for name, headers, kind, header in samples:
            with self.subTest(name):
                origin = read(headers)
                self.assertEqual((origin.kind, origin.header), (kind, header))
                self.assertEqual(origin.is_sure, is_sure)
                self.assertFalse(origin.may_be_answered)
                self.assertFalse(origin.may_be_returned)

    def test_what_only_programs_write_proves_a_program(self):
        self.assertOrigins(SURE, is_sure=True)
        self.assertTrue(all(read(row[1]).is_surely_program for row in SURE))

    def test_what_a_person_may_have_written_through_a_program_is_not_sure(self):
        self.assertOrigins(LIKELY, is_sure=False)
        self.assertTrue(all(read(row[1]).is_program for row in LIKELY))

    def test_what_came_through_a_list_or_to_many_is_not_by_a_program(self):
        self.assertOrigins(SHARED, is_sure=False)
        self.assertFalse(any(read(row[1]).is_program for row in SHARED))

    def test_a_person_is_never_called_a_program(self):
        for headers in PEOPLE:
            with self.subTest(headers):
                self.assertEqual(read(headers).kind, PERSON)

    def test_every_kind_occurs(self):
        kinds = {row[2] for row in SURE + LIKELY + SHARED}
        self.assertEqual({PERSON, *kinds}, set(KINDS))

    def test_the_evidence_is_named(self):
        origin = read("Precedence: bulk")
        self.assertEqual((origin.header, origin.value), ("precedence", "bulk"))

    def test_the_surest_header_decides_wherever_it_stands(self):
        sure = "Auto-Submitted: auto-replied"
        likely = "X-Zendesk-Id: 1"
        shared = "List-Id: <t.example>"
        bulk = "List-Unsubscribe: <https://b.example/u>"
        for surer, other, header in (
            (sure, likely, "auto-submitted"),
            (sure, shared, "auto-submitted"),
            (likely, shared, "x-zendesk-id"),
            (likely, bulk, "x-zendesk-id"),
            (shared, bulk, "list-id"),
        ):
            with self.subTest(surer=surer, other=other):
                self.assertEqual(read(f"{surer}\n{other}").header, header)
                self.assertEqual(read(f"{other}\n{surer}").header, header)

    def test_no_program_writes_by_hand(self):
        """Auto-Submitted: no speaks for the person, but not against the list."""
        origin = read("List-Id: <t.example>\nAuto-Submitted: no\nX-GitHub-Reason: x")
        self.assertEqual(origin.kind, "list")


class TestAnswers(BaseCase):
    def test_the_envelope_overrules_the_header(self):
        for sender in ("", "<>"):
            origin = read("Return-Path: <a@b.example>", sender)
            self.assertEqual(origin.kind, PERSON)
            self.assertFalse(origin.may_be_answered)
            self.assertFalse(origin.may_be_returned)
        self.assertTrue(read("Return-Path: <>", "ann@b.example").may_be_answered)

    def test_headers_that_forbid_answers_forbid_those_that_they_name(self):
        """[MS-OXCMAIL], section 2.1.3.2.20: a notice is a non-delivery report."""
        for value, is_answered, is_returned in (
            ("None", True, True),
            ("DR, RN, NRN", True, True),
            ("DR, OOF, AutoReply", False, True),
            ("OOF", False, True),
            ("NDR", True, False),
            ("All", False, False),
            ("dr, ndr, rn, nrn, oof, autoreply", False, False),
        ):
            with self.subTest(value):
                origin = read(f"X-Auto-Response-Suppress: {value}")
                self.assertEqual(origin.kind, PERSON)
                self.assertEqual(origin.may_be_answered, is_answered)
                self.assertEqual(origin.may_be_returned, is_returned)

    def test_the_header_that_forbids_is_named(self):
        origin = read("X-Auto-Response-Suppress: All")
        self.assertEqual(origin.no_answer, "x-auto-response-suppress")
        self.assertEqual(read("Subject: x", "<>").no_notice, "return-path")
        self.assertEqual(read("Precedence: bulk").no_notice, "precedence")


class TestAbsence(BaseCase):
    def test_a_subject_in_many_languages_counts_with_evidence_of_a_responder(self):
        for subject, is_label in ABSENCES:
            with self.subTest(subject):
                headers = f"Subject: {subject}"
                self.assertEqual(read(headers).kind, PERSON)
                self.assertEqual(read(headers, None, True).kind, PERSON)
                alone = read(headers, "<>").kind
                self.assertEqual(alone, "auto_replied" if is_label else PERSON)
                origin = read(headers, "<>", answers_ours=True)
                self.assertEqual(
                    (origin.kind, origin.header), ("auto_replied", "subject")
                )

    def test_the_beginning_of_another_word_is_none(self):
        for subject in NO_ABSENCES:
            with self.subTest(subject):
                self.assertEqual(read(f"Subject: {subject}", "<>", True).kind, PERSON)

    def test_what_a_program_wrote_becomes_an_answer(self):
        """As Exchange sends it: auto-generated, with a subject that tells."""
        headers = "Auto-Submitted: auto-generated\nSubject: Automatische Antwort: x"
        self.assertEqual(read(headers).kind, "auto_replied")
        self.assertTrue(read(headers).is_sure)

    def test_it_never_counts_through_a_list(self):
        headers = "List-Id: <t.example>\nPrecedence: list\nSubject: Vacation"
        self.assertEqual(read(headers, "<>", True).kind, "list")

    def test_a_quiet_null_path_supports_no_more_than_a_label(self):
        quiet = "X-Auto-Response-Suppress: All"
        for subject, kind in (
            ("Out of office", "auto_replied"),
            ("Out of office: chairs", "auto_replied"),
            ("Out of office chairs", PERSON),
        ):
            with self.subTest(subject):
                self.assertEqual(read(f"Subject: {subject}\n{quiet}", "<>").kind, kind)
                self.assertEqual(
                    read(f"Subject: {subject}\n{quiet}", "a@b").kind, PERSON
                )


class TestTables(BaseCase):
    """Every row of a table has a sample that fails without it."""

    def kinds(self):
        return [
            (read(row[1]).kind, read(row[1]).is_sure, read(row[1]).header)
            for row in SURE + LIKELY + SHARED
        ]

    def test_rows(self):
        whole = self.kinds()
        for number, row in enumerate(programs.ROWS):
            rows = programs.ROWS[:number] + programs.ROWS[number + 1 :]
            with self.subTest(row[2].pattern), patch.object(programs, "ROWS", rows):
                programs.rows_about.cache_clear()
                self.assertTrue(self.kinds() != whole)
        programs.rows_about.cache_clear()

    def test_each_language_has_a_subject(self):
        for phrases in absence._AUTOMATIC + absence._AWAY:
            pattern = re.compile(rf"(?:{phrases})(?!\w)", re.I)
            with self.subTest(phrases):
                self.assertTrue(any(pattern.match(it) for it, _label in ABSENCES))

    def test_systems_by_their_names(self):
        for name in programs._SYSTEMS:
            with self.subTest(name):
                self.assertTrue(read(f"X-{name}-Id: 1").is_program)
