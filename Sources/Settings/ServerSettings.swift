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
    package static let names = Setting.all.map(\.name)

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
    /// Whether the admin endpoint has pages for browsers.
    package var dashboard: DashboardAccess
    /// The address of the webhook endpoint as senders see it, without trailing slashes; nil if
    /// it is the one that it listens on.
    package var publicURL: String?
    /// Who may read the metrics.
    package var metricsAccess: MetricsAccess
    /// The administrator's token; nil to use the one in the data directory.
    package var adminToken: SecretValue?
    /// 32 bytes in Base64; nil to use the key in the data directory.
    package var masterKey: SecretValue?
    /// A shell command that prints the master key in Base64; nil if it is given or kept otherwise.
    package var masterKeyCommand: String?
    /// The key that a rotation puts in the place of a master key that is not in the data directory:
    /// 32 bytes in Base64.
    package var newMasterKey: SecretValue?
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
    /// The directory of the server's own backups; nil to make none.
    package var backupDirectory: String?
    /// The time from one backup to the next; nil to make none.
    package var backupInterval: Duration?
    /// How many of its own backups the server keeps.
    package var backupCount: Int
    /// Whether the group may have access to the data directory and its key files.
    package var allowsGroupAccess: Bool
    /// Whether the server starts with all pushing held; only a flag of `serve`.
    package var holdsPushing = false
    /// A PEM file of CAs trusted in addition to the system's, for Checkly, KMSs and the witness.
    package var caFile: String?
    /// The proxies for the server's own requests.
    package var proxies: OutboundProxies
    /// Where each value comes from, by the setting's name; those without a value lack.
    package var origins: [String: SettingOrigin]
}
