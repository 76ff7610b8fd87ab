package import Projection
package import SyncModel

/// Describes events as log lines, and remembers what open runs have done so far.
package struct EventTeller {
    /// A line of an operator's log; contains no secret values.
    package struct Line: Equatable {
        /// The line's fields by name; values are text.
        package typealias Fields = [String: String]

        /// The severity of a line.
        package enum Level: Sendable {
            case debug, info, warning
        }

        /// How important the line is.
        package let level: Level
        /// What happened, in a few fixed words.
        package let message: String
        /// The details.
        package let fields: Fields
    }

    /// What the event itself does not say.
    package struct Names: Sendable {
        /// The name of the sync concerned; nil if there is none.
        let sync: String?
        /// Whether the sync does nothing until somebody acts.
        let isSyncStopped: Bool

        /// Makes the facts from values that are known already.
        package init(sync: String?, isSyncStopped: Bool) {
            self.sync = sync
            self.isSyncStopped = isSyncStopped
        }

        /// Looks the facts up in the state after the event.
        package init(of event: RecordedEvent, in state: State) {
            let id = event.body.syncID
            sync = id.flatMap { state.syncs[$0]?.name }
            isSyncStopped = id.flatMap { state.statuses[$0]?.needsAttention } ?? false
        }
    }

    /// What a run has done so far.
    private struct Tally {
        let start: Timestamp
        var written = 0
        var deleted = 0
        var failed = 0
        var skipped = 0
    }

    /// The maximum number of keys named in a line.
    private static let keyLimit = 10
    /// The maximum number of runs remembered; runs of a server that stopped have no end.
    private static let runLimit = 1024

    /// Makes a teller that has seen no runs.
    package init() {}

    private var tallies: [String: Tally] = [:]
    /// The names of syncs that may be gone from the state when their last run ends.
    private var syncNames: [String: String] = [:]

    /// The line for an event; nil if operators need none.
    package mutating func line(
        for event: RecordedEvent,
        _ names: Names,
        requestsOf: (_ run: String) -> Int
    ) -> Line? {
        if let id = event.body.syncID, let name = names.sync { syncNames[id] = name }
        count(event)
        guard let (level, message, own) = told(event, names, requestsOf) else { return nil }
        var fields = own
        fields["position"] = "\(event.position.number)"
        fields["source"] = fields["source"] ?? event.source
        fields["delivery"] = event.deliveryID
        if let actor = event.actor, actor.type != "server" {
            fields["actor"] = actor.name ?? actor.id ?? actor.type
        }
        if let id = event.body.syncID {
            fields["sync"] = syncNames[id] ?? id
            fields["syncId"] = id
            if case .sync(.deleted) = event.body { syncNames[id] = nil }
        }
        return Line(level: level, message: message, fields: fields)
    }

    private mutating func count(_ event: RecordedEvent) {
        switch event.body.runStep {
        case .none: break
        case .start(let run):
            if tallies.count >= Self.runLimit { tallies = [:] }
            tallies[run] = Tally(start: event.recordedAt)
        case .written(let run): tallies[run]?.written += 1
        case .deleted(let run): tallies[run]?.deleted += 1
        case .failed(let run): tallies[run]?.failed += 1
        case .skipped(let run): tallies[run]?.skipped += 1
        }
    }

    private mutating func told(
        _ event: RecordedEvent,
        _ names: Names,
        _ requestsOf: (String) -> Int
    ) -> (Line.Level, String, Line.Fields)? {
        switch event.body {
        case .source(.created(let source)): (.info, "source created", ["source": source.name])
        case .source(.updated(let source)): (.info, "source changed", ["source": source.name])
        case .source(.deleted(let name)): (.info, "source deleted", ["source": name])
        case .connection(.created(let connection)):
            (.info, "connection created", Self.fields(of: connection))
        case .connection(.updated(let connection)):
            (.info, "connection changed", Self.fields(of: connection))
        case .connection(.deleted(let id)): (.info, "connection deleted", ["connectionId": id])
        case .sync(.created): (.info, "sync created", [:])
        case .sync(.updated): (.info, "sync changed", [:])
        case .sync(.deleted): (.info, "sync deleted", [:])
        case .sync(.pushRequested): (.info, "push requested", [:])
        case .sync(.removalRequested(_, let deletesSync)):
            (.info, "removal requested", ["deletesSync": "\(deletesSync)"])
        case .sync(.planApproved(_, let plan)): (.info, "plan approved", ["plan": plan])
        case .sync(.planRefused(_, let plan, let problem)):
            (.warning, "plan refused", ["plan": plan, "code": problem.code])
        case .sync(.adopted(_, let destination, let keys)):
            (.info, "keys adopted", Self.fields(of: destination, keys))
        case .sync(.paused(_, let reason)): (.info, "sync paused", Self.fields(reason))
        case .sync(.resumed(_, let reason)): (.info, "sync resumed", Self.fields(reason))
        case .sync(.pinned(_, let position)):
            (.info, "sync pinned", ["asOf": "\(position.number)"])
        case .sync(.unpinned): (.info, "sync unpinned", [:])
        case .sync(.consentRequired): (.info, "consent required", [:])
        case .sync(.consentGiven(_, let plan, let keys)):
            (
                .info, "consent given",
                ["plan": plan, "count": "\(keys.count)"]
            )
        case .sync(.parked(_, let change)):
            (
                .warning, change.key == nil ? "sync parked" : "change parked",
                Self.fields(change.problem, key: change.key)
            )
        case .sync(.retried(_, let key)):
            (.info, "parked change retried", key.map { ["key": $0] } ?? [:])
        case .sync(.changeSkipped(_, let change)):
            (
                .info, "parked change skipped",
                ["key": change.key, "reason": change.reason]
            )
        case .secrets(.changed(let path, let changes, let leftOut)):
            (
                .debug, "secrets changed",
                Self.fields(of: path, count: changes.count, leftOut: leftOut.count)
            )
        case .secrets(.snapshot(let path, let entries, let leftOut)):
            (
                .debug, "secrets listed",
                Self.fields(of: path, count: entries.count, leftOut: leftOut.count)
            )
        case .secrets(.imports(let path, let imports)):
            (.debug, "imports listed", Self.fields(of: path, count: imports.count))
        case .folder(.declaredComplete(let folder)):
            (.info, "folder declared complete", Self.fields(of: folder.path))
        case .folder(.notified(let path, _)): (.debug, "folder changed", Self.fields(of: path))
        case .folder(.observed(let path, let observation)):
            (
                .debug, "folder fetched",
                Self.fields(
                    of: path,
                    count: observation.secrets.count,
                    leftOut: observation.leftOut.count
                )
            )
        // Fetching logs this itself, with the time of the next attempt.
        case .folder(.fetchFailed(let path, let failure)):
            (
                .debug, "folder not fetched",
                Self.fields(of: path).merging(["code": failure.code]) { $1 }
            )
        case .folder(.emptiedHeld(let path, let held)):
            (.warning, "emptied folder held", Self.fields(of: path, count: held.keyCount))
        case .folder(.emptiedConfirmed(let path)):
            (.info, "emptied folder confirmed", Self.fields(of: path))
        case .delivery(.ignored(let type, let reason)):
            (.debug, "delivery ignored", ["type": type, "reason": reason])
        case .delivery(.malformed(let reason)):
            (.warning, "delivery malformed", ["reason": reason])
        case .delivery(.differed(let first)):
            (.warning, "delivery differs from the first", ["first": "\(first.number)"])
        case .push(.started(let run)):
            (.debug, "push started", ["run": run.id, "kind": run.kind.rawValue])
        case .push(.attempted(let attempt)):
            (
                .debug, "writes starting",
                Self.fields(of: attempt.destination, attempt.writes.map(\.key))
                    .merging(["run": attempt.runID]) { $1 }
            )
        case .push(.variableWritten(let variable)):
            (.debug, "variable written", Self.fields(of: variable))
        case .push(.variableDeleted(let variable)):
            (.info, "variable deleted", Self.fields(of: variable))
        case .push(.variableFailed(let variable, let problem)):
            (
                .warning, "variable failed",
                Self.fields(of: variable).merging(Self.fields(problem)) { $1 }
            )
        case .push(.variableSkipped(let variable, let problem)):
            (
                .debug, "variable skipped",
                Self.fields(of: variable).merging(Self.fields(problem)) { $1 }
            )
        case .push(.finished(let run, let outcome)):
            finished(run, outcome, at: event.recordedAt, names, requestsOf(run.id))
        case .pushing(.held(let reason)): (.warning, "pushing held", Self.fields(reason))
        case .pushing(.released): (.info, "pushing released", [:])
        case .administration(.logRestored(let position)):
            (.warning, "log restored, pushing held", ["through": "\(position.number)"])
        case .sync(.driftDetected(_, let destination, let drifts)):
            drifts.isEmpty
                ? (.info, "drift resolved", Self.fields(of: destination, []))
                : (.warning, "drift detected", Self.fields(of: destination, drifts.map(\.key)))
        case .administration(.valuesShredded(let values)):
            (
                .info, "values destroyed",
                ["count": "\(values.places.count)", "cause": values.cause.rawValue]
            )
        case .administration(.valuesRevealed(let values)):
            (.info, "values revealed", ["count": "\(values.positions.count)"])
        case .administration(.logExported(let export)):
            (
                .info, "log exported",
                ["after": "\(export.after.number)", "through": "\(export.through.number)"]
            )
        case .administration(.keyRotated(let rotation)):
            (.info, "key rotated", ["kind": rotation.kind.rawValue])
        case .administration(.tokenCreated(let token)):
            (.info, "token created", ["token": token.name, "role": token.role.rawValue])
        case .administration(.tokenRevoked(let name)):
            (.info, "token revoked", ["token": name])
        case .administration(.notificationCreated(let target)):
            (.info, "notification created", ["notification": target.name, "to": target.origin])
        case .administration(.notificationDeleted(let name)):
            (.info, "notification deleted", ["notification": name])
        }
    }

    private mutating func finished(
        _ run: PushRun,
        _ outcome: PushOutcome,
        at time: Timestamp,
        _ names: Names,
        _ requestCount: Int
    ) -> (Line.Level, String, Line.Fields) {
        let tally = tallies.removeValue(forKey: run.id) ?? Tally(start: time)
        let milliseconds = max(0, time.milliseconds - tally.start.milliseconds)
        var fields: Line.Fields = [
            "run": run.id,
            "kind": run.kind.rawValue,
            "written": "\(tally.written)",
            "deleted": "\(tally.deleted)",
            "failed": "\(tally.failed)",
            "skipped": "\(tally.skipped)",
            "requests": "\(requestCount)",
            "seconds": "\(milliseconds / 1000).\(Self.threeDigits(milliseconds % 1000))",
        ]
        switch outcome {
        case .succeeded:
            return (.info, "push succeeded", fields)
        case .failed(let problem, let nextTryAt):
            fields.merge(Self.fields(problem)) { $1 }
            if let nextTryAt { fields["nextTryAt"] = nextTryAt.rfc3339 }
            if problem.code == PushProblem.needsConsent {
                return (.warning, "push waits for consent", fields)
            }
            // Nothing more happens without a new cause.
            if names.isSyncStopped { fields["stopped"] = "true" }
            return (.warning, names.isSyncStopped ? "sync stopped" : "push failed", fields)
        }
    }

    private static func threeDigits(_ number: Int64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: 3 - digits.count) + digits
    }

    private static func fields(of connection: Connection) -> Line.Fields {
        ["connection": connection.name, "connectionId": connection.id]
    }

    private static func fields(
        of path: FolderPath,
        count: Int? = nil,
        leftOut: Int = 0
    ) -> Line.Fields {
        var fields: Line.Fields = [
            "project": path.projectID, "environment": path.environment,
            "path": path.secretPath,
        ]
        if let count { fields["count"] = "\(count)" }
        if leftOut > 0 { fields["leftOut"] = "\(leftOut)" }
        return fields
    }

    private static func fields(of destination: Destination, _ keys: [String]) -> Line.Fields {
        var fields: Line.Fields = ["account": destination.accountID]
        if let group = destination.groupID { fields["group"] = group }
        if keys.isEmpty { return fields }
        let more = keys.count > keyLimit ? ",…" : ""
        fields["keys"] = "\(keys.prefix(keyLimit).joined(separator: ","))\(more)"
        fields["count"] = "\(keys.count)"
        return fields
    }

    private static func fields(of variable: PushedVariable) -> Line.Fields {
        var fields: Line.Fields = [
            "run": variable.runID, "account": variable.accountID,
            "key": variable.key,
        ]
        if let group = variable.groupID { fields["group"] = group }
        return fields
    }

    private static func fields(_ problem: PushProblem, key: String? = nil) -> Line.Fields {
        var fields: Line.Fields = ["code": problem.code, "reason": problem.message]
        if let key { fields["key"] = key }
        return fields
    }

    private static func fields(_ reason: String?) -> Line.Fields {
        reason.map { ["reason": $0] } ?? [:]
    }
}
