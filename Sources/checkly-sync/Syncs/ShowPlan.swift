import AdminClient
import APIContract
internal import Encodings
import ArgumentParser
import SyncModel

struct ShowPlan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Shows what a push of a sync would do now; changes nothing.",
        discussion: """
            Exit codes: 0 nothing to do, 2 there are changes or conflicts, 1 no plan can be made.

            Example: checkly-sync plan app-to-checkly --as-of 2026-11-23T08:00:00Z
            """
    )

    @OptionGroup var sync: SyncReference
    @Option(help: "The source as it was at this position or RFC 3339 time.")
    var asOf: AsOf?
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        let plan = try await api.plan(ofSync: sync.id(api), asOf: asOf)
        if output.format == .table {
            try printData(PlanText(plan).text)
        } else {
            try output.write(plan)
        }
        if PlanText(plan).needsAction { throw ExitCode.actionNeeded }
    }
}

/// Describes a plan as text, with a sign before each key.
struct PlanText {
    private let plan: JSONValue

    init(_ plan: JSONValue) {
        self.plan = plan
    }

    /// Whether somebody has to act: keys to create, update or delete, conflicts, or a push that
    /// would be refused.
    var needsAction: Bool {
        plan["problem"] != nil
            || ["create", "update", "delete", "conflict"].contains { count($0) > 0 }
    }

    var text: String {
        (changes + ["", closing] + notices).joined(separator: "\n")
    }

    private var changes: [String] {
        (plan["changes"]?.array ?? [])
            .map { change in
                let cause = change["cause"]?.integer.map { ", event \($0)" } ?? ""
                let place = change["destination"]?["accountId"]?.string.map { " at \($0)" } ?? ""
                let sign = Self.signs[change["action"]?.string ?? ""] ?? "?"
                let foreign = change["isForeign"]?.bool == true ? ", made by somebody else" : ""
                return "\(sign) \(change["key"]?.string ?? "")\(place)  "
                    + "(\(change["reason"]?.string ?? "")\(foreign)\(cause))"
            }
    }

    private var notices: [String] {
        let consent =
            plan["needsConsent"]?.bool == true
            ? ["Nothing is pushed before somebody agrees to the plan by applying it."] : []
        let told = (plan["notices"]?.array ?? []).compactMap { $0["message"]?.string }
        return (consent + told).map { "Note: \($0)" }
    }

    private static let signs = [
        "create": "+", "update": "~", "delete": "-", "skip": "·", "conflict": "!",
    ]

    private var closing: String {
        [counts, advice].compactMap(\.self).joined(separator: "\n")
    }

    /// What to do next; nil if there is nothing to carry out.
    private var advice: String? {
        if let problem = plan["problem"] {
            return "A push is refused: \(problem["code"]?.string ?? ""): "
                + "\(problem["message"]?.string ?? "")"
        }
        guard ["create", "update", "delete"].contains(where: { count($0) > 0 }) else { return nil }
        let id = plan["planId"]?.string ?? ""
        let holding = id.contains("@") ? ", and hold the sync there" : ""
        return "To carry out exactly this\(holding): checkly-sync apply \(id)"
    }

    private var counts: String {
        "Plan: \(count("create")) to create, \(count("update")) to update, "
            + "\(count("delete")) to delete, \(count("unchanged")) unchanged, "
            + "\(count("skip")) skipped, \(count("conflict")) in conflict."
    }

    private func count(_ action: String) -> Int64 {
        plan["summary"]?[action]?.integer ?? 0
    }
}
