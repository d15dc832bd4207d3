# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Reports in the formats of many servers, written by hand."""

from odoo.tests import BaseCase

from ..tools.report import parse_message, read_report
from .report_samples import prose

ADDRESS = "45211334@shop.example"
UNKNOWN = ("address_unknown", True)

# (what it is, (reason, permanent), From, Subject, text)
ROWS = (
    (
        "QQ",
        UNKNOWN,
        "PostMaster@qq.com",
        "来自qq.com的退信",
        "<html><body>\n"
        "<div>抱歉，您的邮件被退回来了……</div>\n"
        "<table>\n"
        "<tr><td>原邮件信息：</td></tr>\n"
        "<tr><td>主题：Offer</td></tr>\n"
        "<tr><td>收件人：{0}</td></tr></table>\n"
        "<p>退信原因：</p>\n"
        "<p>收件人邮件地址（{0}）不存在，邮件无法送达。</p>\n"
        "<p>host mx3.qq.com[203.205.219.57] said: 550 Mailbox not "
        "found. "
        "http://service.mail.qq.com/cgi-bin/help</p></body></html>",
    ),
    (
        "NetEase",
        UNKNOWN,
        "postmaster@163.com",
        "系统退信",
        "抱歉，您的邮件被退回来了……\n"
        "\n"
        "原邮件信息：\n"
        "时间：2024-05-05\n"
        "主题：Offer\n"
        "收件人：{0}\n"
        "\n"
        "退信原因：\n"
        "收件人地址不存在 SMTP error, RCPT TO: 550 User not found: {0}",
    ),
    (
        "T-Online",
        UNKNOWN,
        "Mail Delivery System <mailadm@t-online.de>",
        "mail failed, returning to sender",
        "|------------------------- Message log follows: "
        "-------------------------|\n"
        " no valid recipients were found for this message\n"
        "|------------------------- Failed addresses follow: "
        "---------------------|\n"
        " <{0}> ... unknown user\n"
        "|------------------------- Message text follows: "
        "------------------------|\n"
        "Received: from x\n"
        "From: sales@our.example\n"
        "To: {0}",
    ),
    (
        "1&1",
        UNKNOWN,
        "mailer-daemon@kundenserver.de",
        "Mail delivery failed: returning message to sender",
        "This message was created automatically by mail delivery "
        "software.\n"
        "\n"
        "A message that you sent could not be delivered to one or "
        "more of\n"
        "its recipients. This is a permanent error. The following "
        "address(es)\n"
        "failed:\n"
        "\n"
        "{0}:\n"
        "SMTP error from remote server for RCPT TO command, host: "
        "mx00.x.example (1.2.3.4) reason: 550 Requested action not "
        "taken: mailbox unavailable\n"
        "\n"
        "--- The header of the original message is following. ---\n"
        "\n"
        "Received: from x\n"
        "To: {0}",
    ),
    (
        "1&1, with a reason",
        ("policy", False),
        "mailer-daemon@kundenserver.de",
        "Mail delivery failed: returning message to sender",
        "This message was created automatically by mail delivery "
        "software.\n"
        "\n"
        "A message that you sent could not be delivered to one or "
        "more of\n"
        "its recipients. This is a permanent error. The following "
        "address(es)\n"
        "failed:\n"
        "\n"
        "{0}:\n"
        "SMTP error from remote server for TEXT command, host: "
        "mx00.gmx.net (1.2.3.4) reason: 550 Requested action not "
        "taken: mailbox unavailable\n"
        "Reject due to policy restrictions.\n"
        "For explanation visit https://postmaster.gmx.net\n"
        "\n"
        "--- The header of the original message is following. ---\n"
        "\n"
        "Received: from x\n"
        "To: {0}",
    ),
    (
        "Microsoft 365",
        UNKNOWN,
        "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615@x.onmicrosoft.com>",
        "Undeliverable: Offer",
        "<html><body>\n"
        "<p>Your message to {0} couldn't be delivered.</p>\n"
        "<p>Anne wasn't found at shop.example.</p>\n"
        "<table>\n"
        "<tr><td>sales</td><td>Office "
        "365</td><td>Anne</td></tr></table>\n"
        "<p>Action Required</p>\n"
        "<p>Unknown To address</p>\n"
        "<p>Reported error:</p>\n"
        "<p>550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient {0} "
        "not found by SMTP address lookup</p></body></html>",
    ),
    (
        "Gmail",
        UNKNOWN,
        "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        "Delivery Status Notification (Failure)",
        "** Address not found **\n"
        "\n"
        "Your message wasn't delivered to {0} because the address "
        "couldn't be found, or is unable to receive mail.\n"
        "\n"
        "The response from the remote server was:\n"
        "550 5.1.1 The email account that you tried to reach does "
        "not exist.",
    ),
    (
        "docomo, where a filter says so too",
        ("address_unknown", False),
        "Postmaster@docomo.ne.jp",
        "Mail System Error - Returned Mail",
        "This Message was undeliverable due to the following reason:\n"
        "\n"
        "Each of the following recipients was rejected by a remote "
        "mail server.\n"
        "\n"
        "    Recipient: <{0}>\n"
        "    Reason:    550 Unknown user {0}",
    ),
    (
        "Fastmail",
        UNKNOWN,
        "MAILER-DAEMON@messagingengine.com (Mail Delivery System)",
        "Undelivered Mail Returned to Sender",
        "This is the mail system at host wfout.messagingengine.com.\n"
        "\n"
        "I'm sorry to have to inform you that your message could not\n"
        "be delivered to one or more recipients.\n"
        "\n"
        "                   The mail system\n"
        "\n"
        "<{0}>: host mx.x.example[1.2.3.4] said: 550 5.1.1 <{0}>: "
        "Recipient address rejected: User unknown in virtual\n"
        "    mailbox table (in reply to RCPT TO command)",
    ),
    (
        "Zoho",
        UNKNOWN,
        "mailer-daemon@mail.zoho.com",
        "Undelivered Mail Returned to Sender",
        "This message was created automatically by mail delivery "
        "software.\n"
        " A message that you sent could not be delivered to one or "
        "more of its recipients. This is a permanent error. \n"
        "\n"
        "{0} Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.1 "
        "<{0}>... User Unknown\n"
        "\n"
        "Received:from mail.zoho.com",
    ),
    (
        "Barracuda",
        ("spam", False),
        "Barracuda <bulk@x.example>",
        "**Message you sent blocked by our bulk email filter**",
        "**Message you sent blocked by our bulk email filter**\n"
        "\n"
        "Your message to: {0}\n"
        "was blocked by our Spam Firewall. The email you sent with "
        "the following subject has NOT BEEN DELIVERED:\n"
        "\n"
        "Subject: Offer",
    ),
    (
        "IronPort",
        UNKNOWN,
        "Mail Delivery System <MAILER-DAEMON@ironport.example>",
        "Delivery Status Notification (Failure)",
        "The following message to <{0}> was undeliverable.\n"
        "The reason for the problem:\n"
        "5.1.0 - Unknown address error 550-'5.1.1 User unknown'",
    ),
    (
        "GroupWise",
        UNKNOWN,
        "<Mailer-Daemon@gw.example>",
        "Message status - undeliverable",
        "The message that you sent was undeliverable to the following:\n"
        "\t{0} (user not found)\n"
        "\n"
        "Possibly truncated original message follows:",
    ),
    (
        "Amavis",
        ("content", False),
        '"Content-filter at mx.example" <postmaster@mx.example>',
        "VIRUS (Eicar) IN MAIL FROM YOU",
        "VIRUS ALERT\n"
        "\n"
        "Our content checker found\n"
        "    virus: Eicar-Test-Signature\n"
        "in your email to the following recipient:\n"
        "-> {0}\n"
        "\n"
        "Please check your system for viruses.\n"
        "Delivery of the email was stopped!",
    ),
    (
        "MDaemon",
        UNKNOWN,
        "MDaemon at mx.example <MDaemon@mx.example>",
        "Permanent Delivery Failure",
        "The attached message had PERMANENT fatal delivery errors!\n"
        "\n"
        "After one or more unsuccessful delivery attempts the "
        "attached message has\n"
        "been removed from the mail queue on this server.\n"
        "\n"
        "Session Transcript:\n"
        "Tue 2020-01-01 10:00:00: --> RCPT To:<{0}>\n"
        "Tue 2020-01-01 10:00:00: <-- 550 5.1.1 <{0}>, Recipient "
        "unknown",
    ),
    (
        "Exim",
        ("domain_not_found", True),
        "Mail Delivery System <Mailer-Daemon@x.example>",
        "Mail delivery failed: returning message to sender",
        "A message that you sent could not be delivered to one or "
        "more of its\n"
        "recipients. This is a permanent error. The following "
        "address(es) failed:\n"
        "\n"
        "  {0}\n"
        "    all relevant MX records point to non-existent hosts",
    ),
)


def read(sender, subject, text):
    """Return address, reason and permanence of the one recipient that failed."""
    kind = "html" if text.startswith("<html>") else "plain"
    more = f"Content-Type: text/{kind}; charset=utf-8\n"
    raw = prose(text.format(ADDRESS), sender=sender, subject=subject, more=more)
    report = read_report(parse_message(raw))
    [recipient] = report.recipients
    return recipient.address, recipient.reason, recipient.permanent


class TestReportFormats(BaseCase):
    def test_each_format_is_understood(self):
        for name, verdict, sender, subject, text in ROWS:
            with self.subTest(name):
                self.assertEqual(read(sender, subject, text), (ADDRESS, *verdict))
