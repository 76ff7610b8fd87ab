internal import APIRoutes
internal import Encodings
internal import Pages

/// What pages say of a verification of the log.
struct VerificationValues: Sendable {
    /// The maximum number of problems that a page names.
    private static let problemLimit = 100

    /// A verification as the API shows it.
    let verification: JSONValue
    let request: PageRequest

    /// The path of a verification's page.
    static func path(_ id: String) -> String {
        "\(PageSection.audit.path)/verify/\(percentEncoded(id))"
    }

    /// Its page.
    var path: String { Self.path(verification["id"]?.string ?? "") }

    private var state: String { verification["state"]?.string ?? "" }
    private var position: Int64 { verification["position"]?.integer ?? 0 }
    private var through: Int64 { verification["through"]?.integer ?? 0 }
    private var problems: [JSONValue] { verification["problems"]?.array ?? [] }

    /// How it stands.
    var badge: Badge {
        switch state {
        case "running": Badge(.busy, "Running")
        case "passed": Badge(.good, "Passed")
        case "failed": Badge(.bad, "Failed")
        default: Badge(.wait, "Cancelled")
        }
    }

    /// How it stands, in a sentence.
    var sentence: String {
        switch state {
        case "running": return "Event #\(position) of #\(through) is verified."
        case "passed": return "All \(through) events are as they were recorded."
        case "failed":
            if let message = verification["error"]?["message"]?.string {
                return Sentence.text("It could not be carried out: \(message)")
            }
            return problems.count == 1
                ? "1 problem was found." : "\(problems.count) problems were found."
        default: return "Cancelled at #\(position) of #\(through)."
        }
    }

    /// An object for the template `verification-job`.
    ///
    /// - Parameter isLinked: Whether it leads to its own page.
    /// - Returns: The object.
    func job(isLinked: Bool) -> PageValue {
        let isRunning = state == "running"
        let percent = through > 0 ? min(100, position * 100 / through) : 0
        let rest = problems.count - Self.problemLimit
        return .members([
            "mark": badge.value, "sentence": .text(sentence),
            "href": isLinked ? .text(path) : nil,
            "progress": isRunning
                ? .object([
                    "barWidth": .text(String(percent)), "text": .text("\(percent) %"),
                ]) : nil,
            "cancel": isRunning && request.mayUse(.cancelVerification)
                ? .link("Cancel", "\(path)/cancel") : nil,
            "problems": problems.isEmpty
                ? nil
                : .members([
                    "rows": .list(problems.prefix(Self.problemLimit).map(problem)),
                    "rest": rest > 0 ? .text("And \(rest) more.") : nil,
                ]),
        ])
    }

    private func problem(_ problem: JSONValue) -> PageValue {
        let position = problem["position"]?.integer ?? 0
        let meaning = [problem["message"]?.string, problem["meaning"]?.string]
        return .members([
            "kind": .text(problem["kind"]?.string ?? ""),
            "position": position > 0 ? .number(position) : nil,
            "href": position > 0 ? .text(PagePath.event(position)) : nil,
            "meaning": .text(meaning.compactMap(\.self).joined(separator: " ")),
        ])
    }
}
