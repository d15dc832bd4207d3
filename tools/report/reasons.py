# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The words and codes by which mail servers say why, as tables.

Texts are matched in lower case, with every address replaced by "@". The first row
that matches decides: the order is part of the knowledge, its reason is beside it.
"""

import re

from .values import (
    ADDRESS_UNKNOWN,
    CONTENT,
    DOMAIN_NOT_FOUND,
    MAILBOX_FULL,
    MOVED,
    OTHER,
    POLICY,
    RATE_LIMITED,
    REFUSED,
    SERVER_ERROR,
    SPAM,
    SUSPENDED,
    TOO_LARGE,
    UNREACHABLE,
)

_WHO = r"(?:user|account|mailbox|recipient|address|addressee|inbox|customer|person)"

_TEXT_ROWS = (
    # What is said of the sender must not be taken for news of the recipient:
    # "sender domain does not exist", "sender verify failed: no such user".
    (
        POLICY,
        r"\bspf\b|\bdkim\b|\bdmarc\b|\barc\b.{0,20}fail",
        r"reverse[ -](?:dns|lookup|host|record|map)|\br-?dns\b|\bptr\b|unverifyable",
        r"cannot (?:find your|resolve your|lookup)|fully[ -]qualified host",
        r"(?:helo|ehlo)(?: command| name)? (?:rejected|invalid|must)",
    ),
    (
        REFUSED,
        r"sender (?:address )?(?:domain )?(?:@ )?(?:has been |is |was )?"
        r"(?:rejected|denied|blocked|refused|unknown|invalid|verif|not |does not|<@>)",
        r"(?:domain of |verify |verif\w+ )(?:the )?sender|(?:bad|invalid) sender",
        r"mail ?from.{0,40}(?:domain|denied|rejected|refused|not (?:allowed|exist))",
        r"your (?:e-?mail )?(?:address|domain).{0,30}(?:reject|block|not allowed)",
        r"sending to/from an address|refused due to recipient preferences",
    ),
    # Limits on speed quote "quota" and "too many", before the mailbox and the size.
    (
        RATE_LIMITED,
        r"rate[ -]?limit|(?:frequency|volume|connection|sending) (?:is |rate )?limit",
        r"too (?:many|much) (?:connections?|sessions?|messages?|mails?|e-?mails?"
        r"|recipients?|concurrent|requests?|errors?|invalid|bad|simultaneous)",
        r"(?:sending|sent|daily|hourly).{0,30}(?:quota|limit)|throttl"
        r"|too (?:fast|quick)",
        r"receiving (?:mail|e-?mail)s? (?:at a rate|too)|unexpected volume",
        r"exceed\w*.{0,40}(?:per (?:hour|day|minute)|rate|connections)",
        r"gr[ae]y-?list|deferred due to|reduce (?:your )?(?:speed|sending)",
    ),
    (
        MAILBOX_FULL,
        r"(?:mail ?box|inbox|account|folder|user|storage|quota|recipient|boîte|buzón)"
        r".{0,40}\b(?:is |are |was )?(?:full\b|exceed|over[ -]?"
        r"(?:quota|its|limit|allo|size|storage|disk|the))",
        r"\bquota\b|over (?:its |the |disk )?(?:quota|limit)|mailfolder|mailbox_full",
        r"\b(?:exceed\w*|out of|insufficient|not enough|no)\b.{0,25}storage"
        r"|full mail ?box|mail ?box size limit",
        r"postfach.{0,30}voll|(?:boîte|boite).{0,40}pleine|buz[oó]n.{0,30}lleno",
        r"casella.{0,40}piena|caixa.{0,40}(?:cheia|lotada)|переполнен|一杯|メールボックスが",
        r"邮箱.{0,10}满|信箱.{0,10}滿|vol(?:le)? mailbox|skrzynka.{0,20}pełna",
    ),
    (
        TOO_LARGE,
        r"(?:message|mail|e-?mail|size|attachment|content|body|file|header|data).{0,40}"
        r"(?:too (?:large|big|long)|size limit|max(?:imum)? (?:message |file )?size)",
        r"(?:too (?:large|big)|larger than|exceeds?).{0,60}(?:size|limit|maximum"
        r"|bytes)",
        r"(?:size|length).{0,30}exceed|zu groß|trop (?:gros|volumineux)"
        r"|demasiado grande",
    ),
    # A delivery program that fails may name its own files and users.
    (
        SERVER_ERROR,
        r"(?:could ?n[o']t|can(?:no|')t|unable to) (?:create|write|fork|exec)",
    ),
    # A suspended account is often called "unavailable" or "unknown" as well.
    (
        SUSPENDED,
        rf"\b{_WHO}\b.{{0,60}}\b(?:disabled|suspend|inactiv|locked|frozen|expired"
        r"|deactivat|blocked temporar|temporarily (?:limited|locked|blocked)"
        r"|on hold|not (?:been )?activ|discontinu|restricted|is closed|terminated)",
        rf"(?:disabled|inactive|suspended|locked|frozen|expired) (?:@ "
        rf"|e-?mail )?{_WHO}\b",
        r"not (?:been )?(?:used|logged|accessed) for|account.{0,20}limited",
    ),
    (
        MOVED,
        r"(?:has|have|had|is|was) (?:been )?moved|no longer (?:on|at|with|in) "
        r"|(?:new|changed?) (?:e-?mail )?address|not our customer|user not local",
        r"(?:has|hat|a) left (?:the )?(?:company|organi)|please try @|relocated",
        r"no longer (?:work|employ)|nicht mehr (?:bei|im)|ne travaille plus|已离职",
        r"account.{0,20}(?:closed|moved)|hasmoved",
    ),
    # The domain before the address: "domain unknown" against "user unknown".
    (
        UNREACHABLE,
        r"host not found,? try again|temporary (?:lookup|name|dns|name server)",
        r"(?:name (?:service|server)|dns).{0,50}(?:try again|timed? ?out|temporar"
        r"|malformed|servfail|query failed)",
    ),
    (
        DOMAIN_NOT_FOUND,
        r"(?:host|domain)(?: name)?(?: or (?:host|domain)(?: name)?)?"
        r"(?: [\w.\[\]<>@-]{1,100})? (?:is |was )?(?:not found|unknown"
        r"|does ?n[o']t exist|non-?exist"
        r"|could not be found|not (?:resolv|valid|exist))|domain is not reachable",
        r"(?:unknown|invalid|illegal|no such|bad|unresolvable|nonexistent)"
        r"(?: remote| recipient| mail)? (?:host|domain)\b|nxdomain|null ?mx"
        r"|no relevant answers|dns error|indicated no smtp service|\bno mx\b",
        r"unroute?able|unrout(?:e)?able (?:mail )?(?:address|domain)"
        r"|no route to domain",
        r"(?:couldn'?t|could not|cannot|unable to|can't) (?:find|locate|resolve"
        r"|look ?up)"
        r" (?:any |a |the )?(?:host|domain|mx|mail server|exchanger"
        r"|server named)",
        r"does ?n[o']t (?:receive|accept) (?:e-?)?mail|does not accept mail|not accept "
        r"(?:any )?(?:e-?)?mail|(?:account or )?domain (?:may|does|might) not exist",
        r"system (?:is )?not accepting network messages|name or service not known"
        r"|nodename nor servname|no dns|mail loops back",
    ),
    (
        ADDRESS_UNKNOWN,
        rf"(?:unknown|no such|non-?exist\w*|invalid|illegal|not a valid|bad|wrong"
        rf"|incorrect|undefined|nicht existierende?)(?: (?:or|local|virtual|final"
        rf"|e-?mail|destination|mail|illegal|remote|alias|:)){{0,3}} ?{_WHO}\b",
        rf"\b{_WHO}s?(?: name| address| alias| account| [a-z.@_'\"-]+)?"
        r"(?: \([^)]{0,60}\))?:? "
        r"(?:is |was |are )?(?:unknown|not (?:found|known|listed|exist|valid|recogni"
        r"|registered|a (?:valid|known)|in (?:the )?(?:directory|domino|database|list))"
        r"|does ?n[o']t exist|do(?:es)? not exist|no(?:t)? longer (?:valid|exist|active"
        r"|available|in use)|unavailable|could ?n[o']t be found|cannot be found"
        r"|was ?n[o']t found|invalid|incorrect|non-?exist)",
        r"user (?:doesn't|does not|do not) have|no (?:mail ?box|account|user|recipient)"
        r"(?: here| by| with| found| name| for|s )|not (?:a )?(?:listed|known) (?:in"
        r"|user)",
        r"not listed in (?:the )?(?:domino|public|name|directory)|not in (?:the )?"
        r"(?:directory|address book)|recip(?:ient)?notfound|adr\.recip|nosuchuser",
        r"recipient (?:address )?rejected\.?(?: \(|$)",
        r"address rejected: (?:access denied|undeliverable|unknown|unverified|no such)"
        r"|no such (?:person|local|name|id|object|address|e-?mail)"
        r"|mailbox unavailable|no valid recipient|invalid.{0,20}user ?id"
        r"|unknown (?:local|recip|or illegal)|unknown to (?:us|this)",
        r"does not exist|doesn't exist|no longer (?:exists|valid|available)"
        r"|does not have"
        r" an? .{0,40}account|that (?:name|user) (?:is )?(?:not|un)|deleted (?:user"
        r"|mail)",
        r"(?:check|verify).{0,60}(?:e-?mail )?address is correct|addressee unknown",
        r"(?:empfänger|benutzer|adresse|postfach).{0,40}(?:unbekannt|nicht (?:gefunden"
        r"|bekannt|vorhanden|existiert))|(?:utilisateur|destinataire|adresse).{0,40}"
        r"(?:inconnu|invalide|inexistant|n'existe pas)",
        r"(?:usuario|destinatario|dirección|cuenta|buzón).{0,40}(?:desconocid|no existe"
        r"|no encontrad|inexistente|no válid)|(?:utente|destinatario|indirizzo|casella)"
        r".{0,40}(?:sconosciut|inesistente|non (?:esiste|trovat|valid))",
        r"(?:usuário|destinatário|endereço|conta).{0,40}(?:desconhecid|não (?:existe"
        r"|encontrad)|inexistente|inválid)|(?:gebruiker|ontvanger|adres).{0,40}"
        r"(?:onbekend|niet gevonden|bestaat niet)",
        r"(?:użytkownik|adres|odbiorc|konto).{0,40}(?:nieznan|nie istnieje)|(?:uživatel"
        r"|adres|schránk).{0,40}(?:neexistuje|neznám)|(?:пользовател|адрес|ящик).{0,60}"
        r"(?:не (?:найден|существует)|неизвестн|отсутствует)",
        r"見つかりません|存在しません|みつかりません|ありません|用户不存在|不存在|找不到"
        r"|찾을 수 없|존재하지 않",
    ),
    (
        CONTENT,
        r"virus|malware|infected|trojan|phish|attachment|\bmime\b|non-?compliant"
        r"|rfc ?\d{3,4}"
        r"|malformed|8-?bit|improper|duplicate header|headers? (?:error|too)|charset",
        r"content (?:is )?(?:not|presents|forbidden|conver)|(?:missing|invalid"
        r"|multiple)"
        r".{0,30}(?:header|from:|subject)|potential security|executable|line too long",
    ),
    (
        SPAM,
        r"spam|unsolicited|\bu[bc]e\b|junk|black ?-?list|block ?-?list"
        r"|blocked (?:using|by"
        r"|for|ip)|\brbl\b|\bdnsbl\b|reputation|abus|bulk mail|banned|complaint",
        r"barracuda|listed (?:in|at|on|by)|listed\b.{0,40}http|content rejected|scored"
        r"|suspicious|(?:ip|host|server|network|address).{0,40}(?:blocked|banned|denied"
        r"|not (?:allowed|accepted|permitted))|poor ip|uribl|surbl",
    ),
    (
        POLICY,
        r"relay|authenticat|starttls|\btls\b|\bssl\b|polic(?:y|ies)|security|encrypt",
        r"access denied|not (?:allowed|permitted|authori[sz]ed|configured to)|denied"
        r"|prohibited|permission|administrative|not (?:been )?verified|certificate",
        r"use the smtp server|client host rejected|not a (?:mail|mx)|may not be mail",
    ),
    (
        REFUSED,
        r"not (?:a )?(?:member|subscrib)|(?:only|restricted) (?:accept|to) (?:mail"
        r"|member)"
        r"|(?:rejected|refused|blocked) by (?:the )?(?:recipient|user|owner"
        r"|destination)"
        r"|not accepting (?:mail|messages)|does not (?:accept|allow) (?:mail|messages)",
        r"group|mailing list|moderat|filter(?:ed)?\b|challenge|whitelist|not wanted",
    ),
    (
        UNREACHABLE,
        r"timed? ?-?out|time(?:d)? limit|retry time|expired|no route|unreachable"
        r"|refused"
        r"|(?:unable to|could ?n[o']t|cannot|did not accept our requests to|was ?n[o']t"
        r" able to) (?:connect|establish|open|reach|contact)|socket error"
        r"|lost connection",
        r"connection (?:reset|closed|dropped|lost|fail|error|abort|was|died)"
        r"|not respond"
        r"|no answer|in the queue too long|given up|gave up|too many hops|hop count"
        r"|loop"
        r"|network|no (?:response|servers?|host|relay)|deferred|aborted after",
    ),
    (
        SERVER_ERROR,
        r"temporar|try (?:again )?later|system error|internal|configur|local error|disk"
        r"|resources|service refuse|mailer"
        r"|pipe|command|protocol|syntax|i/o error|no space|server error|software",
    ),
)

REASON_BY_TEXT = tuple(
    (reason, re.compile("|".join(patterns))) for reason, *patterns in _TEXT_ROWS
)

# RFC 3463, RFC 5248 and its registry, RFC 7505; without the class digit, which
# servers do not keep to. A bare subject ("7") speaks for the codes not named.
_STATUS_ROWS = {
    "1.1": ADDRESS_UNKNOWN,
    "1.2": DOMAIN_NOT_FOUND,
    "1.3": ADDRESS_UNKNOWN,
    "1.4": ADDRESS_UNKNOWN,
    "1.6": MOVED,
    "1.7": REFUSED,
    "1.8": REFUSED,
    "1.10": ADDRESS_UNKNOWN,
    "2.1": SUSPENDED,
    "2.2": MAILBOX_FULL,
    "2.3": TOO_LARGE,
    "3.1": SERVER_ERROR,
    "3.4": TOO_LARGE,
    "4.1": UNREACHABLE,
    "4.4": DOMAIN_NOT_FOUND,
    "4.7": UNREACHABLE,
    "5.3": RATE_LIMITED,
    "7.13": SUSPENDED,
}
REASON_BY_STATUS = {
    f"{first_digit}.{detail}": reason
    for detail, reason in _STATUS_ROWS.items()
    for first_digit in "45"
} | {
    "3": SERVER_ERROR,
    "4": UNREACHABLE,
    "5": SERVER_ERROR,
    "6": CONTENT,
    "7": POLICY,
}

# RFC 5321, section 4.2.3; RFC 7504 for 521 and 556. 550 says too little.
REASON_BY_REPLY = {
    "421": UNREACHABLE,
    "450": OTHER,
    "452": SERVER_ERROR,
    "521": DOMAIN_NOT_FOUND,
    "530": POLICY,
    "535": POLICY,
    "551": MOVED,
    "552": MAILBOX_FULL,
    "556": DOMAIN_NOT_FOUND,
}
