package import Logging
package import OutboundHTTP
package import SyncModel
package import Transparency

/// The format of log lines.
package enum LogFormat: String, Sendable, CaseIterable {
    case text, json
}

/// Everything that `serve` can be told: flags over environment over a YAML file over defaults.
package struct ServerSettings: Sendable {
    /// The names of all settings, which are those of the environment variables.
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

    /// The directory of the log and its keys.
    package var dataDirectory: String
    /// The address for deliveries.
    package var webhookListen: ListenAddress
    /// The address of the admin API.
    package var adminListen: ListenAddress
    /// PEM files that the webhook endpoint presents; nil for plain HTTP.
    package var webhookTLS: TLSFiles?
    /// PEM files that the admin endpoint presents; nil for plain HTTP.
    package var adminTLS: TLSFiles?
    /// Names, without ports, that the admin endpoint answers for beside its address and those of
    /// this machine.
    package var adminHosts: [String]
    /// Who may read the metrics.
    package var metricsAccess: MetricsAccess
    /// The administrator's token; nil to use the one in the data directory.
    package var adminToken: SecretValue?
    /// 32 bytes in Base64; nil to use the key in the data directory.
    package var masterKey: SecretValue?
    /// The address of Checkly's API, without trailing slashes.
    package var checklyURL: String
    /// The maximum number of requests per minute to an account.
    package var requestsPerMinute: Int
    /// How often folders are fetched and destinations compared without a reason; nil for never.
    package var reconcileInterval: Duration?
    /// The maximum age of a listing of an account's variables that a push relies on.
    package var listingAge: Duration
    /// The maximum number of variables in a check group.
    package var groupVariableLimit: Int
    /// The maximum size of a delivery's body in bytes.
    package var bodyLimit: Int
    /// The maximum number of body bytes with unverified signatures over all connections.
    package var unverifiedLimit: Int
    /// Addresses and ranges of proxies that are trusted to name the client of a delivery.
    package var trustedProxies: [String]
    /// How often a checkpoint is signed while the log grows; nil signs only on request.
    package var checkpointInterval: Duration?
    /// An additional path for the newest checkpoint.
    package var checkpointFile: String?
    /// The witness's URL prefix; nil for no witness.
    package var witnessURL: String?
    /// The witness's verifier key; set together with the URL.
    package var witnessKey: NoteVerifierKey?
    /// The minimum level of log lines.
    package var logLevel: Logger.Level
    /// The format of log lines.
    package var logFormat: LogFormat
    /// The age at which values that nothing needs any more are destroyed; nil keeps all.
    package var retention: Duration?
    /// Whether the group may have access to the data directory and its key files.
    package var allowsGroupAccess: Bool
    /// Whether the server starts with all pushing held; only a flag of `serve`.
    package var holdsPushing = false
    /// A PEM file of CAs trusted in addition to the system's, for Checkly, KMSs and the witness.
    package var caFile: String?
    /// The proxies for the server's own requests.
    package var proxies: OutboundProxies

    /// Combines the settings.
    ///
    /// - Parameters:
    ///   - flags: Values by the name of the environment variable that each flag stands for.
    ///   - environment: The process's environment.
    ///   - configFile: A YAML map with the same names, or their short forms such as
    ///     `webhook_listen`.
    /// - Returns: The settings, each checked.
    /// - Throws: `SettingsError` for the first one that is unusable.
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
