internal import Encodings
import Foundation
import Projection
import ReadModels
import SyncModel

extension ServerExamination {
    /// Whether all pushing is held; nothing where it is not.
    static func hold(_ hold: JSONValue) -> [Finding] {
        guard let message = hold["message"]?.string else { return [] }
        let (said, hint) = parts(of: message)
        return [.problem("pushing", said, do: hint ?? "checkly-sync release")]
    }

    /// Examines a sync by its state, and by what else is worth knowing.
    static func findings(of sync: JSONValue) -> [Finding] {
        let name = sync["name"]?.string ?? ""
        let check = "sync \(name)"
        var findings = [standing(of: sync, check, name)]
        if sync["isPinned"]?.bool == true {
            findings.append(
                .notice(
                    check,
                    "It is pinned to event \(sync["pinnedTo"]?.cell ?? "?") and follows no change.",
                    do: "checkly-sync syncs unpin \(name)"
                )
            )
        }
        for message in (sync["notices"]?.array ?? []).compactMap({ $0["message"]?.string }) {
            let (said, hint) = parts(of: message)
            findings.append(.notice(check, said, do: hint ?? "checkly-sync syncs get \(name)"))
        }
        return findings
    }

    private static func standing(of sync: JSONValue, _ check: String, _ name: String) -> Finding {
        let (said, hint) = parts(of: sync["stateMessage"]?.string ?? "Its state is not known.")
        let next = hint ?? "checkly-sync syncs get \(name)"
        switch sync["state"]?.string.flatMap(SyncState.init(rawValue:)) {
        case .inStep, .pushing, .queued: return .ok(check, said)
        case .needsYou, .failed, .needsConsent, .parked, .conflict, .drifted:
            return .problem(check, said, do: next)
        case .removing, .held, .paused, .waiting, .changesWaiting, .neverPushed:
            return .notice(check, said, do: next)
        // A state that only a newer server has.
        case nil: return .notice(check, said, do: next)
        }
    }

    /// A message without the hint in parentheses at its end, and that hint.
    static func parts(of message: String) -> (said: String, hint: String?) {
        guard message.hasSuffix(")"), let start = message.range(of: " (", options: .backwards)
        else { return (message, nil) }
        return (
            String(message[..<start.lowerBound]), String(message[start.upperBound...].dropLast())
        )
    }
}
