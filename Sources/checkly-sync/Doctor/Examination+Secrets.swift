import LogIntegrity
import ChecklySyncServer
import Foundation
import Projection
import ReadModels
internal import Settings
import SyncModel

extension Examination {
    /// Examines the sources' signing secrets: an old one still in use, or one that expires.
    static func secrets(of settings: ServerSettings, now: Timestamp) -> [Finding] {
        let path = settings.dataDirectory + "/events.sqlite"
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        do {
            let sources = try OfflineLog(dataDirectory: settings.dataDirectory)
                .secretWarnings(now: now)
            let findings = sources.flatMap { source, concerns in
                concerns.map { finding(about: $0, of: source) }
            }
            let count = sources.count
            return findings.isEmpty
                ? [.ok("secrets", "Those of \(counted(count, "enabled source")) need nothing.")]
                : findings
        } catch {
            return [
                .problem(
                    "secrets",
                    "The log cannot be read: \(error)",
                    do: "checkly-sync audit verify --data \(settings.dataDirectory)"
                )
            ]
        }
    }

    static func finding(about concern: SecretWarning, of source: String) -> Finding {
        switch concern {
        case .oldOneInUse(let id, let time, let newest):
            .problem(
                "secrets",
                "\(source): the old secret \(id) matched at \(time.rfc3339).",
                do:
                    "Give the sender \(newest), then: checkly-sync sources remove-secret "
                    + "\(source) \(id)"
            )
        case .endsSoon(let id, let time, let isLast):
            .problem(
                "secrets",
                "\(source): the secret \(id) ends at \(time.rfc3339)"
                    + (isLast ? ", and no other is valid then." : "."),
                do: isLast
                    ? "checkly-sync sources add-secret \(source), and give it to the sender"
                    : "See that the sender uses another by then."
            )
        case .noneValid:
            .problem(
                "secrets",
                "\(source): no secret is valid now, so every delivery is refused.",
                do: "checkly-sync sources add-secret \(source), or disable the source"
            )
        }
    }
}
