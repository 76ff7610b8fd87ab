package import Encodings
package import SyncModel

/// Writes whose outcome at Checkly is unknown.
extension Ledger {
    /// What we do not know about a variable.
    package struct Doubt: Sendable, Equatable {
        /// The two kinds of uncertainty.
        package enum Kind: String, Sendable {
            /// Whether the variable exists.
            case created
            /// Whether it has the last acknowledged value or a later one.
            case rewritten
        }

        /// What is uncertain.
        package var kind: Kind
        /// The run that is about to find out; nil once the run has ended without an answer.
        package var runID: String?
    }

    /// Records writes that may reach Checkly from now on; earlier doubts remain.
    ///
    /// Attempting to overwrite a variable that somebody else created does not claim it.
    mutating func attempt(_ attempt: PushAttempt, at event: RecordedEvent) {
        let place = Place(attempt.destination)
        for write in attempt.writes {
            if let entry = entries[place]?[write.key], entry.syncID == attempt.syncID {
                guard entry.doubt == nil else { continue }
                entries[place]?[write.key]?.doubt = Doubt(kind: .rewritten, runID: attempt.runID)
                doubtfulRuns.insert(attempt.runID)
            } else if write.isNew {
                doubtfulRuns.insert(attempt.runID)
                entries[place, default: [:]][write.key] = Entry(
                    syncID: attempt.syncID,
                    fingerprint: nil,
                    position: event.position,
                    writtenAt: event.recordedAt,
                    value: write.value,
                    doubt: Doubt(kind: .created, runID: attempt.runID)
                )
            }
        }
    }

    /// Records a failed write.
    ///
    /// - Returns: Whether the key no longer belongs to any sync.
    mutating func fail(_ variable: PushedVariable, isOutcomeKnown: Bool) -> Bool {
        let place = Place(variable)
        guard entries[place]?[variable.key]?.doubt?.runID == variable.runID else { return false }
        if isOutcomeKnown { return endDoubt(of: variable.key, at: place) }
        entries[place]?[variable.key]?.doubt?.runID = nil
        return false
    }

    /// Ends the doubts of a finished run about writes that it never tried.
    ///
    /// - Returns: The keys that no longer belong to any sync.
    mutating func endDoubts(of runID: String) -> [(place: Place, key: String)] {
        guard doubtfulRuns.remove(runID) != nil else { return [] }
        var freed: [(place: Place, key: String)] = []
        for (place, keys) in entries {
            for (key, entry) in keys where entry.doubt?.runID == runID {
                if endDoubt(of: key, at: place) { freed.append((place, key)) }
            }
        }
        return freed
    }

    ///  - Returns: Whether the key no longer belongs to any sync.
    private mutating func endDoubt(of key: String, at place: Place) -> Bool {
        switch entries[place]?[key]?.doubt?.kind {
        case .created:
            remove(key, at: place)
            return true
        case .rewritten: entries[place]?[key]?.doubt = nil
        case nil: break
        }
        return false
    }

    /// The runs whose writes are in doubt, derived from the entries when a ledger is restored.
    var runsInDoubt: Set<String> {
        Set(entries.values.flatMap { $0.values.compactMap(\.doubt?.runID) })
    }
}

extension Ledger.Entry {
    /// Whether Checkly ever acknowledged a write, or the key was adopted.
    package var isAcknowledged: Bool { doubt?.kind != .created }

    /// Whether a sync wrote the variable and its content at Checkly is uncertain.
    package func isInDoubt(for syncID: String) -> Bool { doubt != nil && self.syncID == syncID }
}

extension PushProblem {
    /// Whether Checkly certainly did not make the change.
    var isOutcomeKnown: Bool {
        if isAfterLostAnswer { return false }
        switch cause {
        case .checkly, .limit: return false
        case .ours, .credentials: return code != Self.groupUnverified
        }
    }

    /// The code for a group that was written but could not be read back.
    package static let groupUnverified = "checkly-group-unverified"
}

extension Ledger.Doubt: CanonicalCodable {
    /// As stored in snapshots; `runId` is omitted if nil.
    package var canonical: CanonicalValue {
        .object(["kind": .text(kind.rawValue), "runId": .optional(runID)])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            kind: try canonical.word("kind"),
            runID: try canonical.optionalText("runId")
        )
    }
}
