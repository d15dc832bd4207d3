// Part of mail_inbound. See LICENSE file for full copyright and licensing details.

import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("mail_inbound_operator", {
    steps: () => [
        {
            content: "The list shows what needs attention",
            trigger: ".o_data_row:contains(Lost 6):contains(Held)",
        },
        {
            trigger: "thead .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: "button:contains(Try Again)",
            run: "click",
        },
        {
            content: "The dialog ends with what came of all messages",
            trigger: ".modal:contains(7 of 7 messages):contains(7: Delivered)",
        },
        {
            trigger: ".modal .modal-footer button:contains(Close)",
            run: "click",
        },
        {
            content: "The list is shown anew: nothing needs attention",
            trigger: ".o_view_nocontent:contains(No message needs attention)",
        },
        {
            trigger: ".o_searchview .o_facet_remove",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Lost 3) .o_data_cell",
            run: "click",
        },
        {
            content: "The preview is in a frame without rights",
            trigger: "iframe.o_mail_inbound_preview[src$='/preview'][sandbox^='allow-popups']",
        },
        {
            trigger: ".nav-link:contains(History)",
            run: "click",
        },
        {
            trigger: ".tab-pane:contains(Tried again)",
        },
        {
            content: "Send it somewhere else",
            trigger: ".o_statusbar_buttons button:contains(Deliver To)",
            run: "click",
        },
        {
            trigger: ".modal .o_radio_item:contains(A new record) input",
            run: "click",
        },
        {
            trigger: ".modal [name=model] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(Contact)",
            run: "click",
        },
        {
            trigger: ".modal button:contains(Deliver)",
            run: "click",
        },
        {
            trigger: ".o_notification:contains(Operator's decision)",
        },
        {
            content: "The form was read again",
            trigger: ".nav-link:contains(Deliveries)",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Operator's decision)",
        },
        {
            trigger: ".oe_stat_button:contains(Contact)",
            run: "click",
        },
        {
            content: "From the chatter back to the inbound message",
            trigger: ".o-mail-Message",
            run: "hover && click .o-mail-Message [title='Expand']",
        },
        {
            trigger: ".o-dropdown-item:contains(Inbound Message)",
            run: "click",
        },
        {
            trigger: ".o_breadcrumb:contains(Lost 3)",
        },
    ],
});
