internal import Encodings
package import SyncModel

extension Plan {
    /// Why a plan does with a key what it does.
    package enum Reason: Sendable, Equatable {
        case newInSource
        case missingAtCheckly
        case notYetWritten
        /// The last write may not have reached Checkly.
        case inDoubt
        case adopted
        case changedInSource
        case flagsDiffer
        case asLastWritten
        /// Another sync wrote the variable; its id, and its name if it is known.
        case writtenByOther(syncID: String, name: String?)
        /// The secret was not accepted, for the given reason.
        case leftOut(String)
        /// The value was destroyed; nobody can open it.
        case valueDestroyed
        /// The value is blank, which Checkly does not accept.
        case blankValue
        case deletedInSource
        case syncChanged
        case notInSource
        /// The variable cannot be sent back to its group.
        case unreadable
        /// The change cannot be carried out; a person has to act.
        case parked(PushProblem)
        /// A person chose not to carry it out, for the given reason.
        case skipped(reason: String)
        /// The key is not desired, but this imported folder that was never reported may have it.
        case importUnknown(FolderPath)

        /// Every code, in the order of the cases.
        package static let codes = [
            "new-in-source", "missing-at-checkly", "not-yet-written", "in-doubt", "adopted",
            "changed-in-source", "flags-differ", "as-last-written", "written-by-other", "left-out",
            "value-destroyed", "blank-value", "deleted-in-source", "sync-changed", "not-in-source",
            "unreadable", "parked", "skipped", "import-unknown",
        ]

        /// One fixed word per case, for programs.
        package var code: String {
            switch self {
            case .newInSource: "new-in-source"
            case .missingAtCheckly: "missing-at-checkly"
            case .notYetWritten: "not-yet-written"
            case .inDoubt: "in-doubt"
            case .adopted: "adopted"
            case .changedInSource: "changed-in-source"
            case .flagsDiffer: "flags-differ"
            case .asLastWritten: "as-last-written"
            case .writtenByOther: "written-by-other"
            case .leftOut: "left-out"
            case .valueDestroyed: "value-destroyed"
            case .blankValue: "blank-value"
            case .deletedInSource: "deleted-in-source"
            case .syncChanged: "sync-changed"
            case .notInSource: "not-in-source"
            case .unreadable: "unreadable"
            case .parked: "parked"
            case .skipped: "skipped"
            case .importUnknown: "import-unknown"
            }
        }

        /// A few words for people.
        package var text: String {
            switch self {
            case .newInSource: "new in source"
            case .missingAtCheckly: "missing at Checkly"
            case .notYetWritten: "not yet written by this sync"
            case .inDoubt: "the last write may not have reached Checkly"
            case .adopted: "adopted"
            case .changedInSource: "changed in source"
            case .flagsDiffer: "flags differ at Checkly"
            case .asLastWritten: "as last written"
            case .writtenByOther(let syncID, let name): "written by sync \(name ?? syncID)"
            case .leftOut(let reason): "left out: \(reason)"
            case .valueDestroyed: "value destroyed: send the secret again"
            case .blankValue: "empty value"
            case .deletedInSource: "deleted in source"
            case .syncChanged: "sync changed"
            case .notInSource: "not in source"
            case .unreadable: "unreadable, dropped"
            case .parked(let problem): "parked: \(problem.code): \(problem.message)"
            case .skipped(let reason): "left by decision: \(reason)"
            case .importUnknown(let folder):
                "nothing has been reported about the import \(folder.secretPath) "
                    + "of \(folder.environment)"
            }
        }
    }
}
