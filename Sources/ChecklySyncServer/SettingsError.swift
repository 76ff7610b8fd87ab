internal import Encodings
internal import SyncModel

/// Why the server cannot start as told.
package enum SettingsError: ExplainedError, Equatable {
    case configFile(path: String, reason: String)
    case unknownSetting(String)
    case malformed(name: String, value: String, expected: String)
    case file(path: String, reason: String)
    case permissions(path: String)
    case cannotListen(address: String, reason: String)
    case tlsIncomplete(Side)
    case witnessIncomplete
    case tlsFile(path: String, reason: String)
    case caFile(path: String)
    case masterKeyMissing(path: String)
    /// What a server leaves beside a log stands there without one.
    case logMissing(directory: String, beside: [String])

    /// The settings that it is about.
    package var settings: [String] {
        switch self {
        case .malformed(let name, _, _): [name]
        case .tlsIncomplete(.webhooks): ["CHECKLY_SYNC_TLS_CERTIFICATE", "CHECKLY_SYNC_TLS_KEY"]
        case .tlsIncomplete(.admin):
            ["CHECKLY_SYNC_ADMIN_TLS_CERTIFICATE", "CHECKLY_SYNC_ADMIN_TLS_KEY"]
        case .witnessIncomplete: ["CHECKLY_SYNC_WITNESS_URL", "CHECKLY_SYNC_WITNESS_KEY"]
        case .caFile: ["CHECKLY_SYNC_CA_FILE"]
        case .configFile, .unknownSetting, .file, .permissions, .cannotListen, .tlsFile,
            .masterKeyMissing, .logMissing:
            []
        }
    }

    package var code: String {
        switch self {
        case .configFile: "config-file"
        case .unknownSetting: "unknown-setting"
        case .malformed: "setting-malformed"
        case .file: "data-file"
        case .permissions: "file-permissions"
        case .cannotListen: "cannot-listen"
        case .tlsIncomplete: "tls-incomplete"
        case .witnessIncomplete: "witness-incomplete"
        case .tlsFile: "tls-file"
        case .caFile: "ca-file"
        case .masterKeyMissing: "master-key-missing"
        case .logMissing: "log-missing"
        }
    }

    package var message: String {
        switch self {
        case .configFile(let path, let reason): "\(path) cannot be used: \(reason)."
        case .unknownSetting(let name): "There is no setting \"\(name)\"."
        case .malformed(let name, let value, let expected):
            "\(name) is \"\(value)\", which is not \(expected)."
        case .file(let path, let reason): "\(path) cannot be used: \(reason)."
        case .permissions(let path): "\(path) can be read by other users."
        case .cannotListen(let address, let reason): "Cannot listen on \(address): \(reason)."
        case .tlsIncomplete:
            "Only one of \(settings.joined(separator: " and ")) is given."
        case .witnessIncomplete: "Only one of the witness's address and key is given."
        case .tlsFile(let path, let reason): "\(path) cannot be used for TLS: \(reason)."
        case .caFile(let path): "\(path) cannot be read, or holds no certificate."
        case .masterKeyMissing(let path): "There is a log, and \(path) is not there."
        case .logMissing(let directory, let names):
            "\(directory) has \(names.joined(separator: " and ")) of a log, and \(directory)"
                + "/events.sqlite is missing or empty."
        }
    }

    package var hint: String {
        switch self {
        case .configFile: "Give a YAML file of setting names and values."
        case .unknownSetting: "See `checkly-sync serve --help` for the names."
        case .malformed: "Change or remove it."
        case .file: "Check that this user may read and write there."
        case .permissions(let path): "Run `chmod 600 \(path)` (700 for a directory)."
        case .cannotListen: "End what listens there, or give another address."
        case .tlsIncomplete, .witnessIncomplete: "Give both, or neither."
        case .tlsFile:
            "Give PEM files: the certificate with those of its issuers behind it, and its own key."
        case .caFile: "Give a PEM file with the certificates of CAs."
        case .masterKeyMissing:
            "Put the file back, or give the key in CHECKLY_SYNC_MASTER_KEY; none is made, since it "
                + "would open nothing. To begin a new log, name another directory."
        case .logMissing(let directory, let names):
            "Put events.sqlite back, with events.sqlite-wal where there is one, or restore a backup "
                + "into another directory. To begin a new log here, move "
                + names.map { "\(directory)/\($0)" }.joined(separator: " and ")
                + " away first."
        }
    }
}
