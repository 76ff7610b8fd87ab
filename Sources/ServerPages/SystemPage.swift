internal import APIRoutes
internal import Encodings
internal import Pages

/// `/system`: the server itself, its settings, tokens and sessions.
enum SystemPage {
    static func page(_ request: PageRequest) async throws(APIError) -> Page {
        try await page(request, refolded: nil)
    }

    /// Folds the log anew and says what came of it.
    static func refold(_ request: PageRequest) async throws(APIError) -> Page {
        let answer = try await request.ask(.replay)
        let matches = answer["matchesLive"]?.bool == true
        let count = answer["events"]?.integer ?? 0
        return try await page(
            request,
            refolded: .object([
                "kind": .text((matches ? Badge.Kind.good : .bad).rawValue),
                "text": .text(
                    matches
                        ? "\(count) events lead to the state that the server had."
                        : "\(count) events lead to another state than the server had; it goes on "
                            + "with what the log says."
                ),
            ])
        )
    }

    private static func page(
        _ request: PageRequest,
        refolded: PageValue?
    ) async throws(APIError) -> Page {
        let status = try await request.ask(.getStatus)
        let keys = try await request.ask(.countKeys)["keys"]
        let tokens = try await request.ask(.listTokens)["tokens"]?.array ?? []
        let notifications =
            try await request.ask(.listNotifications)["notifications"]?.array ?? []
        let settings = try await request.ask(.getSettings)["settings"]?.array ?? []
        return .document(
            Page.Document(
                template: "system",
                heading: PageSection.system.title,
                section: .system,
                values: .members([
                    "badges": .list([]), "actions": .list([]), "notice": request.notice?.value,
                    "sections": .list(
                        SystemFacts(status: status, keys: keys, request: request).sections
                    ),
                    "settings": .list(settings.map(setting)),
                    "tokens": tokens.isEmpty
                        ? nil : .object(["rows": .list(tokens.map { token($0, request) })]),
                    "tokenCommands": .list(
                        request.mayUse(.createToken)
                            ? [
                                command(
                                    "Make a token for an auditor, whose value is shown once",
                                    "checkly-sync tokens create NAME --role auditor"
                                )
                            ] : []
                    ),
                    "notifications": notifications.isEmpty
                        ? nil
                        : .object(["rows": .list(notifications.map { notification($0, request) })]),
                    "notificationCommands": .list(
                        request.mayUse(.createNotification)
                            ? [
                                command(
                                    "Tell an address what waits for a person",
                                    "checkly-sync notifications create NAME --url-file FILE"
                                )
                            ] : []
                    ),
                    "sessions": sessions(request),
                    "refold": .members([
                        "text": """
                        The state that everything here rests on is folded from the log. This \
                        folds it again from the first event, compares, and goes on with the result.
                        """,
                        "action": request.mayUse(.replay)
                            ? .text("\(PageSection.system.path)/refold") : nil,
                        "submit": "Fold the log anew", "result": refolded,
                    ]),
                    "commands": .list([
                        command("Look for what is wrong, from a terminal", "checkly-sync doctor"),
                        command("Sign another browser in", "checkly-sync dashboard"),
                    ]),
                ])
            )
        )
    }

    private static func command(_ label: String, _ text: String) -> PageValue {
        .object(["label": .text(label), "text": .text(text)])
    }

    private static func setting(_ setting: JSONValue) -> PageValue {
        let isSet = setting["isSet"]?.bool == true
        let origin = setting["origin"]?.string
        return .members([
            "name": .text(setting["name"]?.string ?? ""),
            "value": setting["isSecret"]?.bool == true
                ? (isSet ? "set" : nil) : .optional(setting["value"]?.string),
            "origin": .text(origin ?? ""),
            "isDefault": .flag(origin == "default"),
        ])
    }

    private static func token(_ token: JSONValue, _ request: PageRequest) -> PageValue {
        let name = token["name"]?.string ?? ""
        return .members([
            "name": .text(name), "role": .text(token["role"]?.string ?? ""),
            "projects": .optional(
                token["projects"]?.array?.compactMap(\.string).joined(separator: ", ")
            ),
            "created": request.times.value(token["createdAt"]?.string),
            "expires": request.times.value(token["expiresAt"]?.string),
            "used": request.times.value(token["lastUsedAt"]?.string),
            "revokeHref": request.mayUse(.revokeToken) ? .text(revocationPath(name)) : nil,
        ])
    }

    private static func notification(
        _ notification: JSONValue,
        _ request: PageRequest
    ) -> PageValue {
        let problem = notification["problem"]?["message"]?.string
        return .members([
            "name": .text(notification["name"]?.string ?? ""),
            "form": .text(notification["form"]?.string ?? ""),
            "onlyProblems": .flag(notification["onlyProblems"]?.bool == true),
            "origin": .text(notification["origin"]?.string ?? ""),
            "sent": request.times.value(notification["lastSentAt"]?.string),
            "problem": .optional(problem.map(Sentence.text)),
        ])
    }

    private static func sessions(_ request: PageRequest) -> PageValue {
        let count = request.sessionCount
        return .object([
            "text": .text(
                count == 1
                    ? "Only this browser is signed in with your token."
                    : "\(count) browsers are signed in with your token."
            ),
            "action": .text("\(PageSection.system.path)/sessions"),
            "submit": "Sign out everywhere",
        ])
    }
}

extension SystemPage {
    private static func revocationPath(_ name: String) -> String {
        "\(PageSection.system.path)/tokens/\(percentEncoded(name))/revoke"
    }

    /// Asks whether a token is to be revoked.
    static func confirmRevocation(_ request: PageRequest) async throws(APIError) -> Page {
        try request.require(.revokeToken)
        let name = request.parameter("name")
        let tokens = try await request.ask(.listTokens)["tokens"]?.array ?? []
        guard tokens.contains(where: { $0["name"]?.isText(name) == true }) else {
            throw .notFound("There is no token \(name)")
        }
        return revocation(request, error: nil)
    }

    /// Revokes a token.
    static func revoke(_ request: PageRequest) async throws(APIError) -> Page {
        do throws(APIError) {
            _ = try await request.ask(.revokeToken, [request.parameter("name")])
        } catch {
            guard error.isAboutForm else { throw error }
            return revocation(request, error: error)
        }
        return Notice.tokenRevoked.page(PageSection.system.path)
    }

    private static func revocation(_ request: PageRequest, error: APIError?) -> Page {
        let name = request.parameter("name")
        return ConfirmationPage(
            heading: "Revoke the token \(name)",
            submit: "Revoke the token",
            section: .system,
            breadcrumbs: [.link(PageSection.system.title, PageSection.system.path)],
            action: revocationPath(name),
            cancelHref: PageSection.system.path,
            lead: "Revoke the token \(name)?",
            consequences: [
                "Whoever uses it is refused from now on, and signed out here.",
                "A token cannot be brought back; make a new one instead.",
            ],
            error: error
        )
        .page
    }
}
