package import Encodings
package import SyncModel

/// Writes of which nobody knows whether Checkly took them.
extension Ledger {
    /// What is not known of a variable.
    package struct Doubt: Sendable, Equatable {
        package enum Kind: String, Sendable {
            /// Whether it is there at all.
            case created
            /// Whether it has the value of the last acknowledged write or a later one.
            case rewritten
        }

        package var kind: Kind
        /// The run that is about to find out; nil once it did not.
        package var runID: String?
    }

    /// Takes note of what may be at Checkly from now on; what is in doubt already stays so.
    ///
    /// A variable that somebody else made is not claimed by trying to overwrite it.
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

    /// Takes note of a write that failed.
    ///
    /// - Returns: Whether the key is nobody's any more.
    mutating func fail(_ variable: PushedVariable, isOutcomeKnown: Bool) -> Bool {
        let place = Place(variable)
        guard entries[place]?[variable.key]?.doubt?.runID == variable.runID else { return false }
        if isOutcomeKnown { return endDoubt(of: variable.key, at: place) }
        entries[place]?[variable.key]?.doubt?.runID = nil
        return false
    }

    /// What a run that came to its end did not try is as it was.
    ///
    /// - Returns: The keys that are nobody's any more.
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

    /// - Returns: Whether the key is nobody's any more.
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

    /// The runs whose writes are in doubt, for a ledger that was read back.
    var runsInDoubt: Set<String> {
        Set(entries.values.flatMap { $0.values.compactMap(\.doubt?.runID) })
    }
}

extension Ledger.Entry {
    /// Whether Checkly ever acknowledged a write, or the key was adopted.
    package var isAcknowledged: Bool { doubt?.kind != .created }

    /// Whether a sync wrote it and what Checkly has of it is not known.
    package func isInDoubt(for syncID: String) -> Bool { doubt != nil && self.syncID == syncID }
}

extension PushProblem {
    /// Whether Checkly certainly did not do what was asked.
    var isOutcomeKnown: Bool {
        if isAfterLostAnswer { return false }
        switch cause {
        case .checkly, .limit: return false
        case .ours, .credentials: return code != Self.groupUnverified
        }
    }

    /// What is recorded of a group that was written and could not be read back.
    package static let groupUnverified = "checkly-group-unverified"
}

extension Ledger.Doubt: CanonicalCodable {
    package var canonical: CanonicalValue {
        .record(["kind": .text(kind.rawValue), "runId": .optional(runID)])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            kind: try canonical.word("kind"),
            runID: try canonical.optionalText("runId")
        )
    }
}
