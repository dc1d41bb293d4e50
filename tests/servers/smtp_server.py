#!/usr/bin/python3
"""An SMTP server that behaves as told, for tests: Debian's python3-aiosmtpd on 127.0.0.1.

    smtp_server.py --folder DIR [--mode MODE...]        prints "port 40123", then serves until stdin closes

The first MAIL command of all connections takes the first mode, the next one the next; the last mode stays. A line on
stdin replaces them: "mode ok", or several, "mode drop-after-dot ok"; it is answered with the same line on stdout.

    ok                      250
    reject-mail[=CODE]      5xx to MAIL (550)                      defer-mail      451
    reject-rcpt[=CODE]      5xx to RCPT (550)                      defer-rcpt      450
    reject-data-command     554 to DATA                            defer-data-command  451
    reject-data             554 after the final dot                defer-data      451
    stall-after-dot=SECONDS no answer to the final dot for so long (60), then 250
    drop-at-mail            breaks the connection off instead of answering MAIL
    drop-mid-data           breaks it off after the first bytes of the message
    drop-after-dot          takes the message and breaks it off instead of answering
    half-answer             takes the message, says the first line of two ("250-...") and breaks it off
    close-after-each        250, and closes the connection

Modes of the connection, for the whole run: --greeting ok | refuse (554) | busy (421) | silent (accepts, says nothing).
--goodbye silent never answers QUIT.

What happens is on the record in DIR, each line flushed before the server answers:

    0001.eml       the message as received after undoing dot-stuffing, CRLF line ends and all
    events.jsonl   {"event": "connected", "connection": 1}
                   {"event": "command", "connection": 1, "command": "MAIL FROM:<a@b>"}
                   {"event": "message", "connection": 1, "n": 1, "file": "0001.eml", "mail_from": ..., "rcpt_tos": [...],
                    "mode": "ok", "taken": true}
                   {"event": "partial", "connection": 1, "bytes": 512}           of drop-mid-data
                   {"event": "discarded", "connection": 1}                       the client left before the final dot
                   {"event": "closed", "connection": 1}

`taken` says whether a real server would now deliver it: count these to find duplicates. Messages that are refused
after the final dot are written with taken false.
"""

import argparse
import asyncio
import json
import logging
import os
import sys

from aiosmtpd.smtp import SMTP

DEFAULTS = {"reject-mail": "550", "reject-rcpt": "550", "stall-after-dot": "60"}
PLAIN = {
    "ok", "defer-mail", "defer-rcpt", "reject-data-command", "defer-data-command", "reject-data", "defer-data",
    "drop-at-mail", "drop-mid-data", "drop-after-dot", "half-answer", "close-after-each",
}


def parse_mode(text):
    """"stall-after-dot=5" -> ("stall-after-dot", "5")"""
    name, _, value = text.partition("=")
    if name in DEFAULTS:
        return name, value or DEFAULTS[name]
    if name in PLAIN and not value:
        return name, ""
    raise SystemExit(f"smtp_server.py: no such mode: {text}")


class Record:
    """The modes still to come, and what has happened."""

    def __init__(self, folder, modes):
        os.makedirs(folder, exist_ok=True)
        self.folder = folder
        self.modes = modes
        self.events = open(os.path.join(folder, "events.jsonl"), "a", encoding="utf-8")
        self.connections = 0
        self.messages = 0

    def next_mode(self):
        return self.modes.pop(0) if len(self.modes) > 1 else self.modes[0]

    def write(self, event, connection, **more):
        line = json.dumps({"event": event, "connection": connection, **more})
        self.events.write(line + "\n")
        self.events.flush()

    def message(self, connection, envelope, mode, taken):
        self.messages += 1
        file = f"{self.messages:04}.eml"
        with open(os.path.join(self.folder, file), "wb") as out:
            out.write(envelope.original_content)
        self.write("message", connection, n=self.messages, file=file, mail_from=envelope.mail_from,
                   rcpt_tos=envelope.rcpt_tos, mode=mode, taken=taken)


