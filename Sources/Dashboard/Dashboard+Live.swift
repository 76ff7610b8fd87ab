internal import Cryptography
internal import Encodings
internal import HTTPTypes
internal import Hummingbird
internal import InboundHTTP
internal import Pages

extension Dashboard {
    /// Adds what tells open pages that something has changed.
    func addLive<Context: PageContext>(to router: Router<Context>) {
        router.get("/live") { request, context in
            guard isOwn(request), let secret = visit(request)?.secret else {
                return respond(.forbidden, "Sign in first", type: "text/plain")
            }
            guard let place = places.enter(secret) else {
                var response = respond(
                    .serviceUnavailable,
                    "Too many live pages are open",
                    type: "text/plain"
                )
                response.headers[.retryAfter] = "60"
                return response
            }
            await context.channel.whenClientLeaves { place.leave() }
            return LiveStream(
                since: Self.fields(request.uri.query ?? "")["since"].flatMap(Int64.init) ?? 0,
                head: shell.head,
                goesOn: { [sessions, now] in sessions.goesOn(secret, at: now()) },
                isBusy: isBusy,
                place: place
            )
            .response
        }
    }

    private static var tagLength: Int { 16 }

    /// A part of a page alone, or that it is as the browser has it.
    func respond(part template: String, _ values: PageValue, to request: Request) -> Response {
        guard let text = templates.render(template, values) else {
            return respond(.internalServerError, "Something went wrong", type: "text/plain")
        }
        let digest = Hex.encode(SHA256.digest(Array(text.utf8))).prefix(Self.tagLength)
        let tag = "\"\(digest)\""
        let isSame = request.headers[.ifNoneMatch] == tag
        var response = respond(
            isSame ? .notModified : .ok,
            isSame ? "" : text,
            type: "text/html; charset=utf-8"
        )
        response.headers[.eTag] = tag
        return response
    }
}
