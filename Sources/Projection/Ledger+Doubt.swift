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
    mutating func fail(_ variable: PushedVariable, isOutcomeKnown: Bool) {
        let place = Place(accountID: variable.accountID, groupID: variable.groupID)
        guard entries[place]?[variable.key]?.doubt?.runID == variable.runID else { return }
        if isOutcomeKnown {
            endDoubt(of: variable.key, at: place)
        } else {
            entries[place]?[variable.key]?.doubt?.runID = nil
        }
    }

    /// What a run that came to its end did not try is as it was.
    mutating func endDoubts(of runID: String) {
        guard doubtfulRuns.remove(runID) != nil else { return }
        for (place, keys) in entries {
            for (key, entry) in keys where entry.doubt?.runID == runID {
                endDoubt(of: key, at: place)
            }
        }
    }

    private mutating func endDoubt(of key: String, at place: Place) {
        switch entries[place]?[key]?.doubt?.kind {
        case .created: remove(key, at: place)
        case .rewritten: entries[place]?[key]?.doubt = nil
        case nil: break
        }
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
