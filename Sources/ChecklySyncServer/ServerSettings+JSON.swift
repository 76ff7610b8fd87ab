package import Encodings
internal import Foundation
internal import Logging
internal import SyncModel
internal import Transparency

extension ServerSettings {
    /// Every setting in effect; secret ones only say whether they are set.
    package var json: CanonicalValue {
        .list(
            Self.names.map { name in
                let (text, isSecret) = shown(name)
                return .object([
                    "name": .text(name), "value": isSecret ? .null : .optional(text) ?? .null,
                    "isSecret": .bool(isSecret), "isSet": .bool(text != nil),
                ])
            }
        )
    }

    /// The settings of a running server from its own listing, with the secrets that are known here.
    ///
    /// - Throws: `SettingsError` for a value that this version cannot parse.
    package static func load(
        json: JSONValue,
        environment: [String: String]
    ) throws(SettingsError) -> ServerSettings {
        var flags: [String: String] = [:]
        var secrets: [String: String] = [:]
        for entry in json.array ?? [] {
            guard let name = entry["name"]?.string, names.contains(name) else { continue }
            if entry["isSecret"]?.bool == true { secrets[name] = environment[name] }
            if let value = entry["value"]?.string { flags[name] = value }
        }
        return try load(flags: flags, environment: secrets, configFile: nil)
    }

    /// A setting's text, and whether it is secret.
    private func shown(_ name: String) -> (text: String?, isSecret: Bool) {
        switch name {
        case "CHECKLY_SYNC_ADMIN_TOKEN": (adminToken.map { _ in "" }, true)
        case "CHECKLY_SYNC_MASTER_KEY": (masterKey.map { _ in "" }, true)
        default: (text(of: name), false)
        }
    }

    private func text(of name: String) -> String? {
        switch name {
        case "CHECKLY_SYNC_DATA": path(dataDirectory)
        case "CHECKLY_SYNC_WEBHOOK_LISTEN": webhookListen.text
        case "CHECKLY_SYNC_ADMIN_LISTEN": adminListen.text
        case "CHECKLY_SYNC_TLS_CERTIFICATE": webhookTLS.map { path($0.certificate) }
        case "CHECKLY_SYNC_TLS_KEY": webhookTLS.map { path($0.key) }
        case "CHECKLY_SYNC_ADMIN_TLS_CERTIFICATE":
            adminTLS.map { path($0.certificate) } ?? (webhookTLS == nil ? nil : TLSFiles.none)
        case "CHECKLY_SYNC_ADMIN_TLS_KEY": adminTLS.map { path($0.key) }
        case "CHECKLY_SYNC_ADMIN_HOSTS": Self.text(adminHosts)
        case "CHECKLY_SYNC_METRICS": metricsAccess.rawValue
        case "CHECKLY_API_URL": checklyURL
        case "CHECKLY_SYNC_REQUESTS_PER_MINUTE": "\(requestsPerMinute)"
        case "CHECKLY_SYNC_RECONCILE_INTERVAL": Self.text(reconcileInterval)
        case "CHECKLY_SYNC_LISTING_AGE": Self.text(listingAge)
        case "CHECKLY_SYNC_GROUP_VARIABLE_LIMIT": "\(groupVariableLimit)"
        case "CHECKLY_SYNC_BODY_LIMIT": "\(bodyLimit)B"
        case "CHECKLY_SYNC_UNVERIFIED_LIMIT": "\(unverifiedLimit)B"
        case "CHECKLY_SYNC_TRUSTED_PROXIES": Self.text(trustedProxies)
        case "CHECKLY_SYNC_CHECKPOINT_INTERVAL": Self.text(checkpointInterval)
        case "CHECKLY_SYNC_CHECKPOINT_FILE": checkpointFile.map(path)
        case "CHECKLY_SYNC_CA_FILE": caFile.map(path)
        case "CHECKLY_SYNC_WITNESS_URL": witnessURL
        case "CHECKLY_SYNC_WITNESS_KEY": witnessKey?.text
        case "CHECKLY_SYNC_LOG_LEVEL": logLevel.rawValue
        case "CHECKLY_SYNC_LOG_FORMAT": logFormat.rawValue
        case "CHECKLY_SYNC_RETENTION": Self.age(retention)
        case "CHECKLY_SYNC_ALLOW_GROUP_ACCESS": "\(allowsGroupAccess)"
        default: nil
        }
    }

    /// An absolute path, since the reader may run in another directory.
    private func path(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.path
    }

    private static func text(_ list: [String]) -> String? {
        list.isEmpty ? nil : list.joined(separator: ",")
    }

    private static func text(_ duration: Duration?) -> String {
        duration.map { $0 == .zero ? "0" : "\($0.components.seconds)s" } ?? "0"
    }

    private static func age(_ duration: Duration?) -> String? {
        duration.map { "\($0.components.seconds / 3600)h" }
    }
}
