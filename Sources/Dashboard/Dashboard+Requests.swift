internal import APIRoutes
internal import Cryptography
internal import Encodings
internal import HTTPTypes
internal import Hummingbird
internal import InboundHTTP
internal import Logging
internal import NIOCore
internal import Pages
internal import ReadModels
internal import SyncModel

extension Dashboard {
    private static let formType = "application/x-www-form-urlencoded"

    /// Adds a page, or what a form does, for somebody who is signed in.
    func add<Context: PageContext>(_ route: PageRoute, to router: Router<Context>) {
        switch route.method {
        case .get: get(route, router)
        case .post: post(route, router)
        }
    }

    private func get<Context: PageContext>(_ route: PageRoute, _ router: Router<Context>) {
        router.get(RouterPath(route.path)) { request, context in
            // What a page looks up ends with whoever waits for it.
            try await context.channel.cancelling(on: api.executor) {
                guard let visit = visit(request) else { return signIn(for: request) }
                let isWhole = Self.fields(request.uri.query ?? "")[PageRequest.partField] == nil
                let notice =
                    isWhole ? sessions.takeNotice(at: request.uri.path, of: visit.secret) : nil
                return await answer(request, context, visit, notice, fields: [], route.handler)
            }
        }
    }

    /// Nothing is done for a form that another page sent.
    private func post<Context: PageContext>(_ route: PageRoute, _ router: Router<Context>) {
        router.post(RouterPath(route.path)) { request, context in
            await withTaskExecutorPreference(api.executor) {
                guard isOwn(request) else { return forged(request) }
                guard let visit = visit(request) else { return signIn(for: request) }
                do throws(APIError) {
                    let fields = try await fields(of: request, limit: route.limit)
                    let csrf = fields.first { $0.name == "csrf" }?.value
                    guard isEqualText(csrf, visit.session.csrf) else { return forged(request) }
                    return await answer(
                        request,
                        context,
                        visit,
                        nil,
                        fields: fields,
                        route.handler
                    )
                } catch {
                    return refuse(error, request, visit.session)
                }
            }
        }
    }

    private func answer<Context: PageContext>(
        _ request: Request,
        _ context: Context,
        _ visit: Visit,
        _ notice: Notice?,
        fields: [(name: String, value: String)],
        _ handler: PageRoute.Handler
    ) async -> Response {
        let session = visit.session
        let preferences = preferences(of: request)
        var parameters: [String: String] = [:]
        for (name, text) in context.parameters {
            parameters[String(name)] = percentDecoded(text) ?? String(text)
        }
        let page = PageRequest(
            session: session,
            preferences: preferences,
            notice: notice,
            path: request.uri.path,
            query: Self.fields(request.uri.query ?? ""),
            fields: fields,
            parameters: parameters,
            webhookAddress: webhookAddress(),
            head: shell.head(),
            sessionCount: sessions.count(of: session.caller, at: now()),
            api: api,
            now: now()
        )
        guard request.method == .get, page.part != nil else {
            return await answer(request, page, visit, handler)
        }
        let answer = await withTaskExecutorPreference(api.background) {
            await pace.perform { await self.answer(request, page, visit, handler) }
        }
        return answer ?? refuse(Self.tooManyPages, request, session)
    }

    private static let tooManyPages = APIError(
        status: 503,
        error: "ServiceUnavailable",
        message: "Too many open pages look for changes"
    )

    private func answer(
        _ request: Request,
        _ page: PageRequest,
        _ visit: Visit,
        _ handler: PageRoute.Handler
    ) async -> Response {
        let session = visit.session
        do {
            switch try await handler(page) {
            case .redirect(let path):
                return redirect(to: PagePath.local(path))
            case .noticed(let notice, let path):
                sessions.leave(notice, at: path, for: visit.secret)
                return redirect(to: PagePath.local(path))
            case .preferring(let preferences, let path):
                var response = redirect(to: PagePath.local(path))
                response.headers[.setCookie] = cookies.preferences(preferences)
                return response
            case .signOut:
                sessions.end(visit.secret)
                var response = redirect(to: "/login")
                response.headers[.setCookie] = cookies.noSession
                return response
            case .signOutEverywhere:
                sessions.endAll(of: session.caller)
                var response = redirect(to: "/login")
                response.headers[.setCookie] = cookies.noSession
                return response
            case .download(let file):
                return respond(file)
            case .document(let document):
                return try await respond(document, page, request)
            }
        } catch let error as APIError {
            return refuse(error, request, session)
        } catch {
            logger.error("page failed", metadata: ["error": "\(error)"])
            let failure = APIError(
                status: 500,
                error: "InternalServerError",
                message: "Something went wrong"
            )
            return refuse(failure, request, session)
        }
    }

    /// The parts that say how much waits, or that nothing can be recorded.
    static let warningParts: Set = ["attention-count", "head"]

