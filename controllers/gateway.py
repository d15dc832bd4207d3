# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import logging

from werkzeug.exceptions import RequestEntityTooLarge

from odoo import SUPERUSER_ID, http
from odoo.http import request

from ..tools.channels import CHANNELS
from ..tools.errors import InboundError, MessageTooLarge, NothingReceived
from ..tools.message.envelope import Envelope
from ..tools.reply import ACCEPTED, Reply

_logger = logging.getLogger(__name__)

CHANNEL = "http"


class GatewayController(http.Controller):
    """The HTTP channel: what a mail server's script talks to."""

    @http.route(
        "/mail_inbound/accept",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
        readonly=False,
        max_content_length=None,
    )
    def accept(self, **_query):
        """Take one raw message, and answer what became of it.

        The query names the envelope: ``sender`` and, repeated, ``recipient``. The
        body is the message; it is neither decoded nor parsed on the way.

        :return: JSON with an enhanced status code (RFC 3463) for the message and one
            for each recipient. 200: it is safe here. 413, 422: it will never be
            accepted. 401: the key is wrong. 503: try again.
        """
        env = request.env(user=SUPERUSER_ID)
        query = request.httprequest.args
        envelope = Envelope.of(query.get("sender"), query.getlist("recipient"))
        try:
            gateway = env["mail.inbound.gateway"]._authenticate(_bearer_key())
            raw = _read_body(env["mail.inbound.message"]._settings().max_size)
            inbound = env["mail.inbound.message"]._accept(
                raw,
                envelope,
                CHANNEL,
                gateway_id=gateway.id,
                company_id=gateway.company_id.id or None,
            )
        except InboundError as error:
            return _answer(Reply.of_error(error, env))
        return _answer(_process(env, inbound))


def _process(env, inbound):
    """Process a stored message; whatever happens to it now, it is safe.

    :return: the reply to the transport.
    """
    try:
        inbound._process(can_refuse=CHANNELS[CHANNEL].hears_verdict)
        with env.registry.cursor() as cr:
            return inbound.with_env(env(cr=cr))._reply()
    except Exception:  # the boundary: nothing may undo that we have the message
        _logger.exception("Inbound message %s waits to be processed", inbound.id)
        return Reply(ACCEPTED, env._("Accepted."))


def _answer(reply):
    """Turn a reply into the answer of this channel."""
    return request.make_json_response(reply.data(), status=reply.http_status)


def _bearer_key():
    """Return the key of the Authorization header (RFC 6750, section 2.1)."""
    scheme, _space, key = request.httprequest.headers.get(
        "Authorization", ""
    ).partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def _read_body(limit):
    """Read the body of the request, once and undecoded.

    :param int limit: most bytes to take.
    :raises MessageTooLarge: there are more.
    :raises NothingReceived: there is none: what was sent has no Content-Length, is a
        form, or got lost on the way.
    """
    request.httprequest.max_content_length = limit
    try:
        raw = request.httprequest.get_data(cache=False)
    except RequestEntityTooLarge as error:
        raise MessageTooLarge from error
    if not raw.strip():
        raise NothingReceived
    return raw
