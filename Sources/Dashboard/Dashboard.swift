internal import APIRoutes
internal import Cryptography
internal import Encodings
internal import HTTPTypes
package import Hummingbird
package import Logging
internal import NIOCore
package import Pages
internal import LogPages
internal import ServerPages
package import SyncModel
internal import SyncPages
internal import SyncWizard

/// The pages of the admin side, for people with a browser.
///
/// Each is a whole HTML document that works without a script. What it shows and does, it asks the
/// admin API for, in process.
package struct Dashboard: Sendable {
    /// Makes the secret of a session: 64 hexadecimal digits nobody can guess.
    package typealias MakeSecret = @Sendable () throws -> String

    let api: APIAccess
    let sessions: Sessions
    let throttle = LoginThrottle()
    let places = LivePlaces()
    let cookies: Cookies
    let assets: Assets
    let templates: Templates
    let shell: Shell
    /// The address that senders reach, without a slash at its end.
    let webhookAddress: @Sendable () -> String
    /// Whether something changes that is not in the log, such as how far a verification is.
    let isBusy: @Sendable () -> Bool
    let now: @Sendable () -> Timestamp
    let makeUUID: @Sendable () -> String
    let logger: Logger
    let pace: LivePace<ContinuousClock>

    /// Makes the dashboard of a server.
    ///
    /// - Parameters:
    ///   - api: The admin API.
    ///   - isSecure: Whether the admin side presents a certificate.
    ///   - version: The version of the program.
    ///   - head: The last position of the log.
    ///   - webhookAddress: The address that senders reach, without a slash at its end.
    ///   - isBusy: Whether something changes that is not in the log.
    ///   - now: The time.
    ///   - clock: Measures the work for open pages.
    ///   - makeUUID: Names a request that failed.
    ///   - makeSecret: Makes the secret of a session.
    ///   - logger: Where failures are told.
    /// - Throws: If a template of the program is malformed.
    package init(
        api: APIAccess,
        isSecure: Bool,
        version: String,
        head: @escaping @Sendable () -> Int64,
        webhookAddress: @escaping @Sendable () -> String,
        isBusy: @escaping @Sendable () -> Bool,
        now: @escaping @Sendable () -> Timestamp,
        clock: ContinuousClock,
        makeUUID: @escaping @Sendable () -> String,
        makeSecret: @escaping MakeSecret = Self.randomSecret,
        logger: Logger
    ) throws {
        self.api = api
        sessions = Sessions(makeSecret: makeSecret, isValid: api.isValid)
        cookies = Cookies(isSecure: isSecure)
        assets = Assets()
        templates = try Templates(assets.templates)
        shell = Shell(assets: assets, version: version, head: head)
        self.webhookAddress = webhookAddress
        self.isBusy = isBusy
        self.now = now
        self.makeUUID = makeUUID
        self.logger = logger
        pace = LivePace(clock: clock)
    }

    /// 32 random bytes.
    ///
    /// - Throws: `CryptographyError` if there is no randomness.
    package static let randomSecret: MakeSecret = {
        Hex.encode(try SecureRandom.bytes(count: Sessions.secretByteCount))
    }

    /// Adds every page and file to a router.
    package func add<Context: PageContext>(to router: Router<Context>) {
        router.add(middleware: UnknownPages<Context>(dashboard: self))
        addFiles(to: router)
        addSigningIn(to: router)
        addLive(to: router)
        let routes =
            Self.own + PageRoute.ofSyncs + PageRoute.ofWizard
            + PageRoute.ofServer + PageRoute.ofLog
        for route in routes { add(route, to: router) }
    }

    private static let own: [PageRoute] = [
        .get("/keys") { KeyboardPage.page($0) },
        .post("/logout") { _ in .signOut },
        .post("/preferences") { request in
            .preferring(
                request.preferences.changed(by: request.form),
                request.form["back"] ?? "/"
            )
        },
    ]

    private func addFiles<Context: PageContext>(to router: Router<Context>) {
        router.get("/assets/:hash/:name") { _, context in
            guard let name = context.parameters.get("name"), let file = assets.files[name],
                context.parameters.get("hash") == file.hash
            else { return respond(.notFound, "There is no such file", type: "text/plain") }
            var response = respond(.ok, "", type: file.type)
            response.body = ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes))
            response.headers[.contentLength] = String(file.bytes.count)
            response.headers[.cacheControl] = "public, max-age=31536000, immutable"
            return response
        }
    }

    /// A response with the headers that everything has.
    func respond(_ status: HTTPResponse.Status, _ text: String, type: String) -> Response {
        var response = Response(
            status: status,
            headers: [.contentType: type],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
        SecurityHeaders.add(to: &response)
        return response
    }

    /// A page as HTML.
    func respond(
        _ document: Page.Document,
        session: Session?,
        attention: PageValue? = nil,
        preferences: Preferences,
        path: String
    ) -> Response {
        let values = values(document, session, attention, preferences, path)
        guard let text = templates.render(document.template, values) else {
            logger.error("template missing", metadata: ["template": "\(document.template)"])
            return respond(.internalServerError, "Something went wrong", type: "text/plain")
        }
        return respond(document.status, text, type: "text/html; charset=utf-8")
    }

    /// What a page shows, with the shell around it.
    func values(
        _ document: Page.Document,
        _ session: Session?,
        _ attention: PageValue?,
        _ preferences: Preferences,
        _ path: String
    ) -> PageValue {
        shell.values(
            of: document,
            session: session,
            preferences: preferences,
            path: path,
            now: now()
        )
        .adding(["attention": attention])
    }

    /// Leads to another page.
    func redirect(to path: String) -> Response {
        var response = respond(.seeOther, "", type: "text/plain; charset=utf-8")
        response.headers[.location] = path
        return response
    }
}