class Handler:
    """Answers the final dot."""

    def __init__(self, server_protocol):
        self.protocol = server_protocol

    async def handle_DATA(self, _server, _session, envelope):
        p = self.protocol
        name, value = p.mode
        taken = name not in ("reject-data", "defer-data")
        p.receiving = False
        p.record.message(p.number, envelope, name, taken)
        if name == "reject-data":
            return "554 5.7.1 <%s> message refused" % envelope.rcpt_tos[0]
        if name == "defer-data":
            return "451 4.3.0 try again later"
        if name == "stall-after-dot":
            await asyncio.sleep(float(value))
        if name == "half-answer":
            await p.push("250-2.0.0 queued")
            p.transport.close()
            await asyncio.sleep(3600)
        if name == "drop-after-dot":
            p.transport.abort()
            await asyncio.sleep(3600)  # until the lost connection cancels this
        return "250 2.0.0 queued"


class Protocol(SMTP):
    """One connection."""

    def __init__(self, record, options):
        super().__init__(Handler(self), hostname="mail.example", ident="test", enable_SMTPUTF8=False)
        self.record = record
        self.options = options
        self.mode = record.modes[0]
        self.receiving = False
        record.connections += 1
        self.number = record.connections

    def connection_made(self, transport):
        self.record.write("connected", self.number)
        super().connection_made(transport)

    def connection_lost(self, error):
        if self.receiving:
            self.record.write("discarded", self.number)
        self.record.write("closed", self.number)
        super().connection_lost(error)

    async def push(self, status):
        if status.startswith("220 "):
            if self.options.greeting == "silent":
                await asyncio.sleep(3600)
            if self.options.greeting in ("refuse", "busy"):
                await super().push("554 no service" if self.options.greeting == "refuse" else "421 busy")
                self.transport.close()
                return
        await super().push(status)

    async def smtp_MAIL(self, arg):
        self.mode = self.record.next_mode()
        self.record.write("command", self.number, command=f"MAIL {arg}")
        name, value = self.mode
        if name == "drop-at-mail":
            self.transport.abort()
        elif name == "reject-mail":
            await self.push(f"{value} 5.7.1 sender refused")
        elif name == "defer-mail":
            await self.push("451 4.3.0 try again later")
        else:
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg):
        self.record.write("command", self.number, command=f"RCPT {arg}")
        name, value = self.mode
        if name == "reject-rcpt":
            await self.push(f"{value} 5.1.1 {arg.partition(':')[2]}: no such user")
        elif name == "defer-rcpt":
            await self.push("450 4.2.0 mailbox busy")
        else:
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg):
        self.record.write("command", self.number, command="DATA")
        name, _ = self.mode
        if name == "reject-data-command":
            await self.push("554 5.5.1 no")
        elif name == "defer-data-command":
            await self.push("451 4.3.0 try again later")
        elif name == "drop-mid-data":
            await self.push("354 go on")
            first = await self._reader.read(512)
            self.record.write("partial", self.number, bytes=len(first))
            self.transport.abort()
        else:
            self.receiving = True
            await super().smtp_DATA(arg)
            self.receiving = False
            if name == "close-after-each" and self.transport is not None:
                self.transport.close()

    async def smtp_NOOP(self, arg):
        self.record.write("command", self.number, command="NOOP")
        await super().smtp_NOOP(arg)

    async def smtp_QUIT(self, arg):
        self.record.write("command", self.number, command="QUIT")
        if self.options.goodbye == "silent":
            await asyncio.sleep(3600)
        await super().smtp_QUIT(arg)


async def obey(record):
    """Follows stdin until it closes."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := (await reader.readline()).decode().strip():
        word, *modes = line.split()
        if word != "mode" or not modes:
            raise SystemExit(f"smtp_server.py: unknown order: {line}")
        record.modes = [parse_mode(m) for m in modes]
        print(line, flush=True)


async def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--folder", required=True)
    arguments.add_argument("--mode", nargs="+", default=["ok"])
    arguments.add_argument("--greeting", choices=["ok", "refuse", "busy", "silent"], default="ok")
    arguments.add_argument("--goodbye", choices=["ok", "silent"], default="ok")
    arguments.add_argument("--port", type=int, default=0)
    options = arguments.parse_args()
    record = Record(options.folder, [parse_mode(m) for m in options.mode])
    logging.disable()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda *_: None)  # broken connections are what it is for
    server = await loop.create_server(lambda: Protocol(record, options), "127.0.0.1", options.port)
    print("port", server.sockets[0].getsockname()[1], flush=True)
    await obey(record)
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
