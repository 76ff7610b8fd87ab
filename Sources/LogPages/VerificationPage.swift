internal import APIRoutes
internal import Encodings
internal import Pages

/// `/audit/verify/{id}`: one verification of the log, while it runs and afterwards.
enum VerificationPage {
    static func page(_ request: PageRequest) async throws(APIError) -> Page {
        let id = request.parameter("id")
        let answer = try await request.ask(.getVerification, [id])
        guard let verification = answer["verification"] else {
            throw .notFound("There is no such verification")
        }
        let values = VerificationValues(verification: verification, request: request)
        return .document(
            Page.Document(
                template: "verification",
                heading: "Verification of the log",
                section: .audit,
                breadcrumbs: [.link(PageSection.audit.title, PageSection.audit.path)],
                regions: ["job": "verification-job"],
                values: .object([
                    "badges": .list([]), "actions": .list([]),
                    "job": values.job(isLinked: false),
                    "sections": .list([
                        .object([
                            "heading": "Details", "rows": .list(details(verification, request)),
                        ])
                    ]),
                    "commands": .list([
                        .object([
                            "label": "Verify the files from a terminal, while nothing serves them",
                            "text": "checkly-sync audit verify",
                        ])
                    ]),
                ])
            )
        )
    }

    /// Starts a verification, or leads to the one that runs already.
    static func start(_ request: PageRequest) async throws(APIError) -> Page {
        let verification: JSONValue?
        do throws(APIError) {
            verification = try await request.ask(.startVerification)["verification"]
        } catch {
            let known = try await request.ask(.listVerifications)["verifications"]?.array ?? []
            verification = known.first { $0["state"]?.isText("running") == true }
            if verification == nil { throw error }
        }
        return .redirect(VerificationValues.path(verification?["id"]?.string ?? ""))
    }

    /// Ends a verification that runs.
    static func cancel(_ request: PageRequest) async throws(APIError) -> Page {
        let id = request.parameter("id")
        _ = try await request.ask(.cancelVerification, [id])
        return .redirect(VerificationValues.path(id))
    }

    private static func details(
        _ verification: JSONValue,
        _ request: PageRequest
    ) -> [PageValue] {
        func row(_ label: String, _ value: String?, isMono: Bool = false) -> PageValue? {
            value.map {
                .object(["label": .text(label), "value": .text($0), "isMono": .flag(isMono)])
            }
        }
        func row(_ label: String, when time: String?) -> PageValue? {
            request.times.value(time).map { .object(["label": .text(label), "when": $0]) }
        }
        return [
            row("Started", when: verification["startedAt"]?.string),
            row("Ended", when: verification["finishedAt"]?.string),
            row("Started by", verification["startedBy"]?.string),
            row("Root of the log", verification["rootHash"]?.string, isMono: true),
            row("Hash of the state", verification["stateHash"]?.string, isMono: true),
        ]
        .compactMap(\.self)
    }
}
