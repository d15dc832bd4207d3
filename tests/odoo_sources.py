# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What of Odoo's code this addon replaces, re-states or leans on, as it was read.

When Odoo changes one of these, nothing breaks by itself: the addon goes on doing what
Odoo did before. So the change must be read, what depends on it be mended, and the new
digest be written here; the failure of the test tells it.
"""

import ast
import hashlib
import importlib
import inspect
import textwrap

SOURCES = {
    "odoo.addons.mail.models.mail_thread": {
        # the steps of a message
        "MailThread.message_process": (
            "9952dec02d08",
            "mail_inbound_steps.py takes its steps one by one, unless a module "
            "beneath asks for these: they end in the same hooks",
        ),
        "MailThread.message_route": (
            "24f78addda45",
            "the rules in mail_inbound_router*.py are its steps; where a module "
            "beneath asks for it, tools/route.py answers what it asks, in this "
            "order, so that it returns our routes",
        ),
        "MailThread._message_route_process": (
            "109466d213e7",
            "mail_inbound_steps.py calls it for one route at a time, with a copy of "
            "the dictionary, and takes what it returns for the id of the record",
        ),
        "MailThread.message_parse": (
            "fc782fdc0881",
            "mail_inbound_steps.py begins with it; the rules read the keys that it "
            "makes",
        ),
        "MailThread._message_parse_post_process": (
            "d6b27b3b5ba9",
            "mail_inbound_steps.py calls it between deciding and delivering",
        ),
        "MailThread._message_parse_extract_payload": (
            "cfeaaa407938",
            "mail_inbound_presentation.py shows the body and the attachments that it "
            "finds, without a record",
        ),
        "MailThread._get_parent_message": (
            "2bdbf8f60c37",
            "the rule about replies begins with what it found, and looks again by its "
            "rules where that must not be answered in its thread",
        ),
        "MailThread._mail_find_user_for_gateway": (
            "45c627f0c14a",
            "the rules choose the user of a route with it",
        ),
        "MailThread._partner_find_from_emails": (
            "eef0d3c24cd4",
            "mail_thread.py answers in its place for addresses that no contact has",
        ),
        # reports
        "MailThread._detect_is_bounce": (
            "ea67cc97b6b6",
            "mail_inbound_report.py says what a report is; "
            "mail_inbound_neighbours.py compares what other modules say with what "
            "this one does",
        ),
        "MailThread._message_parse_extract_bounce": (
            "f42935541190",
            "mail_inbound_report.py makes the same keys of the dictionary",
        ),
        "MailThread._get_bounced_message_data": (
            "541a59c68b3b",
            "mail_inbound_report.py finds the message that a report is about itself",
        ),
        "MailThread._routing_handle_bounce": (
            "50b14c4f958b",
            "mail_inbound_report.py calls it for each recipient that failed; what "
            "it counts is kept for those that failed for good",
        ),
        "MailThread._routing_reset_bounce": (
            "2f42d6af7bc5",
            "mail_thread.py calls it only where a counter is above zero; the steps "
            "of Odoo come by it before they look for a route",
        ),
        # loops
        "MailThread._detect_loop_headers": (
            "2eaed476c432",
            "the rule about answers to our notices asks it, and the tag of our "
            "notices is what it looks for",
        ),
        "MailThread._detect_loop_sender": (
            "33448d1e9e92",
            "mail_inbound_loop.py counts in its place, in a table of its own; "
            "mail_gateway_allowed.py lets whole domains through",
        ),
        "MailThread._detect_loop_sender_domain": (
            "8d66ca63d453",
            "mail_inbound_loop.py counts by it only where a module defines it anew",
        ),
        "MailThread._detect_write_to_catchall": (
            "612a0c068a0b",
            "the rules in mail_inbound_router_special.py ask it for what modules "
            "say, and answer in its place; the steps of Odoo ask it before they "
            "look for aliases",
        ),
        # routes and answers
        "MailThread._routing_check_route": (
            "65c9a2142515",
            "the rules call it for each route: a tuple is a route, False was "
            "refused and answered, an empty tuple leads nowhere, ValueError is an "
            "error",
        ),
        "MailThread._routing_create_bounce_email": (
            "2c5b9f05a89d",
            "mail_inbound_notice.py calls it for each notice, when the decision "
            "counts; the values that are handed over go before its own",
        ),
        "MailThread._notify_get_recipients": (
            "2ce1a45a433a",
            "mail_thread.py leaves out who is not of our house, for what a program "
            "wrote",
        ),
        "MailThread._notify_thread_with_out_of_office": (
            "bfc0ffe8cc10",
            "mail_thread.py leaves it out where no answer may be sent",
        ),
        "MailThread._message_track_post_template": (
            "09a4dbb8aa28",
            "mail_thread.py leaves it out where no answer may be sent",
        ),
    },
    "odoo.addons.mail.models.mail_thread_blacklist": {
        "MailThreadBlacklist._message_receive_bounce": (
            "c8a6a5aa73a8",
            "mail_thread_blacklist.py sets its counter back where a failure says "
            "nothing about the address",
        ),
    },
    "odoo.addons.mail.models.mail_blacklist": {
        "MailBlacklist._add": (
            "1a5f230f4381",
            "mail_blacklist.py leaves it out where a failure says nothing about the "
            "address",
        ),
    },
    "odoo.addons.mail.models.mail_alias": {
        "MailAlias._alias_bounce_incoming_email": (
            "0cf7d6a85a61",
            "mail_alias.py notes that the alias refuses; the notice goes through "
            "_routing_create_bounce_email",
        ),
    },
    "odoo.addons.mail.models.mail_alias_domain": {
        "MailAliasDomain._find_aliases": (
            "d59cd1536be7",
            "mail_alias_domain.py answers in its place while a message is processed",
        ),
        "MailAliasDomain._sanitize_configuration": (
            "35c7ad654f3a",
            "mail_alias_domain.py normalizes the name after it",
        ),
        "MailAliasDomain.create": (
            "b9ac7d2611ba",
            "hooks.py relies on it: the first alias domain goes to all companies and "
            "aliases",
        ),
    },
    "odoo.addons.mail.models.mail_gateway_allowed": {
        "MailGatewayAllowed._compute_email_normalized": (
            "eecb476127b2",
            "mail_gateway_allowed.py does it for whole domains too",
        ),
        "MailGatewayAllowed.get_empty_list_help": (
            "01aec9122170",
            "mail_gateway_allowed.py says it again, by parameters that are checked",
        ),
    },
    "odoo.addons.mail.models.mail_notification": {
        "MailNotification._filtered_for_web_client": (
            "02c68ac1c177",
            "mail_notification.py adds the envelopes about which something is known",
        ),
        "MailNotification._to_store_defaults": (
            "e16712a9414e",
            "mail_notification.py adds the reason",
        ),
    },
    "odoo.addons.mail.models.mail_mail": {
        "MailMail.send": (
            "6d8109b71cd7",
            "mail_mail.py puts off what answers a message",
        ),
        "MailMail.send_after_commit": (
            "e8091fee2594",
            "mail_mail.py sends with it what answers a message",
        ),
        "MailMail._postprocess_sent_message": (
            "566d2fefda25",
            "mail_mail.py takes from it which notices could not be sent",
        ),
        "MailMail._prepare_outgoing_list": (
            "94a9b4cc0312",
            "mail_mail.py signs the Return-Path among the headers that it returns",
        ),
    },
    "odoo.addons.mail.models.discuss.mail_message": {
        "MailMessage._to_store_defaults": (
            "432556fea4c9",
            "mail_message.py adds a field for operators",
        ),
    },
    "odoo.addons.mail.models.fetchmail": {
        "FetchmailServer._connect__": (
            "7a94a8ba8f01",
            "fetchmail_server.py and mail_inbound_connection.py take its steps, with "
            "STARTTLS and with certificates that are checked",
        ),
        "FetchmailServer._imap_login__": (
            "0674902fc0b0",
            "fetchmail_server.py calls it, which Gmail and Outlook extend",
        ),
        "FetchmailServer._get_connection_type": (
            "58f697f498de",
            "fetchmail_server.py asks it for IMAP or POP; what is neither belongs to "
            "another module",
        ),
        "FetchmailServer._fetch_mail": (
            "b1454d24803a",
            "fetchmail_server.py and mail_inbound_fetching.py are in its place: lock, "
            "progress, and the methods of the connections of other modules",
        ),
        "FetchmailServer._fetch_mails": (
            "b057b23897b0",
            "the scheduled action begins here, and calls _fetch_mail of all servers",
        ),
        "FetchmailServer.fetch_mail": (
            "3e4b7de437a9",
            "fetchmail_server.py turns into sentences what it raises",
        ),
        "FetchmailServer.button_confirm_login": (
            "1afd52b4c3fb",
            "fetchmail_server.py connects again after it, to report what is there",
        ),
    },
    "odoo.addons.base.models.ir_mail_server": {
        "IrMail_Server._prepare_email_message__": (
            "ddcf59047b49",
            "ir_mail_server.py sends notices from the null return-path, which it "
            "takes for no address",
        ),
    },
    "odoo.addons.base.models.ir_cron": {
        "IrCron._commit_progress": (
            "20925de2946d",
            "fetching and processing commit with it, and stop when it returns 0",
        ),
    },
    "odoo.tools.mail": {
        "generate_tracking_message_id": (
            "664b0765715f",
            "mail_inbound_router_replies.py reads the record out of the ids that it "
            "makes, and mail_inbound_notice.py makes the tag of a notice with it",
        ),
    },
}
"""By module and name: the digest of the source that was read, and what depends on it.

Of each override in ``models/`` the method that it overrides is here.
"""


def source_of(module, name):
    """Return the source of a function.

    :param str module: where it is.
    :param str name: its name there, with its class.
    :raises AttributeError, ImportError: it is gone.
    """
    found = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    return textwrap.dedent(inspect.getsource(found))


def digest_of(source):
    """Return the digest of what a source does: not of its layout or comments."""
    return hashlib.sha256(repr(_plain(ast.parse(source))).encode()).hexdigest()[:12]


def _plain(node):
    """Return a syntax tree as tuples, the same in every version of Python."""
    if isinstance(node, list):
        return tuple(map(_plain, node))
    if not isinstance(node, ast.AST):
        return node
    if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None:
        node.body = node.body[1:]
    fields = ((name, _plain(value)) for name, value in ast.iter_fields(node))
    return (
        type(node).__name__,
        *(pair for pair in fields if pair[1] not in (None, ())),
    )