    /// A page for somebody who is signed in, or the part of it that they ask for.
    private func respond(
        _ document: Page.Document,
        _ page: PageRequest,
        _ request: Request
    ) async throws(APIError) -> Response {
        let (session, preferences) = (page.session, page.preferences)
        if request.method == .get, let part = page.part {
            guard let template = document.regions[part] else {
                throw .notFound("The page has no part \(part.printable())")
            }
            // The other parts show nothing of what waits.
            let items =
                Self.warningParts.contains(part) ? try await page.ask(.listAttention) : .null
            return respond(
                part: template,
                values(
                    Self.warning(document, items),
                    session,
                    Self.attention(items),
                    preferences,
                    Self.back(request)
                ),
                to: request
            )
        }
        let items = try await page.ask(.listAttention)
        let attention = Self.attention(items)
        let document = Self.warning(document, items)
        return respond(
            document,
            session: session,
            attention: attention,
            preferences: preferences,
            path: Self.back(request)
        )
    }

    /// How much waits for a person; nil if nothing does.
    private static func attention(_ items: JSONValue) -> PageValue? {
        let count = items["problems"]?.integer ?? 0
        guard count > 0 else { return nil }
        return .object([
            "count": .number(count), "text": .text("\(count) waiting"),
            "href": .text(PagePath.attention),
        ])
    }

    /// The page, which says first if nothing can be recorded.
    private static func warning(_ document: Page.Document, _ items: JSONValue) -> Page.Document {
        let item = items["items"]?.array?
            .first { $0["code"]?.isText(AttentionItem.logNotWritable) == true }
        guard let message = item?["message"]?.string else { return document }
        var document = document
        document.values = document.values.prepending(
            .object([
                "kind": .text(Badge.Kind.bad.rawValue), "icon": .text(Badge.Kind.bad.icon),
                "text": .text(Sentence.text(message)),
            ]),
            to: "banners"
        )
        return document
    }

    /// The page for a request that cannot be answered.
    func refuse(_ error: APIError, _ request: Request, _ session: Session?) -> Response {
        let path = Self.back(request)
        var response = respond(
            ErrorPage.document(
                error,
                requestID: makeUUID(),
                path: request.uri.path,
                retry: request.method == .get ? path : nil
            ),
            session: session,
            preferences: preferences(of: request),
            path: path
        )
        if let seconds = error.retryAfterSeconds {
            response.headers[.retryAfter] = String(seconds)
        }
        return response
    }

    private func forged(_ request: Request) -> Response {
        refuse(
            .permissionDenied(
                "This form was not sent by a page of this dashboard, or the page is too old. "
                    + "(Load the page anew and send the form again.)"
            ),
            request,
            visit(request)?.session
        )
    }

    /// Whether a page of this dashboard sent the request.
    func isOwn(_ request: Request) -> Bool {
        RequestOrigin.isOwn(
            request.headers,
            authority: request.head.authority,
            isSecure: cookies.isSecure
        )
    }

    /// A session and the secret of its cookie.
    typealias Visit = (secret: String, session: Session)

    /// Who is signed in with the cookie of a request.
    func visit(_ request: Request) -> Visit? {
        let part = Self.fields(request.uri.query ?? "")[PageRequest.partField]
        guard let secret = cookies.value(cookies.sessionName, in: request.headers),
            let session = sessions.session(secret, at: now(), isUse: part == nil)
        else { return nil }
        return (secret, session)
    }

    /// The preferences in the cookie.
    func preferences(of request: Request) -> Preferences {
        Preferences(cookies.value(cookies.preferencesName, in: request.headers) ?? "")
    }

    /// The fields of a form, without empty ones.
    ///
    /// - Throws: `APIError` 400, 413 or 415 if it is not a form or too large.
    func fields(
        of request: Request,
        limit: Int = PageRoute.formLimit
    ) async throws(APIError) -> [(name: String, value: String)] {
        let type = request.headers[.contentType] ?? ""
        guard type.split(separator: ";").first.map(String.init) == Self.formType else {
            throw APIError(
                status: 415,
                error: "UnsupportedMediaType",
                message: "Send a form as \(Self.formType)"
            )
        }
        do {
            let body = try await request.body.collect(upTo: limit)
            return formDecoded(String(buffer: body)).filter { !$0.value.isEmpty }
        } catch is NIOTooManyBytesError {
            throw .bodyTooLarge
        } catch {
            throw .bodyIncomplete
        }
    }

    /// The fields of a query; empty ones count as absent.
    static func fields(_ text: String) -> [String: String] {
        Dictionary(
            formDecoded(text).filter { !$0.value.isEmpty }.map { ($0.name, $0.value) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The path and query of a request, to come back to.
    static func back(_ request: Request) -> String {
        request.uri.path + (request.uri.query.map { "?\($0)" } ?? "")
    }

    private func isEqualText(_ given: String?, _ expected: String) -> Bool {
        guard let given else { return false }
        return isEqualInConstantTime(Array(given.utf8), Array(expected.utf8))
    }
}
