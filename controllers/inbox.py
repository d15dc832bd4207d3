# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import io
import zipfile

from werkzeug.exceptions import BadRequest, NotFound

from odoo import http
from odoo.http import content_disposition, request

from ..tools import preview
from ..tools.operations import ARCHIVE_LIMIT


class InboxController(http.Controller):
    """What operators see of a message that the web client should not touch."""

    @http.route("/mail_inbound/message/<int:inbound_id>.eml", auth="user")
    def download(self, inbound_id):
        """Send the raw bytes of one message, as a file and as nothing else."""
        inbound = _readable([inbound_id])
        return _file(inbound._download(), f"message-{inbound_id}.eml", "message/rfc822")

    @http.route("/mail_inbound/messages.zip", auth="user")
    def download_many(self, ids):
        """Send several messages in one archive.

        :param str ids: the ids of the messages, with commas between.
        """
        inbounds = _readable([int(part) for part in ids.split(",") if part.isdecimal()])
        if len(inbounds) > ARCHIVE_LIMIT:
            raise BadRequest
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
            for inbound in inbounds:
                files.writestr(f"message-{inbound.id}.eml", inbound._download())
        return _file(archive.getvalue(), "messages.zip", "application/zip")

    @http.route("/mail_inbound/message/<int:inbound_id>/preview", auth="user")
    def preview(self, inbound_id):
        """Show one message as a page where nothing runs and nothing is fetched."""
        document = _readable([inbound_id])._preview()
        return request.make_response(
            document, [("Content-Type", "text/html"), *preview.HEADERS.items()]
        )


def _readable(ids):
    """Return the messages, if they are there and the user is their operator.

    :raises AccessError: he is not.
    """
    inbounds = request.env["mail.inbound.message"].browse(ids).exists()
    if not inbounds:
        raise NotFound
    inbounds._check_operator()
    return inbounds


def _file(content, name, content_type):
    """Return an answer that the browser stores and does not look into."""
    return request.make_response(
        content,
        [
            ("Content-Type", content_type),
            ("Content-Disposition", content_disposition(name)),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "private, no-store"),
        ],
    )
