internal import APIRoutes
internal import Encodings
internal import HTTPTypes
internal import Pages

/// `/audit`: whether the past can be proven, and who looked at it.
enum AuditPage {
    private static let pageSize = 20
    /// What people did with values, keys and the log itself, with the type of its events.
    private static let acts: [(word: String, title: String, type: String, none: String)] = [
        ("reveals", "Values read", "values.revealed", "Nobody has read a value."),
        ("exports", "Exports", "log.exported", "Nobody has exported events."),
        ("shreds", "Values destroyed", "values.shredded", "No value was destroyed on demand."),
        ("rotations", "Keys rotated", "key.rotated", "The master key was never rotated."),
    ]

    static func page(_ request: PageRequest) async throws(APIError) -> Page {
        try await page(request, error: nil)
    }

    static func page(_ request: PageRequest, error: APIError?) async throws(APIError) -> Page {
        let jobs = try await request.ask(.listVerifications)["verifications"]?.array ?? []
        let checkpoints = try await request.ask(.listCheckpoints, query: ["limit": "1"])
        let verifications = jobs.map { VerificationValues(verification: $0, request: request) }
        let act = acts.first { $0.word == request.query["acts"] } ?? acts[0]
        var query = ["type": act.type, "order": "desc", "limit": String(pageSize)]
        query["before"] = request.query["before"]
        let events = try await request.ask(.listEvents, query: query)
        let rows = events["events"]?.array ?? []
        let names = try await SyncNames.of(rows, request)
        return .document(
            Page.Document(
                template: "audit",
                heading: PageSection.audit.title,
                section: .audit,
                regions: ["job": "verification-job"],
                values: .members([
                    "badges": .list([]), "actions": .list([]), "notice": request.notice?.value,
                    "checkpoint": checkpoint(checkpoints["checkpoints"]?.array?.first, request),
                    "proves": .list(proves.map(PageValue.text)),
                    "provesNot": .list(provesNot.map(PageValue.text)),
                    "verify": request.mayUse(.startVerification)
                        ? .object([
                            "text": """
                            Every event is read and compared with what the checkpoints say. It \
                            changes nothing and holds up nothing.
                            """,
                            "action": .text("\(PageSection.audit.path)/verify"),
                            "submit": "Verify now",
                        ]) : nil,
                    "job": verifications.first?.job(isLinked: true),
                    "earlier": earlier(verifications.dropFirst()),
                    "commands": .list(commands),
                    "tabsLabel": "Acts", "tabs": .list(tabs(act.word)),
                    "acts": rows.isEmpty
                        ? nil
                        : .object(["rows": .list(rows.map { EventRow.value($0, names, request) })]),
                    "empty": rows.isEmpty ? empty(act.none, events, request) : nil,
                    "pager": Pager.value(
                        next: events["next"]?.integer,
                        isFirst: request.query["before"] == nil,
                        request
                    ),
                    "export": request.mayUse(.recordExport)
                        ? ExportForm(request, error).value : nil,
                ]),
                status: error.map { HTTPResponse.Status(code: $0.status) } ?? .ok,
                hasErrors: error != nil
            )
        )
    }

    private static let proves = [
        "No event that a checkpoint covers was changed, removed, added or moved since.",
        "A checkpoint of yours, kept elsewhere, proves it also against whoever runs this server.",
    ]
    private static let provesNot = [
        "That the events after the newest checkpoint are all there.",
        "That what a source reported was true.",
    ]

    private static let commands: [PageValue] = [
        .object([
            "label": "Keep a checkpoint elsewhere", "text": "checkly-sync audit checkpoint",
        ]),
        .object([
            "label": "The key that checkpoints are checked with",
            "text": "checkly-sync audit public-key",
        ]),
    ]

    private static func checkpoint(
        _ checkpoint: JSONValue?,
        _ request: PageRequest
    ) -> PageValue? {
        guard let checkpoint, let size = checkpoint["size"]?.integer else { return nil }
        let witnessed = request.times.value(checkpoint["witnessedAt"]?.string)
        return .object([
            "rows": .list(
                [
                    .object([
                        "label": "Covers",
                        "value": size == 0 ? "nothing yet" : .text("#1 to #\(size)"),
                    ]),
                    .members([
                        "label": "Signed",
                        "when": request.times.value(checkpoint["signedAt"]?.string),
                    ]),
                    witnessed.map { .object(["label": "Signed by the witness", "when": $0]) },
                    .object([
                        "label": "Root", "isMono": true,
                        "value": .text(checkpoint["rootHash"]?.string ?? ""),
                    ]),
                ]
                .compactMap(\.self)
            ),
            "links": .list([
                .link("Download the checkpoint", "\(PageSection.audit.path)/checkpoint"),
                .link("Download the public key", "\(PageSection.audit.path)/public-key"),
            ]),
        ])
    }

    /// The newest checkpoint as a file.
    static func downloadCheckpoint(_ request: PageRequest) async throws(APIError) -> Page {
        try await request.download(.getCheckpoint, as: "checkpoint.txt")
    }

    /// The key that checkpoints are checked with, as a file.
    static func downloadPublicKey(_ request: PageRequest) async throws(APIError) -> Page {
        try await request.download(.getPublicKey, as: "checkpoint.pub")
    }

    private static func earlier(_ verifications: ArraySlice<VerificationValues>) -> PageValue? {
        guard !verifications.isEmpty else { return nil }
        return .object([
            "rows": .list(
                verifications.map { one in
                    .members([
                        "href": .text(one.path), "mark": one.badge.value,
                        "at": one.request.times.value(one.verification["startedAt"]?.string),
                        "text": .text(one.sentence),
                    ])
                }
            )
        ])
    }

    private static func tabs(_ current: String) -> [PageValue] {
        acts.map { act in
            let query = act.word == acts[0].word ? [:] : ["acts": act.word]
            return .object([
                "text": .text(act.title),
                "href": .text(PageRequest.href(PageSection.audit.path, query)),
                "isCurrent": .flag(act.word == current),
            ])
        }
    }

    private static func empty(
        _ none: String,
        _ events: JSONValue,
        _ request: PageRequest
    ) -> PageValue {
        if let next = events["next"]?.integer {
            return .object([
                "title": "None in this stretch of the log",
                "text": "Older events were not looked at yet.",
                "action": .link("Look further back", request.href(["before": String(next)])),
            ])
        }
        return .object(["title": .text(none), "text": "Each time would stand here."])
    }
}
