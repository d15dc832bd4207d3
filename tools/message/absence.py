# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""How programs begin the subject of an absence note, in the languages they speak.

Alone it proves nothing: a person writes about vacations too. Words are whole words,
for "absence" begins other ones as well.
"""

import re

# It says itself that a program answers.
_AUTOMATIC = (
    # en
    r"auto(?:matic|mated)?[- ]?(?:reply|response|respond|answer)(?: to)?"
    r"|out of (?:the )?office auto-?reply",
    # de
    r"automatische (?:antwort|rückmeldung|abwesenheitsnotiz)|abwesenheitsnotiz",
    # fr
    r"réponse automatique",
    # es
    r"respuesta autom[áa]tica|autorrespuesta",
    # pt
    r"resposta autom[áa]tica",
    # it
    r"risposta automatica",
    # nl
    r"automatisch antwoord",
    # sv, da, nb, fi
    r"auto(?:matiskt? )?svar|automaattinen vastaus",
    # pl, cs, sk, hu
    r"automatyczna odpowiedź|odpowiedź automatyczna|automatická odpov(?:ě|e)ď"
    r"|automatikus válasz",
    # ro, lt, lv, et, hr, sl, tr, id, vi
    r"răspuns automat|automatinis atsakymas|automātisk[aā] atbilde|automaatvastus"
    r"|automatski odgovor|samodejni odgovor|otomatik (?:yanıt|cevap)|balasan otomatis"
    r"|trả lời tự động",
    # el, ru, uk, bg
    r"αυτόματη απάντηση|автоматический ответ|автоответ(?:чик)?"
    r"|автоматична відповідь|автоматичен отговор",
    # ar, he
    r"رد تلقائي|תשובה אוטומטית",
)
# Languages that put no blanks between words.
_IN_ONE_WORD = r"自動(?:応答|返信|回覆|答覆)|不在|自动(?:答复|回复)|자동 ?(?:회신|응답)"

# What a person may write as well.
_AWAY = (
    # en
    r"out[ -]of[ -](?:the )?office(?: (?:reply|response|notification|message))?|ooo"
    r"|away from (?:my|the) (?:e-?mail|mail|office|desk)|i am away|not in the office"
    r"|(?:i am )?on (?:vacation|holidays?|(?:annual |parental |sick )?leave)"
    r"|annual leave|vacation(?: (?:reply|response|message|notice))?|absen(?:t|ce)",
    # de
    r"abwesen(?:d|heit)(?:s(?:meldung|nachricht|benachrichtigung|assistent))?"
    r"|nicht im (?:büro|haus)|(?:bin )?im urlaub|urlaub(?:s(?:notiz|meldung))?"
    r"|au(?:ß|ss)er haus",
    # fr
    r"(?:message |notification |avis )?d['’]absence|absence|(?:je suis )?absente?"
    r"|hors du bureau|en congés?",
    # es, pt
    r"fuera de (?:la )?oficina|de vacaciones|ausen(?:te|cia)|fora do escrit[óo]rio"
    r"|ausência|de f[ée]rias",
    # it
    r"fuori (?:sede|ufficio)|assen(?:te|za)|in ferie",
    # nl
    r"afwezig(?:heid(?:s(?:bericht|melding))?)?|niet aanwezig|buiten kantoor"
    r"|op vakantie",
    # sv, da, nb, fi
    r"frånvar(?:o|ande)|frånvaromeddelande|fravær(?:ende|smelding|sbesked)?"
    r"|ikke til stede|på (?:semester|ferie)|poissa(?:oloilmoitus)?|lomalla",
    # pl, cs, sk, hu
    r"nieobecn(?:y|a|ość|ości)|poza biurem|mimo kancelář|nepřítomnost|neprítomnosť"
    r"|házon kívül",
    # ru
    r"вне офиса|в отпуске",
)


def _beginning(*phrases):
    """Return the pattern of a subject that begins with one of these phrases."""
    return rf"\W*(?:(?:{'|'.join(phrases)})(?!\w)|{_IN_ONE_WORD})"


ABSENCE = re.compile(_beginning(*_AUTOMATIC, *_AWAY), re.I)
"""How the subject begins."""

ABSENCE_LABEL = re.compile(rf"{ABSENCE.pattern}\s*(?:[:：\])】.!–-]|$)", re.I)
"""The same as a label: nothing follows, or what it answers does."""

RESPONDER_LABEL = re.compile(rf"{_beginning(*_AUTOMATIC)}[\])]?\s*[:：]", re.I)
"""A label that says itself that a program answers, before what it answers."""

NOTES_ABSENCE = re.compile(
    r"auto: .{1,200}\b(?:is out of the office|ist au(?:ß|ss)er haus|est absente?\b"
    r"|est[áa] (?:fuera de|ausente)|è (?:fuori|assente)|is (?:niet aanwezig|afwezig)"
    r"|está fora d|är inte på kontoret|er ikke på kontoret)"
    r"|.{1,100} is out of the office(?: ?\(returning [^()]*\))?\.?$",
    re.I,
)
"""The subjects that HCL (IBM, Lotus) Notes and Domino make; they name the person."""

NOTES_MAILER = re.compile(r"(?:lotus|ibm|hcl)?\W*(?:notes|domino)\b", re.I)
NOTES_HEADERS = ("x-mimetrack", "x-lotus-fromdomain", "x-keepsent")
