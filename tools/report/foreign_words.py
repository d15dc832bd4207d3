# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The words of ``reason_words`` in other languages than English.

One row for each language (or for those of one family), named beside it.
"""

ADDRESS_UNKNOWN = (
    # German
    r"\b(?:empfae?nger|benutzer|adresse|adressat|postfach|nutzer|konto|mailbox|kennung)"
    r"\w{0,12}\b.{0,40}(?:unbekannt|nicht (?:gefunden|bekannt|vorhanden|existier"
    r"|mehr gue?ltig)|existiert nicht|ungue?ltig)|\bunbekannter? (?:empfae?nger"
    r"|benutzer|adressat)|nicht existierende[rsn]? (?:benutzer|empfae?nger|postfach)",
    # French
    r"\b(?:utilisateur|destinataire|adresse|compte|usager|boite)\b.{0,40}"
    r"\b(?:inconnue?|invalide|inexistante?|n'existe (?:pas|plus)|introuvable"
    r"|non recense|non trouve)",
    # Spanish
    r"\b(?:usuario|destinatario|direccion|cuenta|buzon|casilla|dicha persona|correo)\b"
    r".{0,40}(?:desconocid|no existe|no encontrad|inexistente|no valid|invalid)"
    r"|no existe (?:ese|el|la|dicha?|este|esta|ningun)",
    # Italian
    r"\b(?:utente|destinatario|indirizzo|casella)\b.{0,40}(?:sconosciut|inesistente"
    r"|non (?:esiste|trovat|valid))|nessun utente",
    # Portuguese
    r"\b(?:usuario|utilizador|destinatario|endereco|conta|caixa)\b.{0,40}"
    r"(?:desconhecid|nao (?:existe|encontrad)|inexistente|invalid)",
    # Dutch
    r"\b(?:gebruiker|ontvanger|adres|geadresseerde|postvak)\b.{0,40}(?:onbekend"
    r"|niet gevonden|bestaat niet)|\bonbekende (?:gebruiker|ontvanger)",
    # Danish, Norwegian
    r"\b(?:bruger|modtager|adresse|bruker|mottaker|konto|postkasse)\w{0,4}\b.{0,40}"
    r"(?:findes ikke|finnes ikke|eksisterer ikke|ikke fundet|ikke funnet|ukendt|ukjent)"
    r"|\b(?:ukendt|ukjent) (?:bruge?r|bruker|modtager|mottaker|adresse|konto)",
    # Swedish
    r"\b(?:anvandare|mottagare|adress|konto|brevlada)\w{0,2}\b.{0,40}(?:finns inte"
    r"|finns ej|existerar inte|hittades inte|okand)|\bokand (?:anvandare|mottagare"
    r"|adress)",
    # Finnish
    r"(?:kayttaja|vastaanottaja|osoite|postilaatikko)\w{0,3}.{0,40}(?:ei (?:loydy"
    r"|loytynyt|ole olemassa)|tuntematon)|tuntematon (?:kayttaja|vastaanottaja)",
    # Polish
    r"\b(?:uzytkownik|adres|odbiorc|konto|skrzynk|adresat)\w{0,4}\b.{0,40}(?:nieznan"
    r"|nie istnieje|nie znaleziono)|nie ma takiego (?:uzytkownika|konta|adresu)"
    r"|brak takiego (?:uzytkownika|konta|adresu)|\bnieznany (?:uzytkownik|odbiorca"
    r"|adres)",
    # Czech, Slovak
    r"\b(?:uzivatel|pouzivatel|adres|schrank|prijemce|prijemca|ucet)\w{0,4}\b.{0,40}"
    r"(?:neexistuje|nezna|nebyl\w? nalezen|nenalezen|nenasiel)|\b(?:neznam"
    r"|neexistuj)\w{0,4}"
    r" (?:uzivatel|pouzivatel|adres|prijem)",
    # Hungarian
    r"(?:ismeretlen|nem letezo|nincs ilyen) (?:felhasznalo|cimzett|postafiok|cim)"
    r"|\b(?:felhasznalo|cimzett|postafiok|cim)\b.{0,40}(?:nem letezik|nem talalhato"
    r"|ismeretlen)",
    # Turkish
    r"\b(?:kullanici|alici|adres|posta kutusu|hesap)\w{0,3}\b.{0,40}(?:bulunamadi"
    r"|mevcut degil|bilinmiyor|yok\b|gecersiz)|\bbilinmeyen (?:kullanici|alici)"
    r"|boyle bir (?:kullanici|alici|adres|hesap) (?:yok|bulunamadi)",
    # Romanian
    r"\b(?:utilizator|destinatar|adres|cont)\w{0,4}\b.{0,40}(?:necunoscut|nu exista"
    r"|inexistent|nu a fost gasit)",
    # Croatian, Serbian, Slovenian, Bosnian
    r"\b(?:korisnik|primatelj|primalac|adresa|uporabnik|prejemnik)\b.{0,40}"
    r"(?:ne postoji|nepoznat|nije pronad|ne obstaja|neznan)|\bnepoznat (?:korisnik"
    r"|primatelj)|\bneznan (?:uporabnik|prejemnik)",
    # Estonian, Latvian, Lithuanian
    r"\b(?:kasutaja\w?|saaja|lietotaj\w{1,3}|adresats|vartotoj\w{1,3}|gavej\w{1,3})\b"
    r".{0,40}(?:ei leitud|ei eksisteeri|tundmatu|neeksiste|nav atrast|nezinam|nerasta"
    r"|neegzistuoja|nezinom)",
    # Russian, Ukrainian, Bulgarian
    r"(?:пользовател|адрес|ящик|получател|користувач|одержувач|потребител|скриньк)"
    r"\w{0,4}.{0,60}(?:не (?:найден|существует|зарегистр|знайден|існує|съществува"
    r"|е намерен)|неизвест|невідом|отсутствует|непознат)|(?:неизвестный|невідомий"
    r"|непознат) (?:пользователь|получатель|користувач|потребител)|нет такого"
    r" (?:пользователя|адреса|ящика)",
    # Greek
    r"(?:χρηστης|παραληπτης|διευθυνση).{0,40}(?:δεν υπαρχει|δεν βρεθηκε|αγνωστ)"
    r"|αγνωστος (?:χρηστης|παραληπτης)",
    # Japanese
    r"見つかりません|みつかりません|存在しません|存在しない|宛先不明|あて先不明"
    r"|に(?:は)?ありません|該当(?:する)?(?:ユーザー?|アドレス)",
    # Chinese
    r"不存在|找不到|未找到|无此(?:用户|帐号|账号|邮箱)|無此(?:使用者|帳號|信箱)"
    r"|查无此|查無此",
    # Korean
    r"찾을 수 없|존재하지 않|없는 (?:사용자|메일|주소|계정)|알 수 없는 (?:사용자|수신)",
    # Vietnamese, Indonesian
    r"(?:nguoi dung|nguoi nhan|dia chi|hop thu|pengguna|penerima|alamat).{0,40}"
    r"(?:khong ton tai|khong tim thay|tidak (?:ada|ditemukan|dikenal))",
    # Arabic, Hebrew
    r"(?:المستخدم|المستلم|العنوان|البريد).{0,40}غير (?:موجود|معروف)"
    r"|(?:משתמש|נמען|כתובת|תיבה).{0,30}(?:לא (?:קיימ?ת?|נמצא)|אינ[והם] קיי|לא ידוע)",
)

MAILBOX_FULL = (
    # German
    r"(?:postfach|mailbox|konto|speicher|empfae?nger)\w{0,4}\b.{0,50}\b(?:voll\b"
    r"|ueberfue?llt|uberfullt|ausgeschoe?pft|ueberschritten|uberschritten)"
    r"|zu ?viele mails auf dem",
    # French
    r"(?:boite|messagerie|compte|quota)\b.{0,40}(?:pleine?|satur|depass)",
    # Spanish, Portuguese, Italian
    r"(?:buzon|casilla|cuenta|correo|casella|caixa|quota|cuota|cota|espacio)\b.{0,40}"
    r"(?:lleno|llena|piena|pieno|cheia|lotada|excedid|superad|agotad|excedeu|esaurit)",
    # Dutch
    r"(?:postvak|mailbox|brievenbus|quotum)\b.{0,30}(?:\bvol\b|overschreden)"
    r"|volle (?:mailbox|postvak)",
    # Danish, Norwegian, Swedish
    r"(?:postkasse|postboks|brevlada|mailboks|inkorg|innboks|indbakke|kvote)\w{0,3}\b"
    r".{0,30}(?:\bfull\b|\bfuld\b|\bfylld\b|overskred|overskrid)",
    # Finnish
    r"postilaatikko.{0,30}(?:taynna|taysi)",
    # Polish
    r"skrzynk\w{1,3}.{0,30}(?:pelna|przepelnion|zapelnion)|przekroczon\w .{0,20}"
    r"(?:limit|pojemnosc|quota)",
    # Czech, Slovak
    r"schrank\w{1,3}.{0,30}(?:\bpln|preplnen|zaplnen)",
    # Hungarian
    r"postafiok\w{0,3}.{0,30}(?:megtelt|tele van|betelt)",
    # Turkish
    r"(?:posta kutusu|kota)\w{0,3}.{0,30}(?:dolu|asil|dolmus)",
    # Romanian, Croatian, Serbian, Slovenian
    r"(?:casuta|cutia postala|sanducic|nabiralnik)\w{0,3}.{0,30}(?:plin|pun\b|poln)",
    # Russian, Ukrainian, Bulgarian, Greek
    r"переполнен|переповнен|препълнен|квота.{0,20}(?:превышен|исчерпан)"
    r"|γραμματοκιβωτιο.{0,30}(?:γεμ|πληρες)",
    # Japanese
    r"一杯|いっぱい|メールボックスが|容量.{0,12}(?:超|不足|オーバー)",
    # Chinese, Korean
    r"(?:邮箱|信箱|郵箱|空间|空間|容量).{0,10}(?:满|滿|不足|超)|(?:메일함|편지함"
    r"|용량).{0,12}"
    r"(?:가득|초과|부족)",
)

TOO_LARGE = (
    # German, Dutch
    r"(?:nachricht|mail|anhang|bericht)\b.{0,30}(?:zu gro(?:ss|e)|te groot)",
    # French, Spanish, Portuguese, Italian
    r"trop (?:gros|volumineu|grand)|taille.{0,30}(?:limite|maxim|depass)|demasiado"
    r" (?:grande|larg)|muito grande|troppo grande|tamano.{0,30}(?:excede|maxim)",
    # Danish, Norwegian, Swedish, Polish, Czech, Russian
    r"\bfor stor\b|\bfor stort\b|za duz[ay]|prilis velk|слишком (?:большо|велик)",
    # Japanese, Chinese
    r"サイズ.{0,12}(?:超|大き)|(?:邮件|郵件|信件).{0,8}(?:过大|過大|太大)",
)

SUSPENDED = (
    # German
    r"(?:postfach|konto|benutzer|empfae?nger)\w{0,4}\b.{0,40}(?:gesperrt|deaktiviert"
    r"|inaktiv|stillgelegt)",
    # French
    r"(?:boite|compte|utilisateur)\b.{0,40}(?:desactive|suspendu|inactive?\b"
    r"|archive|bloque)",
    # Spanish, Portuguese, Italian
    r"(?:cuenta|buzon|casilla|conta|caixa|casella|usuario|utente|account)\b.{0,40}"
    r"(?:desactivad|suspendid|inactiv|expirad|desativad|suspens|inativ|disattivat"
    r"|sospes|disabilitat|bloquead)|falta de uso",
    # Polish, Czech, Hungarian, Turkish
    r"(?:konto|skrzynk\w{1,3}|ucet|schrank\w{1,3}|fiok|hesap)\b.{0,40}(?:niedostepn"
    r"|zablokowan|nieaktywn|zablokovan|zrusen|deaktiv|zarolt|letiltva|devre disi"
    r"|askiya)",
    # Danish, Norwegian, Swedish, Dutch
    r"(?:konto|postkasse|brevlada|account|postvak)\w{0,3}\b.{0,30}(?:sperret|sparrad|"
    r"lukket|deaktiver|inaktiver|geblokkeerd|uitgeschakeld|opgeheven)",
    # Russian, Ukrainian
    r"(?:ящик|аккаунт|пользовател|скриньк|учетная запись)\w{0,4}.{0,40}(?:заблокирован"
    r"|отключен|неактив|заблокован|вимкнен|приостановлен)",
    # Chinese, Japanese
    r"(?:用户|帐号|账号|邮箱|帳號|信箱).{0,10}(?:停用|冻结|禁用|凍結|锁定)"
    r"|(?:アカウント|メールアドレス).{0,12}(?:停止|無効)",
)

MOVED = (
    # German
    r"nicht mehr (?:bei|im|in) |(?:neue|geaenderte|geanderte) (?:e-?mail-?)?adresse",
    # French
    r"ne (?:travaille|fait) plus|nouvelle adresse|a quitte (?:la|l'|notre|nos)",
    # Spanish, Portuguese, Italian
    r"ya no (?:trabaja|forma)|nueva direccion|nao (?:trabalha|faz parte) mais"
    r"|non lavora piu|nuovo indirizzo|novo endereco",
    # Chinese, Russian
    r"已离职|已離職|больше не работает|новый адрес",
)

SENDER_REFUSED = (
    # French
    r"\b(?:expediteur|emetteur)\b.{0,40}(?:invalide|refuse|rejete|inconnu|interdit"
    r"|n'existe|non autoris|bloque)",
    # German
    r"\babsender\w{0,8}\b.{0,40}(?:abgelehnt|abgewiesen|unbekannt|ungue?ltig|gesperrt"
    r"|existiert|verweigert)",
    # Spanish, Portuguese, Italian
    r"\b(?:remitente|remetente|mittente)\b.{0,40}(?:rechazad|desconocid|invalid|no "
    r"|rejeitad|nao |rifiutat|sconosciut|non |bloquead)",
    # Polish, Czech, Russian
    r"\b(?:nadawc|odesilatel)\w{1,2}\b.{0,40}(?:odrzuc|nieznan|odmitnut|neexist)"
    r"|отправител\w{1,3}.{0,40}(?:отклон|неизвест|не существует|заблокирован)",
)

RATE_LIMITED = (
    # French
    r"trop de (?:connexions|messages|mails)",
    # German
    r"zu ?viele (?:verbindungen|nachrichten|anfragen|e-?mails)\b",
    # Spanish, Portuguese, Italian
    r"(?:demasiad[ao]s|muit[ao]s|troppe|troppi) (?:conexiones|mensajes|conexoes"
    r"|mensagens|connessioni|messaggi)",
)

SPAM = (
    # German
    r"\b(?:sperrliste|schwarze liste|werbung)\b",
    # French, Spanish, Portuguese, Italian
    r"liste noire|lista (?:negra|nera)|courrier indesirable|correo no deseado"
    r"|indesejad|indesiderat",
    # Chinese
    r"垃圾|黑名单|黑名單",
    # Japanese, Russian
    r"迷惑メール|спам|черн\w{2} списк",
)

POLICY = (
    # German
    r"\b(?:richtlinie|zugriff verweigert|zugang verweigert|nicht (?:erlaubt|gestattet"
    r"|zugelassen))",
    # French, Spanish, Portuguese, Italian
    r"acces (?:refuse|interdit)|mail rejete|non autorise|acceso denegado|no permitid"
    r"|acesso negado|nao permitid|accesso negato|non consentit|politica",
)

CONTENT = (
    # German, French, Spanish, Italian
    r"\banhang\b|piece jointe|archivo adjunto|allegat",
)

VAGUE = (
    # Polish, Czech, Russian: not available
    r"(?:konto|skrzynk\w|adres) (?:jest )?niedostepn|schranka (?:je "
    r"|neni )?(?:nedostupn"
    r"|dostupn)|ящик недоступ",
    # German, French, Spanish, Italian
    r"(?:empfae?nger|adresse|postfach) (?:wurde )?(?:abgelehnt|abgewiesen|nicht"
    r" (?:erreichbar|verfue?gbar))|destinataire (?:refuse|rejete)|destinatario"
    r" (?:rechazado|rifiutato|recusado)",
)
