package import Encodings
package import ReadModels
internal import SyncModel

/// A state as an icon, a word and a colour; the colour never stands alone.
package struct Badge: Sendable, Equatable {
    /// The colours by what they say.
    package enum Kind: String, Sendable {
        case good, busy, wait, warn, bad, hold

        /// The character that goes with the colour.
        package var icon: String {
            switch self {
            case .good: "✓"
            case .busy: "◐"
            case .wait: "○"
            case .warn: "▲"
            case .bad: "✕"
            case .hold: "‖"
            }
        }
    }

    /// What it says at first sight.
    package var kind: Kind
    /// The word.
    package var text: String
    /// What the badge means in other words; nil if its text says all.
    package var title: String?
    /// The icon, if it is not the one of its kind.
    package var icon: String?

    /// - Parameters:
    ///   - kind: What it says at first sight.
    ///   - text: The word.
    ///   - title: What it means in other words.
    ///   - icon: The icon, if it is not the one of its kind.
    package init(_ kind: Kind, _ text: String, title: String? = nil, icon: String? = nil) {
        self.kind = kind
        self.text = text
        self.title = title
        self.icon = icon
    }

    /// An object for the template `badge`.
    package var value: PageValue {
        .members([
            "kind": .text(kind.rawValue), "icon": .text(icon ?? kind.icon), "text": .text(text),
            "title": .optional(title),
        ])
    }
}

extension SyncState {
    /// The word that readers see.
    package var title: String {
        switch self {
        case .removing: "Removing"
        case .needsYou: "Needs you"
        case .failed: "Failed"
        case .held: "Held"
        case .paused: "Paused"
        case .needsConsent: "Needs consent"
        case .waiting: "Waiting for the source"
        case .pushing: "Pushing"
        case .queued: "Queued"
        case .parked: "Parked"
        case .conflict: "Conflict"
        case .drifted: "Drifted"
        case .changesWaiting: "Changes held"
        case .inStep: "In step"
        case .neverPushed: "Never pushed"
        }
    }

    fileprivate var kind: Badge.Kind {
        switch self {
        case .removing, .pushing, .queued: .busy
        case .needsYou, .failed, .conflict: .bad
        case .held, .paused, .needsConsent: .hold
        case .waiting, .changesWaiting, .neverPushed: .wait
        case .parked, .drifted: .warn
        case .inStep: .good
        }
    }

    /// The word that Hanzo KMS has for it.
    fileprivate var nearestStatus: String {
        switch self {
        case .needsYou, .failed, .conflict, .parked: "Failed to Sync"
        case .queued, .waiting, .held, .paused, .needsConsent, .changesWaiting, .neverPushed:
            "Queued"
        case .pushing, .removing: "Syncing"
        case .inStep, .drifted: "Synced"
        }
    }
}

extension Badge {
    /// The badge of a sync.
    ///
    /// - Parameters:
    ///   - sync: A sync as the API shows it.
    ///   - times: When the next try is, in the reader's form.
    /// - Returns: The badge of its state.
    package static func ofSync(_ sync: JSONValue, _ times: TimeText) -> Badge {
        guard let word = sync["state"]?.string, let state = SyncState(rawValue: word) else {
            return Badge(.wait, sync["state"]?.string ?? "unknown")
        }
        return Badge(
            state.kind,
            state.title + detail(of: state, sync, times),
            title: state.nearestStatus
        )
    }

    private static func detail(
        of state: SyncState,
        _ sync: JSONValue,
        _ times: TimeText
    ) -> String {
        switch state {
        case .failed:
            let next = sync["nextTryAt"]?.string.flatMap(Timestamp.init(rfc3339:))
            guard let next else { return "" }
            return next <= times.now ? ", trying again" : ", next try \(times.text(next))"
        case .pushing, .removing:
            guard let progress = sync["progress"], let planned = progress["planned"]?.integer,
                planned > 0
            else { return "" }
            return " \(progress["done"]?.integer ?? 0)/\(planned)"
        case .parked:
            return " \(sync["parked"]?.array?.count ?? 0)"
        case .drifted:
            return " \(sync["drifts"]?.array?.count ?? 0)"
        case .needsYou, .held, .paused, .needsConsent, .waiting, .queued, .conflict,
            .changesWaiting, .inStep, .neverPushed:
            return ""
        }
    }

    /// The second badge of a sync that is pinned; nil for others.
    package static func ofPin(_ sync: JSONValue) -> Badge? {
        sync["pinnedTo"]?.integer.map { Badge(.hold, "Pinned to #\($0)") }
    }
}

extension KeyState {
    /// The word that readers see.
    package var title: String {
        switch self {
        case .conflict: "conflict"
        case .parked: "parked"
        case .failed: "failed"
        case .inDoubt: "in doubt"
        case .drifted: "drifted"
        case .toCreate: "to create"
        case .toUpdate: "to update"
        case .toDelete: "to delete"
        case .skipped: "skipped"
        case .destroyed: "value destroyed"
        case .blank: "blank"
        case .leftOut: "left out"
        case .kept: "kept"
        case .waiting: "waiting"
        case .inStep: "in step"
        }
    }

    /// The state as a badge.
    package var badge: Badge {
        switch self {
        case .conflict: Badge(.bad, title, icon: "⚑")
        case .parked: Badge(.hold, title)
        case .failed: Badge(.bad, title)
        case .inDoubt: Badge(.warn, title, icon: "?")
        case .drifted: Badge(.warn, title)
        case .toCreate: Badge(.busy, title, icon: "+")
        case .toUpdate: Badge(.busy, title, icon: "~")
        case .toDelete: Badge(.busy, title, icon: "−")
        case .skipped, .blank, .leftOut, .kept, .waiting: Badge(.wait, title)
        case .destroyed: Badge(.warn, title, icon: "∅")
        case .inStep: Badge(.good, title)
        }
    }
}
