package import Logging
package import OutboundHTTP
package import SyncModel
package import Transparency

/// How log lines are written.
package enum LogFormat: String, Sendable, CaseIterable {
    case text, json
}

/// Everything `serve` can be told: flags over environment over a YAML file over defaults.
package struct ServerSettings: Sendable {
    /// The names of all settings, which are those of the environment.
    package static let names = [
        "CHECKLY_SYNC_DATA", "CHECKLY_SYNC_WEBHOOK_LISTEN", "CHECKLY_SYNC_ADMIN_LISTEN",
        "CHECKLY_SYNC_TLS_CERTIFICATE", "CHECKLY_SYNC_TLS_KEY",
        "CHECKLY_SYNC_ADMIN_TLS_CERTIFICATE", "CHECKLY_SYNC_ADMIN_TLS_KEY",
        "CHECKLY_SYNC_ADMIN_HOSTS", "CHECKLY_SYNC_METRICS", "CHECKLY_SYNC_ADMIN_TOKEN",
        "CHECKLY_SYNC_MASTER_KEY", "CHECKLY_API_URL", "CHECKLY_SYNC_REQUESTS_PER_MINUTE",
        "CHECKLY_SYNC_RECONCILE_INTERVAL", "CHECKLY_SYNC_LISTING_AGE",
        "CHECKLY_SYNC_GROUP_VARIABLE_LIMIT", "CHECKLY_SYNC_BODY_LIMIT",
        "CHECKLY_SYNC_UNVERIFIED_LIMIT", "CHECKLY_SYNC_TRUSTED_PROXIES",
        "CHECKLY_SYNC_CHECKPOINT_INTERVAL",
        "CHECKLY_SYNC_CHECKPOINT_FILE", "CHECKLY_SYNC_WITNESS_URL", "CHECKLY_SYNC_WITNESS_KEY",
        "CHECKLY_SYNC_LOG_LEVEL", "CHECKLY_SYNC_LOG_FORMAT", "CHECKLY_SYNC_RETENTION",
        "CHECKLY_SYNC_ALLOW_GROUP_ACCESS",
        "CHECKLY_SYNC_CA_FILE",
    ]

    package var dataDirectory: String
    package var webhookListen: ListenAddress
    package var adminListen: ListenAddress
    /// PEM files that the webhook endpoint presents; nil for plain HTTP.
    package var webhookTLS: TLSFiles?
    /// PEM files that the admin endpoint presents; nil for plain HTTP.
    package var adminTLS: TLSFiles?
    /// Names, without ports, that the admin endpoint answers for beside its address and those of this
    /// machine.
    package var adminHosts: [String]
    package var metricsAccess: MetricsAccess
    package var adminToken: SecretValue?
    /// Base64 of 32 bytes.
    package var masterKey: SecretValue?
    package var checklyURL: String
    package var requestsPerMinute: Int
    /// How often folders are read again, and destinations compared with what was written there; nil for never.
    package var reconcileInterval: Duration?
    /// How old a listing of an account's variables may be that a push relies on.
    package var listingAge: Duration
    /// How many variables a check group may have.
    package var groupVariableLimit: Int
    /// In bytes.
    package var bodyLimit: Int
    /// In bytes: of bodies whose signatures are not checked yet, all connections together.
    package var unverifiedLimit: Int
    /// Addresses and ranges of them, of proxies that may say for whom they forward a delivery.
    package var trustedProxies: [String]
    /// How often a checkpoint is signed while the log grows; nil for only when one is asked for.
    package var checkpointInterval: Duration?
    /// Where else the newest checkpoint is written.
    package var checkpointFile: String?
    package var witnessURL: String?
    package var witnessKey: NoteVerifierKey?
    package var logLevel: Logger.Level
    package var logFormat: LogFormat
    /// How old a value must be that nothing needs any more to be destroyed; nil to keep all.
    package var retention: Duration?
    /// Whether the group of the data directory may have access to it and to its key files.
    package var allowsGroupAccess: Bool
    /// Whether the server begins with all pushing held; a flag of `serve`, and of nothing else.
    package var holdsPushing = false
    /// A PEM file with CAs that are trusted beside the system's, for Checkly, key management systems and the witness.
    package var caFile: String?
    /// Through which proxies the server's own requests go.
    package var proxies: OutboundProxies

    /// Puts the settings together.
    ///
    /// - Parameters:
    ///   - flags: By the name of the environment variable that each stands for.
    ///   - environment: The process's environment.
    ///   - configFile: A YAML map with the same names, or their short form such as `webhook_listen`.
    /// - Returns: The settings, each checked.
    /// - Throws: `SettingsError` for the first that cannot be used.
    package static func load(
        flags: [String: String],
        environment: [String: String],
        configFile: String?
    ) throws(SettingsError) -> ServerSettings {
        let file = try configFile.map(read) ?? [:]
        func value(_ name: String) -> String? {
            [flags[name], environment[name], file[name]].compactMap(\.self).first { !$0.isEmpty }
        }
        let webhookTLS = try TLSFiles(
            certificate: value("CHECKLY_SYNC_TLS_CERTIFICATE"),
            key: value("CHECKLY_SYNC_TLS_KEY"),
            endpoint: .webhooks
        )
        let adminTLS = try TLSFiles.admin(
            certificate: value("CHECKLY_SYNC_ADMIN_TLS_CERTIFICATE"),
            key: value("CHECKLY_SYNC_ADMIN_TLS_KEY"),
            else: webhookTLS
        )
        let settings = ServerSettings(
            dataDirectory: value("CHECKLY_SYNC_DATA") ?? "./data",
            webhookListen: try ListenAddress(
                value("CHECKLY_SYNC_WEBHOOK_LISTEN") ?? "127.0.0.1:8080",
                setting: "CHECKLY_SYNC_WEBHOOK_LISTEN"
            ),
            adminListen: try ListenAddress(
                value("CHECKLY_SYNC_ADMIN_LISTEN") ?? "127.0.0.1:8081",
                setting: "CHECKLY_SYNC_ADMIN_LISTEN"
            ),
            webhookTLS: webhookTLS,
            adminTLS: adminTLS,
            adminHosts: try hosts(value("CHECKLY_SYNC_ADMIN_HOSTS") ?? ""),
            metricsAccess: try word(
                value("CHECKLY_SYNC_METRICS") ?? "token",
                setting: "CHECKLY_SYNC_METRICS"
            ),
            adminToken: value("CHECKLY_SYNC_ADMIN_TOKEN").map(SecretValue.init),
            masterKey: value("CHECKLY_SYNC_MASTER_KEY").map(SecretValue.init),
            checklyURL: try address(
                value("CHECKLY_API_URL") ?? "https://api.checklyhq.com",
                setting: "CHECKLY_API_URL"
            ),
            requestsPerMinute: try number(
                value("CHECKLY_SYNC_REQUESTS_PER_MINUTE") ?? "540",
                setting: "CHECKLY_SYNC_REQUESTS_PER_MINUTE"
            ),
            reconcileInterval: try duration(
                value("CHECKLY_SYNC_RECONCILE_INTERVAL") ?? "15m",
                setting: "CHECKLY_SYNC_RECONCILE_INTERVAL"
            ),
            listingAge: try duration(
                value("CHECKLY_SYNC_LISTING_AGE") ?? "5m",
                setting: "CHECKLY_SYNC_LISTING_AGE"
            ) ?? .zero,
            groupVariableLimit: try number(
                value("CHECKLY_SYNC_GROUP_VARIABLE_LIMIT") ?? "200",
                setting: "CHECKLY_SYNC_GROUP_VARIABLE_LIMIT"
            ),
            bodyLimit: try byteCount(
                value("CHECKLY_SYNC_BODY_LIMIT") ?? "1MiB",
                setting: "CHECKLY_SYNC_BODY_LIMIT"
            ),
            unverifiedLimit: try byteCount(
                value("CHECKLY_SYNC_UNVERIFIED_LIMIT") ?? "64MiB",
                setting: "CHECKLY_SYNC_UNVERIFIED_LIMIT"
            ),
            trustedProxies: try proxies(value("CHECKLY_SYNC_TRUSTED_PROXIES") ?? ""),
            checkpointInterval: try duration(
                value("CHECKLY_SYNC_CHECKPOINT_INTERVAL") ?? "1m",
                setting: "CHECKLY_SYNC_CHECKPOINT_INTERVAL"
            ),
            checkpointFile: value("CHECKLY_SYNC_CHECKPOINT_FILE"),
            witnessURL: try value("CHECKLY_SYNC_WITNESS_URL")
                .map { text throws(SettingsError) in
                    try address(text, setting: "CHECKLY_SYNC_WITNESS_URL")
                },
            witnessKey: try value("CHECKLY_SYNC_WITNESS_KEY").map(verifierKey),
            logLevel: try word(
                value("CHECKLY_SYNC_LOG_LEVEL") ?? "info",
                setting: "CHECKLY_SYNC_LOG_LEVEL"
            ),
            logFormat: try word(
                value("CHECKLY_SYNC_LOG_FORMAT") ?? "text",
                setting: "CHECKLY_SYNC_LOG_FORMAT"
            ),
            retention: try value("CHECKLY_SYNC_RETENTION").flatMap(age),
            allowsGroupAccess: try yesOrNo(
                value("CHECKLY_SYNC_ALLOW_GROUP_ACCESS") ?? "false",
                setting: "CHECKLY_SYNC_ALLOW_GROUP_ACCESS"
            ),
            caFile: value("CHECKLY_SYNC_CA_FILE"),
            proxies: try proxies(environment)
        )
        if settings.unverifiedLimit < settings.bodyLimit {
            throw .malformed(
                name: "CHECKLY_SYNC_UNVERIFIED_LIMIT",
                value: value("CHECKLY_SYNC_UNVERIFIED_LIMIT") ?? "64MiB",
                expected: "at least CHECKLY_SYNC_BODY_LIMIT"
            )
        }
        if (settings.witnessURL == nil) != (settings.witnessKey == nil) { throw .witnessIncomplete }
        return settings
    }
}
