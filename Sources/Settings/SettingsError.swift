internal import Encodings
internal import SyncModel

/// Why the server cannot start with these settings.
package enum SettingsError: ExplainedError, Equatable {
    case configFile(path: String, reason: String)
    case unknownSetting(String)
    case malformed(name: String, value: String, expected: String)
    case cannotListen(address: String, reason: String)
    case tlsIncomplete(Endpoint)
    case witnessIncomplete
    case masterKeyTwice
    case tlsFile(path: String, reason: String)
    case caFile(path: String)

    /// The names of the settings concerned.
    package var settings: [String] {
        switch self {
        case .malformed(let name, _, _): [name]
        case .tlsIncomplete(.webhooks): [Setting.tlsCertificate.name, Setting.tlsKey.name]
        case .tlsIncomplete(.admin):
            [Setting.adminTLSCertificate.name, Setting.adminTLSKey.name]
        case .witnessIncomplete: [Setting.witnessURL.name, Setting.witnessKey.name]
        case .masterKeyTwice: [Setting.masterKey.name, Setting.masterKeyCommand.name]
        case .caFile: [Setting.caFile.name]
        case .configFile, .unknownSetting, .cannotListen, .tlsFile: []
        }
    }

    /// A fixed word per case.
    package var code: String {
        switch self {
        case .configFile: "config-file"
        case .unknownSetting: "unknown-setting"
        case .malformed: "setting-malformed"
        case .cannotListen: "cannot-listen"
        case .tlsIncomplete: "tls-incomplete"
        case .witnessIncomplete: "witness-incomplete"
        case .masterKeyTwice: "master-key-twice"
        case .tlsFile: "tls-file"
        case .caFile: "ca-file"
        }
    }

    /// Repeats the setting's value unless it may be secret.
    package var message: String {
        switch self {
        case .configFile(let path, let reason): "\(path) cannot be used: \(reason)."
        case .unknownSetting(let name): "There is no setting \"\(name)\"."
        case .malformed(let name, let value, let expected):
            "\(name) is \"\(value)\", which is not \(expected)."
        case .cannotListen(let address, let reason): "Cannot listen on \(address): \(reason)."
        case .tlsIncomplete:
            "Only one of \(settings.joined(separator: " and ")) is given."
        case .witnessIncomplete: "Only one of the witness's address and key is given."
        case .masterKeyTwice: "Both a master key and a command that prints one are given."
        case .tlsFile(let path, let reason): "\(path) cannot be used for TLS: \(reason)."
        case .caFile(let path): "\(path) cannot be read, or contains no certificate."
        }
    }

    package var hint: String {
        switch self {
        case .configFile: "Use a YAML file of setting names and values."
        case .unknownSetting: "See `checkly-sync serve --help` for the names."
        case .malformed: "Change or remove it."
        case .cannotListen: "Stop what is listening there, or use another address."
        case .tlsIncomplete, .witnessIncomplete: "Set both, or neither."
        case .masterKeyTwice: "Set only one of \(settings.joined(separator: " and "))."
        case .tlsFile:
            "Use PEM files: the certificate followed by those of its issuers, and its own key."
        case .caFile: "Use a PEM file with the certificates of CAs."
        }
    }
}
