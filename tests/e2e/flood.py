#!/usr/bin/python3
"""Pours events into a server from a process of its own, so that whoever measures beside it is not held up.

    flood.py HOST:PORT KEY SENDERS BATCH     until stdin closes; then prints {"sent", "taken", "turned_away", "odd"} as JSON

Each sender has a connection and posts batches of BATCH events without a pause; "odd" are answers that no client expects:
neither 200, nor 429 or 503 with Retry-After. The word "pouring" is printed once each sender has had an answer.
"""

import base64
import http.client
import json
import sys
import threading


def main(base, key, senders, size):
    enough, answered = threading.Event(), threading.Semaphore(0)
    lock = threading.Lock()
    count = {"sent": 0, "taken": 0, "turned_away": 0, "odd": []}
    headers = {"Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode(),
               "Content-Type": "application/json"}

    def note(status, retry_after):
        with lock:
            count["sent"] += 1
            if status == 200:
                count["taken"] += 1
            elif status in (429, 503) and retry_after:
                count["turned_away"] += 1
            else:
                count["odd"].append(f"{status}, Retry-After {retry_after}")

    def pour(sender):
        events = [{"type": "track", "userId": f"f{sender}-{i}", "event": "Noise"} for i in range(size)]
        body = json.dumps({"batch": events}).encode()  # without messageIds: each time they are other events
        connection = http.client.HTTPConnection(base, timeout=60)
        first = True
        while not enough.is_set():
            try:
                connection.request("POST", "/v1/batch", body, headers)
                response = connection.getresponse()
                response.read()
                note(response.status, response.getheader("Retry-After"))
            except (OSError, http.client.HTTPException) as error:
                note(repr(error), None)
                break
            if first:
                answered.release()
            first = False
        answered.release()
        connection.close()

    threads = [threading.Thread(target=pour, args=(n,)) for n in range(senders)]
    for thread in threads:
        thread.start()
    for _ in threads:
        answered.acquire()
    print("pouring", flush=True)
    sys.stdin.read()
    enough.set()
    for thread in threads:
        thread.join()
    print(json.dumps(count))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
