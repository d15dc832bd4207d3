# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""How programs begin the subject of an absence note, in the languages they speak.

Alone it proves nothing: a person writes about vacations too. Words are whole words,
for "absence" begins other ones as well.
"""

import re

_PHRASES = (
    # en
    r"auto(?:matic|mated)?[- ]?(?:reply|response|respond|answer)(?: to)?"
    r"|out of (?:the )?office(?: (?:auto-?reply|reply|response|notification|message))?"
    r"|out-of-office|ooo|away from (?:my|the) (?:e-?mail|mail|office|desk)|i am away"
    r"|(?:i am )?on (?:vacation|holidays?|(?:annual |parental |sick )?leave)"
    r"|annual leave|vacation(?: (?:reply|response|message|notice))?|absen(?:t|ce)"
    r"|not in the office",
    # de
    r"automatische (?:antwort|rückmeldung|abwesenheitsnotiz)|au(?:ß|ss)er haus"
    r"|abwesen(?:d|heit)(?:s(?:notiz|meldung|nachricht|benachrichtigung|assistent))?"
    r"|nicht im (?:büro|haus)|(?:bin )?im urlaub|urlaub(?:s(?:notiz|meldung))?",
    # fr
    r"réponse automatique|(?:message |notification |avis )?d['’]absence|absence"
    r"|(?:je suis )?absente?|hors du bureau|en congés?",
    # es, pt
    r"respuesta autom[áa]tica|autorrespuesta|fuera de (?:la )?oficina|de vacaciones"
    r"|ausen(?:te|cia)|resposta autom[áa]tica|fora do escrit[óo]rio|ausência"
    r"|de f[ée]rias",
    # it
    r"risposta automatica|fuori (?:sede|ufficio)|assen(?:te|za)|in ferie",
    # nl
    r"automatisch antwoord|afwezig(?:heid(?:s(?:bericht|melding))?)?|niet aanwezig"
    r"|buiten kantoor|op vakantie",
    # sv, da, nb, fi
    r"auto(?:matiskt? )?svar|frånvar(?:o|ande)|frånvaromeddelande"
    r"|fravær(?:ende|smelding|sbesked)?|ikke til stede|på (?:semester|ferie)"
    r"|automaattinen vastaus|poissa(?:oloilmoitus)?|lomalla",
    # pl, cs, sk, hu
    r"automatyczna odpowiedź|odpowiedź automatyczna|nieobecn(?:y|a|ość|ości)"
    r"|poza biurem|automatická odpov(?:ě|e)ď|mimo kancelář|nepřítomnost|neprítomnosť"
    r"|automatikus válasz|házon kívül",
    # ro, lt, lv, et, hr, sl, tr, id, vi
    r"răspuns automat|automatinis atsakymas|automātisk[aā] atbilde|automaatvastus"
    r"|automatski odgovor|samodejni odgovor|otomatik (?:yanıt|cevap)|balasan otomatis"
    r"|trả lời tự động",
    # el, ru, uk, bg
    r"αυτόματη απάντηση|автоматический ответ|автоответ(?:чик)?|вне офиса|в отпуске"
    r"|автоматична відповідь|автоматичен отговор",
    # ar, he
    r"رد تلقائي|תשובה אוטומטית",
)
_IN_ONE_WORD = r"自動(?:応答|返信|回覆|答覆)|不在|自动(?:答复|回复)|자동 ?(?:회신|응답)"
_PHRASE = rf"\W*(?:(?:{'|'.join(_PHRASES)})(?!\w)|{_IN_ONE_WORD})"

ABSENCE = re.compile(_PHRASE, re.I)
"""How the subject begins."""

ABSENCE_LABEL = re.compile(rf"{_PHRASE}\s*(?:[:：\])】.!–-]|$)", re.I)
"""The same as a label: nothing follows, or what it answers does."""

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
