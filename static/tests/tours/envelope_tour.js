// Part of mail_inbound. See LICENSE file for full copyright and licensing details.

import { registry } from "@web/core/registry";

const envelope = ".o-mail-Message:contains(Your order) .o-mail-Message-notification";
const popover = ".o-mail-MessageNotificationPopover";

const CLOSE_POPOVER = [
    {
        trigger: ".o-mail-Chatter-topbar",
        run: "click",
    },
    {
        trigger: `body:not(:has(${popover}))`,
    },
];

let counted;

/** Return the number beside the icon of Discuss: other things count too. */
function count() {
    const counter = document.querySelector(".o-mail-MessagingMenu-counter");
    return Number(counter?.textContent || 0);
}

/** Hand a report over as a mail server does; the test put it into a cookie. */
async function handOver(name) {
    const [, cookie] = document.cookie.match(/mail_inbound_test=([^;]+)/);
    const test = JSON.parse(atob(cookie));
    const answer = await fetch(
        `/mail_inbound/accept?sender=<>&recipient=${encodeURIComponent(test.bounce)}`,
        {
            method: "POST",
            headers: { Authorization: `Bearer ${test.key}` },
            body: test[name],
        }
    );
    if (!answer.ok) {
        console.error(await answer.text());
    }
}

registry.category("web_tour.tours").add("mail_inbound_envelope", {
    steps: () => [
        {
            content: "The message was sent, and nobody complained",
            trigger: `${envelope}:not(.text-danger):not(:has(.fa-hourglass-half))`,
            run: () => handOver("delay"),
        },
        {
            content: "A delay shows at once, and the envelope is not red",
            trigger: `${envelope}:not(.text-danger):has(.fa-hourglass-half)`,
            run: "click",
        },
        {
            trigger: `${popover}:contains(Anna):contains(keeps trying):contains(450 4.2.0 Come back later)`,
        },
        ...CLOSE_POPOVER,
        {
            trigger: envelope,
            run: () => {
                counted = count();
                return handOver("failure");
            },
        },
        {
            content: "The envelope turns red without a reload",
            trigger: `${envelope}.text-danger`,
            run: "click",
        },
        {
            trigger: `${popover}:contains(Anna):contains(Nobody has this address):contains(550 5.1.1 Who is Anna)`,
        },
        ...CLOSE_POPOVER,
        {
            content: "Discuss counts every recipient, without a reload too",
            trigger: ".o-mail-MessagingMenu-counter",
            async run() {
                for (let times = 0; count() !== counted + 2 && times < 50; times++) {
                    await new Promise((resolve) => setTimeout(resolve, 100));
                }
                if (count() !== counted + 2) {
                    console.error(`Discuss counted ${counted}, and then ${count()}`);
                }
            },
        },
        {
            trigger: `${envelope}.text-danger`,
            run: "click",
        },
        {
            trigger: `${popover}:contains(Bert):contains(mailbox is full):contains(552 5.2.2 Bert has too much)`,
        },
        {
            content: "What else the mail server wrote is there for who wants it",
            trigger: `${popover} summary`,
            run: "click",
        },
        {
            trigger: `${popover} details[open]:contains(This is about a message of yours)`,
        },
    ],
});

registry.category("web_tour.tours").add("mail_inbound_envelope_no_error", {
    steps: () => [
        {
            trigger: `${envelope}.text-danger`,
            run: "click",
        },
        {
            trigger: `${popover}:contains(Anna):contains(No error)`,
        },
        {
            content: "What Odoo itself knows stays the reason",
            trigger: `${popover} div:contains(Bert):contains(Invalid email address):not(:has(.o_mail_inbound_reason))`,
        },
    ],
});
