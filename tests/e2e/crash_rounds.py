"""kill -9 under load, again and again on one workspace, and the reckoning afterwards.

$ASSENT_KILLS says how many rounds (20, over both tests); $ASSENT_SEED repeats a run's dice.
"""

import os
import random
import sys
import time
from collections import Counter

from load import Load
from workspace import until

KILLS = int(os.environ.get("ASSENT_KILLS", "20"))
SEED = int(os.environ.get("ASSENT_SEED") or int.from_bytes(os.urandom(4), "big"))


class Kills:
    """What the rounds found; each start after a kill tells how many hand-overs it found claimed."""

    def __init__(self):
        self.rounds = 0
        self.claimed = 0  # kills that came between claim and outcome
        self.unknown = []
        self.repeated = []

    def note(self, unknown, repeated):
        self.rounds += 1
        self.claimed += unknown + repeated > 0
        self.unknown.append(unknown)
        self.repeated.append(repeated)


def rounds_of(w, title, events, count, seed=SEED):
    """Runs them, and waits until every acknowledged person's message has come to its end. (load, kills)"""
    print(f"{title}: seed {seed}, {count} kills")
    dice = random.Random(seed)
    w.serve(clock=None)
    load = Load(w, events, seed=seed)
    kills = Kills()
    for _ in range(count):
        load.begin()
        time.sleep(dice.uniform(0.05, 0.8))
        load.hold()
        w.kill9()
        kills.note(*w.restart().recovered())
    load.begin()
    time.sleep(0.3)
    load.finish()
    until(lambda: not set(w.states()) & {"queued", "claimed"}, seconds=120, every=0.2)
    print(f"{title}: {len(load.people)} people acknowledged, {load.repeats} requests repeated, {kills.rounds} kills, "
          f"{kills.claimed} of them between claim and outcome ({sum(kills.unknown)} hand-overs left unknown, at most "
          f"{max(kills.unknown)} at once; {sum(kills.repeated)} repeated)")
    sys.stdout.flush()
    return load, kills


def reckon(test, w, load, kills, connections):
    """What must hold of every run, whatever the transport. Gives the messages by userId."""
    test.assertGreaterEqual(kills.claimed * 5, kills.rounds, "too few kills between claim and outcome to say much")
    test.assertLessEqual(max(kills.unknown), connections, "more unknown than there were connections")

    users = {d["contact"]: d["userId"] for d in w.decisions()}
    messages = {}
    for m in w.messages():
        messages.setdefault(users[m["contact"]], []).append(m)
    lost = [p.user for p in load.people if p.user not in messages]
    test.assertEqual(lost, [], "acknowledged, and not found")
    ends = Counter((p.invited, tuple(m["state"] for m in messages[p.user])) for p in load.people)
    for (invited, states), n in ends.items():
        with test.subTest(invited=invited, states=states):
            test.assertEqual(len(states), 1, f"{n} people with more than one message for one event")
            test.assertIn(states[0], ("accepted", "unknown") if invited else ("denied",), f"{n} people")
    unknown = sum(m["state"] == "unknown" for of in messages.values() for m in of)
    test.assertLessEqual(unknown, sum(kills.unknown), "unknown without a crash")
    w.replay()
    return messages


def assert_once(test, what, arrived):
    twice = [k for k, n in Counter(arrived).items() if n > 1]
    test.assertEqual(twice, [], f"{what} that arrived more than once")
