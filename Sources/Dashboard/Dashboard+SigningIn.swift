internal import APIRoutes
internal import Encodings
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import Pages
internal import SyncModel

extension Dashboard {
    /// Adds signing in and out.
    func addSigningIn<Context: PageContext>(to router: Router<Context>) {
        router.get("/login") { request, _ in
            let given = Self.fields(request.uri.query ?? "")
            let next = PagePath.local(given["next"])
            if visit(request) != nil { return redirect(to: next) }
            let hasHint = request.headers[.cookie] == nil && next != "/"
            let error = given["lost"] == nil ? nil : Self.formIsLost
            return login(request, LoginPage.document(next: next, error: error, hasHint: hasHint))
        }
        router.get("/login/once") { request, context in
            // Another site must not sign anybody in as somebody of its choice.
            if RequestOrigin.isForeign(request.headers) {
                let page = LoginPage.document(
                    next: "/",
                    error: Self.codeIsForeign,
                    status: .forbidden
                )
                return login(request, page)
            }
            let code = Self.fields(request.uri.query ?? "")["code"] ?? ""
            return signIn(request, context, to: "/", else: Self.codeIsNoGood) {
                api.callerOfCode(code)
            }
        }
        router.post("/login") { request, context in await signIn(request, context) }
    }

    /// What leads somebody who is not signed in to the login page.
    ///
    /// A browser that follows a link from another site leaves out the strict cookie. One reload
    /// makes the request this site's own, which then has it.
    func signIn(for request: Request) -> Response {
        if request.method == .get, RequestOrigin.isForeign(request.headers) {
            return respond(
                .ok,
                #"<!DOCTYPE html><title>Checkly Sync</title>"#
                    + #"<meta http-equiv="refresh" content="0">"#,
                type: "text/html; charset=utf-8"
            )
        }
        // Whoever signs out has lost nothing by having been signed out before.
        let isForm = request.method != .get && !request.uri.path.hasPrefix("/logout")
        let isPage = request.method == .get
        let back = isForm ? Self.formerPage(request) : isPage ? Self.back(request) : "/"
        return redirect(
            to: PageRequest.href(
                "/login",
                ["next": back == "/" ? "" : back, "lost": isForm ? "true" : ""]
            )
        )
    }

    /// The page of this dashboard that has the form of a request; the first page if the browser
    /// does not say.
    private static func formerPage(_ request: Request) -> String {
        guard !RequestOrigin.isForeign(request.headers),
            let address = request.headers[.referer],
            let host = address.firstRange(of: "://")
        else { return "/" }
        let rest = address[host.upperBound...]
        return PagePath.local(rest.firstIndex(of: "/").map { String(rest[$0...]) })
    }

    private func login(_ request: Request, _ document: Page.Document) -> Response {
        respond(document, session: nil, preferences: preferences(of: request), path: "/login")
    }

    private func signIn<Context: PageContext>(
        _ request: Request,
        _ context: Context
    ) async -> Response {
        guard isOwn(request) else {
            return refuse(
                .permissionDenied("Sign in on the login page of this dashboard."),
                request,
                nil
            )
        }
        let form: [String: String]
        do throws(APIError) {
            form = Dictionary(
                try await fields(of: request).map { ($0.name, $0.value) },
                uniquingKeysWith: { first, _ in first }
            )
        } catch {
            return refuse(error, request, nil)
        }
        let next = PagePath.local(form["next"])
        return signIn(request, context, to: next, else: Self.tokenIsNoGood) {
            form["token"].flatMap { api.caller(SecretValue($0)) }
        }
    }

    private static let codeIsForeign =
        "Another site has this link. Copy it into the address field, if it is from you."
    private static let formIsLost =
        "You were signed out meanwhile, so nothing was done. Sign in, and send the form again."
    private static let tokenIsNoGood =
        "That token is not known here, or it has expired, or is for certain projects only."
    private static let codeIsNoGood =
        "This link was used already, or is older than five minutes. Sign in with a token instead."

    /// Begins a session, unless there were too many tries.
    private func signIn<Context: PageContext>(
        _ request: Request,
        _ context: Context,
        to next: String,
        else refusal: String,
        as caller: () -> Caller?
    ) -> Response {
        let address = context.remoteAddress?.ipAddress ?? ""
        if let wait = throttle.begin(address, at: now()) {
            var response = login(
                request,
                LoginPage.document(
                    next: next,
                    error: "Too many wrong tokens. Try again in \(wait) seconds.",
                    status: .tooManyRequests
                )
            )
            response.headers[.retryAfter] = String(wait)
            return response
        }
        guard let caller = caller() else {
            return login(
                request,
                LoginPage.document(next: next, error: refusal, status: .unauthorized)
            )
        }
        do {
            throttle.succeed(address)
            // A new secret, so that nobody who knew an earlier one is signed in.
            if let visit = visit(request) { sessions.end(visit.secret) }
            var response = redirect(to: next)
            response.headers[.setCookie] = cookies.session(try sessions.begin(caller, at: now()))
            return response
        } catch {
            logger.error("session not made", metadata: ["error": "\(error)"])
            return refuse(.noPlace("No session can be made now"), request, nil)
        }
    }
}
