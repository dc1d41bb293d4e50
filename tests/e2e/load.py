"""People who sign up and do something, all at once, and try again until they are heard.

    load = Load(w, ["Mail Me"], threads=6, consenting=0.8)
    load.begin()             # the server answers
    load.hold()              # it is being killed
    ...
    load.finish()            # everybody gets their 200
    load.people              # what was acknowledged: [Person("u7", "u7@acme.example", ..., invited=True)]

Each person provides an e-mail address and a phone number, agrees to tips or does not, some change their mind, and then
everybody fires one event: `invited` are those who agreed and did not take it back. A request that breaks off is sent
again with the same ids, as clients do, and so is now and then one that was answered long ago; so whatever is counted
twice is counted wrongly.
"""

import http.client
import random
import threading
import time
from collections import namedtuple

from server import request

Person = namedtuple("Person", "user email phone consents invited")


class Load:
    def __init__(self, workspace, events, threads=6, consenting=0.8, seed=0):
        self.w = workspace
        self.events = events
        self.consenting = consenting
        self.keys = workspace.key("form"), workspace.key("ingest")
        self.open = threading.Event()
        self.ending = False
        self.lock = threading.Lock()
        self.count = 0
        self.people = []
        self.repeats = 0
        self.broken = []
        self.threads = [threading.Thread(target=self._live, args=(random.Random(seed * 1000 + n),), daemon=True)
                        for n in range(threads)]
        for thread in self.threads:
            thread.start()

    def begin(self):
        self.open.set()

    def hold(self):
        self.open.clear()

    def finish(self):
        self.ending = True
        self.begin()
        for thread in self.threads:
            thread.join()
        if self.broken:
            raise AssertionError(f"an answer that no client expects: {self.broken[:3]}")

    def _live(self, dice):
        heard = []
        while not self.ending:
            self.open.wait()
            with self.lock:
                self.count += 1
                n = self.count
            consents = dice.random() < self.consenting
            invited = consents and dice.random() > 0.1
            person = Person(f"u{n}", f"u{n}@acme.example", f"+336{n:08}", consents, invited)
            points = {"email": person.email, "phone": person.phone}
            body = self.w.submission(person.user, channels=None if person.consents else [], **points)
            event = {"userId": person.user, "event": dice.choice(self.events), "messageId": f"e-{person.user}"}
            story = [("/v1/submissions", body, self.keys[0]), ("/v1/track", event, self.keys[1])]
            if consents and not invited:
                story.insert(1, ("/v1/withdrawals", {"userId": person.user, "method": "reply"}, self.keys[0]))
            if all(self._say(*said) for said in story):
                with self.lock:
                    self.people.append(person)
                heard.append(story)
            if heard and dice.random() < 0.1:
                for said in dice.choice(heard):
                    self._say(*said)

    def _say(self, path, body, key):
        while True:
            self.open.wait()
            try:
                answer = request(self.w.server.base, "POST", path, body, key, timeout=30)
            except (OSError, http.client.HTTPException, AttributeError):  # AttributeError: no server now
                self.repeats += 1
                time.sleep(0.01)
                continue
            if answer.status == 200:
                return True
            if answer.status not in (429, 503) or not answer.retry_after:
                self.broken.append(answer)
                return False
            self.repeats += 1
            time.sleep(0.05)
