# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Reports written by hand, in the formats that mail servers use."""

OURS = "sales@our-company.example"
SENT_ID = "<sent-1@our-company.example>"
RETURNED = f"""From: {OURS}
To: anne@shop.example
Subject: Your quotation
Message-ID: {SENT_ID}
Date: Mon, 02 Nov 2026 10:00:00 +0000
"""


def prose(text, sender="MAILER-DAEMON@mx.example", subject="Undelivered mail", more=""):
    """Return a report in plain text, addressed to us, as bytes."""
    return (
        f"Return-Path: <>\nFrom: {sender}\nTo: {OURS}\nSubject: {subject}\n{more}"
        f"Message-ID: <report-1@mx.example>\n\n{text}"
    ).encode()


def structured(report_type, text, *parts, returned=RETURNED):
    """Return a multipart/report addressed to us; parts are (content type, body)."""
    parts = [("text/plain", text), *parts, ("text/rfc822-headers", returned)]
    body = "".join(f"--B\nContent-Type: {kind}\n\n{said}\n" for kind, said in parts)
    return (
        f"Return-Path: <>\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example>\n"
        f"To: {OURS}\nSubject: Report\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/report; report-type={report_type}; boundary="B"\n\n'
        f"{body}--B--\n"
    ).encode()


def delivery_status(*groups, text="This is the mail system."):
    """Return an RFC 3464 report with these groups of recipient fields."""
    fields = "\n\n".join(("Reporting-MTA: dns; mx.example", *groups))
    return structured("delivery-status", text, ("message/delivery-status", fields))


def group(address, action, status, diagnostic=""):
    """Return the fields of one recipient."""
    lines = [
        f"Final-Recipient: rfc822; {address}",
        f"Action: {action}",
        f"Status: {status}",
        "Remote-MTA: dns; mx.shop.example",
    ]
    if diagnostic:
        lines.append(f"Diagnostic-Code: smtp; {diagnostic}")
    return "\n".join(lines)


RECEIPT = structured(
    "disposition-notification",
    "Your message was displayed.",
    (
        "message/disposition-notification",
        "Reporting-UA: mail.shop.example; Reader 1.0\n"
        "Final-Recipient: rfc822; anne@shop.example\n"
        f"Original-Message-ID: {SENT_ID}\n"
        "Disposition: manual-action/MDN-sent-manually; displayed",
    ),
)

COMPLAINT = structured(
    "feedback-report",
    "This is an abuse report.",
    (
        "message/feedback-report",
        "Feedback-Type: abuse\nUser-Agent: Loop/1.0\nVersion: 1\n"
        "Original-Rcpt-To: <anne@shop.example>",
    ),
)

VACATION = prose(
    "I am away until Monday. My old address anne.old@shop.example is no longer in use.",
    sender="Anne <anne@shop.example>",
    subject="Automatic reply: Your quotation",
    more=f"Auto-Submitted: auto-replied\nIn-Reply-To: {SENT_ID}\n",
)

POSTFIX = """This is the mail system at host mx.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

<anne@my-shop.example>: host mx.my-shop.example[192.0.2.7] said: 550 5.1.1
    <anne@my-shop.example>: Recipient address rejected: User unknown (in reply to
    RCPT TO command)
"""

QMAIL = f"""Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<anne@my-shop.example>:
192.0.2.7 does not like recipient.
Remote host said: 550 sorry, no mailbox here by that name
Giving up on 192.0.2.7.

--- Below this line is a copy of the message.

Return-Path: <{OURS}>
{RETURNED}
"""

EXIM = f"""This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  anne@shop.example
    host mx.shop.example [192.0.2.7]
    SMTP error from remote mail server after RCPT TO:<anne@shop.example>:
    552 5.2.2 Mailbox quota exceeded
  bob@shop.example
    Unrouteable address

------ This is a copy of the message, including all the headers. ------

{RETURNED}
"""

EXIM_WARNING = """This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue.

  anne@shop.example
    Delay reason: Connection timed out

No action is required on your part. Delivery attempts will continue for some time.
"""

OLD_SENDMAIL = f"""   ----- Transcript of session follows -----
While talking to mx.shop.example:
>>> RCPT To:<anne@shop.example>
<<< 550 <anne@shop.example>, User Unknown
550 <anne@shop.example>... User unknown

   ----- Unsent message follows -----
{RETURNED}
"""

EXCHANGE = """Your message

  To:      sales@our-company.example
  Subject: Your quotation

did not reach the following recipient(s):

anne@shop.example on Mon, 2 Nov 2026 10:00:00 -0000
    The recipient name is not recognized
bob@shop.example on Mon, 2 Nov 2026 10:00:00 -0000
    The recipient name is not recognized
"""

GERMAN = f"""Ihre Nachricht konnte nicht zugestellt werden.

  anne@shop.example
    Das Postfach des Empfängers ist voll.

--- Original message follows.

{RETURNED}
"""

UNNAMED = f"""Message could not be delivered to mobile.
Error: No valid recipients for this message

Original Message:
{RETURNED}
"""

AMAZON = (
    '{"Type": "Notification", "Message": "{\\"notificationType\\":\\"Bounce\\",'
    '\\"bounce\\":{\\"bouncedRecipients\\":[{\\"emailAddress\\":\\"anne@shop.example\\",'
    '\\"action\\":\\"failed\\",\\"status\\":\\"5.1.1\\",'
    '\\"diagnosticCode\\":\\"smtp; 550 5.1.1 user unknown\\"}]},\\"mail\\":'
    '{\\"commonHeaders\\":{\\"messageId\\":\\"' + SENT_ID + '\\"}}}"}'
)
