"""People who sign up and do something, all at once, and try again until they are heard.

    load = Load(w, threads=6, consenting=0.8)
    load.begin()             # the server answers
    load.hold()              # it is being killed
    ...
    load.finish()            # everybody gets their 200
    load.people              # what was acknowledged: [Person("u7", "u7@acme.example", consents=True)]

Each person provides an e-mail address and a phone number, agrees to tips or does not, and fires one event. A request that
breaks off is sent again with the same ids, as clients do, and so is now and then one that was answered long ago; so
whatever is counted twice is counted wrongly.
"""

import http.client
import random
import threading
import time
from collections import namedtuple

from server import request

Person = namedtuple("Person", "user email phone consents")


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
            person = Person(f"u{n}", f"u{n}@acme.example", f"+336{n:08}", dice.random() < self.consenting)
            points = {"email": person.email, "phone": person.phone}
            body = self.w.submission(person.user, channels=None if person.consents else [], **points)
            event = {"userId": person.user, "event": dice.choice(self.events), "messageId": f"e-{person.user}"}
            if self._say("/v1/submissions", body, self.keys[0]) and self._say("/v1/track", event, self.keys[1]):
                with self.lock:
                    self.people.append(person)
                heard.append((body, event))
            if heard and dice.random() < 0.1:
                body, event = dice.choice(heard)
                self._say("/v1/submissions", body, self.keys[0])
                self._say("/v1/track", event, self.keys[1])

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
