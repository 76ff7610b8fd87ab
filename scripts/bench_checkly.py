"""A Checkly that answers at once, with any number of accounts, in a process of its own.

The sandbox has one account, and an account has at most 20,000 variables that can be listed.
"""

import asyncio
import json
import multiprocessing
import urllib.parse

# Checkly refuses to create variables whose names end with this.
REFUSED = "_REFUSED"
REASONS = {200: "OK", 201: "Created", 204: "No Content", 400: "Bad Request", 404: "Not Found",
           409: "Conflict"}


class Checkly:
    """Serves accounts with these ids until it is stopped; every API key may use all of them."""

    def __init__(self, accounts):
        context = multiprocessing.get_context("fork")
        ready, told = context.Pipe(duplex=False)
        self.process = context.Process(target=_run, args=(accounts, told), daemon=True)
        self.process.start()
        self.url = f"http://127.0.0.1:{ready.recv()}"

    def stop(self):
        self.process.terminate()
        self.process.join(30)


def _run(accounts, told):
    variables = {account: {} for account in accounts}

    async def serve():
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Connection(variables), "127.0.0.1", 0)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


class _Connection(asyncio.Protocol):
    """One connection, with one request after the other."""

    def __init__(self, variables):
        self.variables, self.received, self.transport = variables, b"", None

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.received += data
        while (end := self.received.find(b"\r\n\r\n")) >= 0:
            first, *lines = self.received[:end].decode().split("\r\n")
            fields = dict(line.lower().split(": ", 1) for line in lines)
            size = end + 4 + int(fields.get("content-length", "0"))
            if len(self.received) < size:
                return
            body, self.received = self.received[end + 4:size], self.received[size:]
            method, target, _ = first.split(" ")
            self.transport.write(self.answer(method, target, fields, body))

    def answer(self, method, target, fields, body):
        path, _, query = target.partition("?")
        if path == "/v1/accounts":
            return _encoded(200, [{"id": id, "name": id.replace("-", " "), "runtimeId": "2025.04"}
                                  for id in self.variables])
        if path == "/v1/check-groups":
            return _encoded(200, [])
        own = self.variables[fields["x-checkly-account"]]
        if method == "GET":
            wanted = dict(urllib.parse.parse_qsl(query))
            return _listing(own, int(wanted["limit"]), int(wanted["page"]))
        given = json.loads(body or b"{}")
        key = given.get("key") or urllib.parse.unquote(path.removeprefix("/v1/variables/"))
        if method == "POST" and key in own:
            return _encoded(409, {"message": "Environment variable already exists"})
        if method != "POST" and key not in own:
            return _encoded(404, {"message": "Environment variable not found"})
        if key.endswith(REFUSED):
            return _encoded(400, {"message": "the name is not allowed"})
        if method == "DELETE":
            del own[key]
            return _encoded(204, None)
        own[key] = {"key": key, "locked": given["locked"], "secret": given["secret"]}
        return _encoded(201 if method == "POST" else 200, {**own[key], "value": given["value"]})


def _listing(own, limit, page):
    cut = list(own.values())[(page - 1) * limit:page * limit]
    first = (page - 1) * limit
    span = f"{first}-{first + len(cut) - 1}" if cut else "*"
    return _encoded(200, [{**one, "value": None} for one in cut],
                    f"content-range: {span}/{len(own)}\r\n")


def _encoded(status, content, more=""):
    body = b"" if content is None else json.dumps(content).encode()
    return (f"HTTP/1.1 {status} {REASONS[status]}\r\ncontent-type: application/json\r\n"
            f"{more}content-length: {len(body)}\r\n\r\n").encode() + body
