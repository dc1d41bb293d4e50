"""The twelve people of the demo: what each one typed into a form, and what that shows."""

# name -> who they are, what they left in a form, and which boxes they ticked:
#   (purpose, notice, channels); the channels must have a point among `gave`.
PEOPLE = {
    "Ada": {
        "who": "started a trial and ticked: tips by e-mail",
        "form": "trial",
        "gave": {"email": "ada@lovelace.example"},
        "ticked": [("product_tips", "tips-v1", ["email"])],
        "traits": {"first_name": "Ada", "country": "FR"},
    },
    "Bo": {
        "who": "left a work address for an e-book; a data vendor then sold us a LINE id",
        "form": "ebook",
        "gave": {"email": "bo@work.example"},
        "ticked": [("product_tips", "ebook-v1", ["email"])],
        "traits": {"first_name": "Bo", "country": "FR"},
    },
    "Carla": {
        "who": "ticked webinar reminders by e-mail; the CRM knows a number that was never on the form",
        "form": "webinar",
        "gave": {"email": "carla@office.example"},
        "ticked": [("webinar_reminders", "webinar-v1", ["email"])],
        "traits": {"first_name": "Carla", "country": "FR"},
    },
    "Dan": {
        "who": "ticked reminders by text message and e-mail, books at a quarter to midnight, and texts back STOP",
        "form": "webinar",
        "gave": {"email": "dan@studio.example", "phone": "+33612345678"},
        "ticked": [("webinar_reminders", "webinar-v1", ["sms", "email"])],
        "traits": {"first_name": "Dan", "country": "FR"},
    },
    "Elif": {
        "who": "started a trial, and said stop on Sunday, while the journey slept",
        "form": "trial",
        "gave": {"email": "elif@atelier.example"},
        "ticked": [("product_tips", "tips-v1", ["email"])],
        "traits": {"first_name": "Elif", "country": "FR"},
    },
    "Jun": {
        "who": "started a trial, and took a month's break on the page that every mail links to",
        "form": "trial",
        "gave": {"email": "jun@loft.example"},
        "ticked": [("product_tips", "tips-v1", ["email"])],
        "traits": {"first_name": "Jun", "country": "FR"},
    },
    "Jonas": {
        "who": "lives in Hamburg: what he ticked counts once he has confirmed it (double opt-in)",
        "form": "newsletter-de",
        "gave": {"email": "jonas@werft.example"},
        "ticked": [("newsletter_de", "newsletter-de-v1", ["email"])],
        "traits": {"first_name": "Jonas", "country": "DE", "timezone": "Europe/Berlin"},
        "language": "de",
    },
    "Farid": {
        "who": "joined the newsletter, and left it with the one click that the mail itself offers",
        "form": "newsletter",
        "gave": {"email": "farid@mill.example"},
        "ticked": [("newsletter", "newsletter-v1", ["email"])],
        "traits": {"first_name": "Farid", "country": "FR"},
    },
    "Farid2": {
        "who": "is Farid's second account, with the same address: the stop holds for it too",
        "form": "newsletter",
        "gave": {"email": "Farid@Mill.example"},
        "ticked": [("newsletter", "newsletter-v1", ["email"])],
        "traits": {"first_name": "Farid", "country": "FR"},
    },
    "Gwen": {
        "who": "ticked the newsletter only, and starts a trial",
        "form": "newsletter",
        "gave": {"email": "gwen@harbour.example"},
        "ticked": [("newsletter", "newsletter-v1", ["email"])],
        "traits": {"first_name": "Gwen", "country": "FR"},
    },
    "Hana": {
        "who": "lives in Bangkok, gave her LINE id and no e-mail address: the fallback finds her",
        "form": "trial",
        "gave": {"social.line": "U4af4980629"},
        "ticked": [("product_tips", "tips-v1", ["social.line"])],
        "traits": {"first_name": "Hana", "country": "TH", "timezone": "Asia/Bangkok"},
    },
    "Ivan": {
        "who": "ticked every box; three messages in seven days are enough all the same",
        "form": "trial",
        "gave": {"email": "ivan@yard.example", "phone": "+33698765432"},
        "ticked": [
            ("newsletter", "newsletter-v1", ["email"]),
            ("product_tips", "tips-v1", ["email", "sms"]),
            ("webinar_reminders", "webinar-v1", ["sms", "email"]),
        ],
        "traits": {"first_name": "Ivan", "country": "FR"},
    },
}

FORMS = ["trial", "ebook", "webinar", "newsletter", "newsletter-de"]
NOTICES = ["tips-v1", "ebook-v1", "webinar-v1", "newsletter-v1", "newsletter-de-v1"]


def user_id(name):
    return name.lower()


def submission(name, time, consenting=True):
    """The body of POST /v1/submissions: the form as this person sent it."""
    person = PEOPLE[name]
    consents = [{"purpose": purpose, "notice": notice, "channels": channels}
                for purpose, notice, channels in person["ticked"]]
    return {
        "submissionId": f"{person['form']}-{user_id(name)}",
        "userId": user_id(name),
        "timestamp": time,
        "form": {"id": person["form"], "url": f"https://www.acme.example/{person['form']}", "language": person.get("language", "en")},
        "evidence": {"action": "tick", "ip": "192.0.2.7", "userAgent": "Mozilla/5.0"},
        "provided": [{"channel": kind, "address": address} for kind, address in person["gave"].items()],
        "consents": consents if consenting else [],
        "traits": person["traits"],
    }
