package import Encodings
package import Projection
internal import SyncModel

extension PushingHold {
    /// The message about the hold, the same on every surface.
    package var text: String {
        let why =
            switch cause {
            case .asked: reason.map { ": \($0)" } ?? "."
            case .restored: ", because the log was restored from a copy."
            }
        let end = why.hasSuffix(".") ? "" : "."
        return "All pushing has been held since \(since.rfc3339)\(why)\(end) "
            + "(See what would be written: checkly-sync plan SYNC. Then: checkly-sync release)"
    }

    /// The hold in JSON.
    package var json: CanonicalValue {
        .object([
            "cause": .text(cause.rawValue), "since": .text(since.rfc3339),
            "reason": .optional(reason) ?? .null, "message": .text(text),
        ])
    }
}
