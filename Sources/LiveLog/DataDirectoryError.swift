internal import Encodings
internal import SyncModel

/// Why a data directory, or a file in it, cannot be used.
package enum DataDirectoryError: ExplainedError, Equatable {
    /// The file or directory cannot be read, written or created.
    case file(path: String, reason: String)
    /// Other users can read it.
    case permissions(path: String)
    /// A key or token, from a setting or a file, has the wrong form; `value` contains no secret.
    case malformed(name: String, value: String, expected: String)
    /// There is a log but no master key.
    case masterKeyMissing(path: String)
    /// The directory holds files that a server leaves beside a log, but no log.
    case logMissing(directory: String, beside: [String])

    package var code: String {
        switch self {
        case .file: "data-file"
        case .permissions: "file-permissions"
        case .malformed: "setting-malformed"
        case .masterKeyMissing: "master-key-missing"
        case .logMissing: "log-missing"
        }
    }

    package var message: String {
        switch self {
        case .file(let path, let reason): "\(path) cannot be used: \(reason)."
        case .permissions(let path): "\(path) can be read by other users."
        case .malformed(let name, let value, let expected):
            "\(name) is \"\(value)\", which is not \(expected)."
        case .masterKeyMissing(let path): "There is a log, but \(path) is missing."
        case .logMissing(let directory, let names):
            "\(directory) has \(names.joined(separator: " and ")) of a log, and \(directory)"
                + "/events.sqlite is missing or empty."
        }
    }

    package var hint: String {
        switch self {
        case .file: "Check that this user may read and write there."
        case .permissions(let path): "Run `chmod 600 \(path)` (700 for a directory)."
        case .malformed: "Change or remove it."
        case .masterKeyMissing:
            "Restore the file, or set CHECKLY_SYNC_MASTER_KEY; no key is generated, since a new "
                + "one would open nothing. To start a new log, use another directory."
        case .logMissing(let directory, let names):
            "Put events.sqlite back, with events.sqlite-wal where there is one, or restore a "
                + "backup into another directory. To begin a new log here, move "
                + names.map { "\(directory)/\($0)" }.joined(separator: " and ")
                + " away first."
        }
    }
}
