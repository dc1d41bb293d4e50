"""What happens from Saturday, 21 November 2026, 11:00 in Paris, to the Saturday after.

    play(server, keys, without_consent="", say=print)

Posts everything through the public HTTP API and moves the clock, so that waits and deferrals are seen to end.
"""
import email
import email.policy
import os
import re
import urllib.parse

import people

START = "2026-11-21T10:00:00Z"


def make_keys(server):
    """One key each for who holds it: what a key vouches for stands in the record under its name."""
    bound = [word for form in people.FORMS for word in ("--form", form)]
    bound += [word for notice in people.NOTICES for word in ("--notice", notice)]
    return {
        "website": server.add_key("--role", "ingest", "--name", "website"),
        "forms": server.add_key("--role", "form", "--name", "forms", *bound),
        "vendor": server.add_key("--role", "ingest", "--name", "data-vendor", "--source", "third_party"),
        "reviewer": server.add_key("--role", "reviewer", "--name", "reviewer"),
    }


class Week:
    def __init__(self, server, keys, say):
        self.server = server
        self.keys = keys
        self.say = say
        self.sent = 0

    def _message_id(self):
        self.sent += 1
        return f"demo-{self.sent:03}"

    def fill_in_forms(self, without_consent):
        self.say("Saturday 11:00: twelve people fill in a form (POST /v1/submissions)")
        for name in people.PEOPLE:
            body = people.submission(name, self.server.now, consenting=name != without_consent)
            self.server.post(self.keys["forms"], "/v1/submissions", body)

    def identify(self, key, name, traits):
        self.server.post(self.keys[key], "/v1/identify", {
            "userId": people.user_id(name), "messageId": self._message_id(), "timestamp": self.server.now,
            "traits": traits})

    def track(self, *events):
        """(name, event, properties)...: one batch, as Segment's clients send it."""
        batch = [{"type": "track", "userId": people.user_id(name), "event": event, "properties": properties,
                  "messageId": self._message_id(), "timestamp": self.server.now}
                 for name, event, properties in events]
        self.server.post(self.keys["website"], "/v1/batch", {"batch": batch, "sentAt": self.server.now})
        self.server.settle()

    def data_from_elsewhere(self):
        self.say("Saturday 11:00: a vendor's file and a CRM add what nobody typed (POST /v1/identify)")
        self.identify("vendor", "Bo", {"social.line": "Uf00dfeed77", "job_title": "Head of Projects"})
        self.identify("website", "Carla", {"phone": "+33655512345"})

    def saturday(self):
        self.say("Saturday 11:00: trials, an e-book, a newsletter (POST /v1/batch)")
        self.track(
            ("Ada", "Trial Started", {"plan": "pro"}),
            ("Bo", "Ebook Downloaded", {"title": "Projects that end"}),
            ("Carla", "Webinar Booked", {"webinar": "Gantt in an hour"}),
            ("Elif", "Trial Started", {"plan": "pro"}),
            ("Farid", "Newsletter Joined", {}),
            ("Gwen", "Newsletter Joined", {}),
            ("Gwen", "Trial Started", {"plan": "team"}),
            ("Jonas", "German Newsletter Joined", {}),
            ("Hana", "Trial Started", {"plan": "team"}),
            ("Jun", "Trial Started", {"plan": "pro"}),
        )
        self.server.advance("30 min")
        self.say("Saturday 11:30: Ivan tries everything")
        self.track(("Ivan", "Trial Started", {"plan": "pro"}))
        self.track(("Ivan", "Newsletter Joined", {}))
        self.track(("Ivan", "Ebook Downloaded", {"title": "Projects that end"}))
        self.track(("Ivan", "Webinar Booked", {"webinar": "Gantt in an hour"}))

    def one_click(self):
        self.say("Saturday 12:30: Farid's mail program posts to the mail's own List-Unsubscribe address")
        self.server.advance("1h")
        mail = newest_mail_to(self.server.folder, "farid@mill.example")
        if mail is not None:  # none if he never agreed
            address = mail["List-Unsubscribe"].strip().strip("<>")
            self.server.post_form(urllib.parse.urlsplit(address).path, mail["List-Unsubscribe-Post"])
        self.track(("Farid2", "Newsletter Joined", {}))

    def night(self):
        self.say("Saturday 23:45: Dan books a webinar")
        self.server.advance_to("2026-11-21T22:45:00Z")
        self.track(("Dan", "Webinar Booked", {"webinar": "Gantt in an hour"}))

    def confirm(self):
        self.say("Sunday 09:00: Jonas opens the link of the confirmation mail, and presses the button (POST /o/...)")
        self.server.advance_to("2026-11-22T08:00:00Z")
        mail = newest_mail_to(self.server.folder, "jonas@werft.example")
        if mail is not None:  # none if he never ticked
            link = re.search(r"https://\S+/o/\S+", mail.get_body(("plain",)).get_content())[0]
            self.server.post_form(urllib.parse.urlsplit(link).path, "answer=yes")

    def stop_by_text(self):
        self.say("Monday 10:00: Dan answers the text message with STOP (POST /v1/inbound), and books once more")
        self.server.advance_to("2026-11-23T09:00:00Z")
        self.server.post(self.keys["forms"], "/v1/inbound", {
            "channel": "sms", "from": "+33612345678", "text": "Stop!", "timestamp": self.server.now,
            "messageId": "sms-1"})
        self.track(("Dan", "Webinar Booked", {"webinar": "Kanban in an hour"}))

    def stop_in_a_wait(self):
        self.say("Sunday 16:00: Elif has had enough (POST /v1/withdrawals)")
        self.server.advance_to("2026-11-22T15:00:00Z")
        self.server.post(self.keys["website"], "/v1/withdrawals", {
            "userId": people.user_id("Elif"), "method": "support call", "verbatim": "Please stop writing to me."})

    def own_page(self):
        self.say("Sunday 18:00: Jun opens the page behind the mail's link, and takes a break for a month (POST /c/...)")
        self.server.advance_to("2026-11-22T17:00:00Z")
        mail = newest_mail_to(self.server.folder, "jun@loft.example")
        if mail is not None:  # none if Jun never agreed
            page = re.search(r"https://\S+(/c/[\w-]+)", mail.get_body(("plain",)).get_content())[1]
            self.server.post_form(page, "do=pause&for=month")

    def until_next_saturday(self):
        self.say("... and on to next Saturday noon: every wait ends when it should (assent clock)")
        self.server.advance_to("2026-11-28T11:00:00Z")


def newest_mail_to(folder, address):
    box = os.path.join(folder, "out", "mail", "new")
    found = None
    for name in sorted(os.listdir(box)):
        with open(os.path.join(box, name), "rb") as file:
            mail = email.message_from_binary_file(file, policy=email.policy.default)
        if mail["To"] == address:
            found = mail
    return found


def play(server, keys, without_consent, say):
    week = Week(server, keys, say)
    week.fill_in_forms(without_consent)
    week.data_from_elsewhere()
    week.saturday()
    week.one_click()
    week.night()
    week.confirm()
    week.stop_in_a_wait()
    week.own_page()
    week.stop_by_text()
    week.until_next_saturday()
