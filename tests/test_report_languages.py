# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Reports in many languages, with and without accents, written by hand."""

from odoo.tests import BaseCase

from .test_report_formats import ADDRESS, UNKNOWN, read

# (what it is, (reason, permanent), From, Subject, text)
ROWS = (
    (
        "German",
        ("mailbox_full", False),
        "GMX Mailer Daemon <mailer-daemon@gmx.de>",
        "Mail delivery failed: returning message to sender",
        "Diese Nachricht wurde automatisch erzeugt.\n"
        "\n"
        "Ihre E-Mail konnte nicht zugestellt werden.\n"
        "\n"
        "{0}:\n"
        "Das Postfach des Empfängers ist voll.",
    ),
    (
        "Danish",
        UNKNOWN,
        "postmaster@mail.dk",
        "Ikke leveret: Tilbud",
        "Din besked kunne ikke leveres til følgende modtager:\n"
        "\n"
        "  {0}\n"
        "\n"
        "Brugeren findes ikke.",
    ),
    (
        "Swedish",
        UNKNOWN,
        "Postmaster <postmaster@mail.se>",
        "Olevererbart: Offert",
        "Meddelandet kunde inte levereras till:\n\n{0}\n\nOrsak: okänd användare",
    ),
    (
        "Norwegian",
        ("mailbox_full", False),
        "postmaster@mail.no",
        "Kunne ikke leveres",
        "Meldingen kunne ikke leveres til {0}.\nInnboksen er full.",
    ),
    (
        "Hungarian",
        UNKNOWN,
        "MAILER-DAEMON@mail.hu",
        "Kézbesíthetetlen levél",
        "Az Ön levelét nem sikerült kézbesíteni a következő "
        "címzettnek:\n"
        "\n"
        "<{0}>: ismeretlen felhasználó",
    ),
    (
        "Hungarian without accents",
        ("mailbox_full", False),
        "MAILER-DAEMON@mail.hu",
        "Sikertelen kezbesites",
        "A level nem kezbesitheto.\n\n<{0}>: a postafiok megtelt",
    ),
    (
        "Turkish",
        UNKNOWN,
        "postmaster@mail.com.tr",
        "Teslim edilemedi: Teklif",
        "Mesajınız aşağıdaki alıcıya teslim edilemedi:\n"
        "\n"
        "{0}\n"
        "Böyle bir kullanıcı bulunamadı.",
    ),
    (
        "Czech without accents",
        UNKNOWN,
        "postmaster@seznam.cz",
        "Nedorucitelna zprava",
        "Zpravu se nepodarilo dorucit nasledujicimu prijemci:\n"
        "\n"
        "{0}: uzivatel neexistuje",
    ),
    (
        "Polish without accents",
        UNKNOWN,
        "postmaster@wp.pl",
        "Zwrot: niedostarczona wiadomosc",
        "Wiadomosc nie mogla zostac dostarczona do:\n\n<{0}>: nie ma takiego konta",
    ),
    (
        "Polish without accents, full",
        ("mailbox_full", False),
        "postmaster@onet.pl",
        "Raport o niedostarczeniu",
        "Nie mozna dostarczyc wiadomosci do nastepujacych adresatow:\n"
        "\n"
        "{0}\n"
        "   skrzynka odbiorcy jest pelna",
    ),
    (
        "Russian",
        UNKNOWN,
        "mailer-daemon@mail.ru",
        "Недоставленное сообщение",
        "Ваше письмо не может быть доставлено следующему получателю:\n"
        "\n"
        "{0}\n"
        "\n"
        "Причина: нет такого пользователя",
    ),
    (
        "Italian",
        UNKNOWN,
        "Mail Delivery System <MAILER-DAEMON@libero.it>",
        "Mancato recapito",
        "Il messaggio non è stato recapitato a:\n\n<{0}>: utente sconosciuto",
    ),
    (
        "French",
        ("mailbox_full", False),
        "postmaster@free.fr",
        "Echec de remise",
        "Votre message n'a pas pu être remis à {0} car sa boîte aux "
        "lettres est pleine.",
    ),
    (
        "Spanish",
        UNKNOWN,
        "postmaster@correo.es",
        "No se pudo entregar",
        "Su mensaje no ha podido ser entregado a los siguientes "
        "destinatarios:\n"
        "\n"
        "{0}\n"
        "\n"
        "La dirección no existe.",
    ),
    (
        "Finnish",
        UNKNOWN,
        "postmaster@mail.fi",
        "Toimitus epäonnistui",
        "Viestiä ei voitu toimittaa vastaanottajalle {0}: tuntematon käyttäjä",
    ),
    (
        "Romanian",
        UNKNOWN,
        "postmaster@mail.ro",
        "Mesaj nelivrat",
        "Mesajul dvs. nu a putut fi livrat către {0}: utilizator necunoscut",
    ),
    (
        "Korean",
        UNKNOWN,
        "postmaster@naver.com",
        "[발송실패 안내] 존재하지 않는 이메일",
        "메일을 전송하지 못했습니다.\n"
        "\n"
        "받는사람: {0}\n"
        "사유: 존재하지 않는 사용자입니다.",
    ),
    (
        "Japanese",
        UNKNOWN,
        "postmaster@example.jp",
        "エラー通知",
        "次の宛先にメールを送信できませんでした。\n\n{0}\n宛先不明",
    ),
    (
        "Greek",
        UNKNOWN,
        "postmaster@mail.gr",
        "Αποτυχία παράδοσης",
        "Δεν ήταν δυνατή η παράδοση του μηνύματος σε:\n{0}\nΆγνωστος χρήστης",
    ),
    (
        "Ukrainian",
        UNKNOWN,
        "postmaster@ukr.net",
        "Недоставлене",
        "Повідомлення не вдалося доставити: {0}\nТакого користувача не існує",
    ),
    (
        "Lithuanian",
        UNKNOWN,
        "postmaster@mail.lt",
        "Nepristatytas laiškas",
        "Laiško nepavyko pristatyti: {0}\nVartotojas nerastas",
    ),
    (
        "Estonian",
        UNKNOWN,
        "postmaster@mail.ee",
        "Kiri jäi saatmata",
        "Kirja ei saanud edastada: {0}\nKasutajat ei leitud",
    ),
    (
        "Hebrew",
        UNKNOWN,
        "mailer-daemon@mail.il",
        "Undeliverable",
        "<{0}>: 550 5.1.1 המשתמש לא קיים",
    ),
    (
        "Dutch",
        UNKNOWN,
        "postmaster@kpn.nl",
        "Onbestelbaar: Offerte",
        "Uw bericht kon niet worden bezorgd aan:\n\n{0}\nReden: onbekende gebruiker",
    ),
    (
        "Portuguese",
        ("suspended", False),
        "postmaster@uol.com.br",
        "Mensagem não entregue",
        "A sua mensagem não foi entregue a {0}.\nConta suspensa.",
    ),
)


class TestReportLanguages(BaseCase):
    def test_each_language_is_understood(self):
        for name, verdict, sender, subject, text in ROWS:
            with self.subTest(name):
                self.assertEqual(read(sender, subject, text), (ADDRESS, *verdict))
