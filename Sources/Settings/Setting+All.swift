package import Logging
package import SyncModel
internal import Transparency

/// The table of settings: each is named here, and nowhere else.
extension Setting {
    /// All settings, in the order of `--help` and of the API's listing.
    package static let all = list(
        data,
        webhookListen,
        adminListen,
        tlsCertificate,
        tlsKey,
        adminTLSCertificate,
        adminTLSKey,
        adminHosts,
        dashboard,
        publicURL,
        metrics,
        adminToken,
        masterKey,
        masterKeyCommand,
        newMasterKey,
        checklyURL,
        requestsPerMinute,
        reconcileInterval,
        listingAge,
        groupVariableLimit,
        bodyLimit,
        unverifiedLimit,
        trustedProxies,
        checkpointInterval,
        checkpointFile,
        witnessURL,
        witnessKey,
        logLevel,
        logFormat,
        retention,
        backupTo,
        backupEvery,
        backupKeep,
        allowGroupAccess,
        caFile
    )

    private static func list<each Value>(
        _ settings: repeat TypedSetting<each Value>
    ) -> [Setting] {
        var list: [Setting] = []
        for setting in repeat each settings { list.append(setting.setting) }
        return list
    }

    /// The data directory where none is given.
    package static let standardDataDirectory = "./data"

    /// Given as a path; commands on a stopped server take it too.
    package static let data = TypedSetting(
        "DATA",
        .path,
        \.dataDirectory,
        "the directory with log and keys.",
        standard: standardDataDirectory
    )
    /// Port 0 lets the system choose.
    package static let webhookListen = TypedSetting(
        "WEBHOOK_LISTEN",
        .listenAddress,
        \.webhookListen,
        "the public side.",
        standard: "127.0.0.1:8080"
    )
    /// Port 0 lets the system choose.
    package static let adminListen = TypedSetting(
        "ADMIN_LISTEN",
        .listenAddress,
        \.adminListen,
        "the admin side.",
        standard: "127.0.0.1:8081"
    )
    static let tlsCertificate = TypedSetting(
        "TLS_CERTIFICATE",
        .optional(.path),
        \.webhookTLS?.certificate,
        "a PEM file; both sides then speak HTTPS."
    )
    static let tlsKey = TypedSetting(
        "TLS_KEY",
        .optional(.path),
        \.webhookTLS?.key,
        "a PEM file."
    )
    static let adminTLSCertificate = TypedSetting(
        "ADMIN_TLS_CERTIFICATE",
        .optional(.anyText),
        { settings in
            guard let files = settings.adminTLS else {
                return settings.webhookTLS == nil ? nil : TLSFiles.none
            }
            return SettingForm.absolute(files.certificate)
        },
        "another for the admin side, or none."
    )
    static let adminTLSKey = TypedSetting(
        "ADMIN_TLS_KEY",
        .optional(.path),
        \.adminTLS?.key,
        "a PEM file."
    )
    static let adminHosts = TypedSetting(
        "ADMIN_HOSTS",
        .hostNames,
        \.adminHosts,
        "further host names of the admin side, or *."
    )
    /// Shown where a sender is told where to send.
    static let publicURL = TypedSetting(
        "PUBLIC_URL",
        .optional(.baseURL),
        \.publicURL,
        "the address of the public side as senders see it."
    )
    /// For people with a browser.
    static let dashboard = TypedSetting(
        "DASHBOARD",
        .word,
        \.dashboard,
        "pages for browsers on the admin side, on or off.",
        standard: "on"
    )
    static let metrics = TypedSetting(
        "METRICS",
        .word,
        \.metricsAccess,
        "who may read /metrics, token or open.",
        standard: "token"
    )
    /// Secret; the commands that ask a server take it too.
    package static let adminToken = TypedSetting(
        "ADMIN_TOKEN",
        .optional(.secret),
        \.adminToken,
        "from this file.",
        shownStandard: "<data>/admin.token",
        flag: .file
    )
    /// Secret: 32 bytes in Base64.
    package static let masterKey = TypedSetting(
        "MASTER_KEY",
        .optional(.secret),
        \.masterKey,
        "from this file.",
        shownStandard: "<data>/master.key",
        flag: .file
    )
    /// Run by the shell at the start; it is shown, so secrets belong in what it reads.
    package static let masterKeyCommand = TypedSetting(
        "MASTER_KEY_COMMAND",
        .optional(.anyText),
        \.masterKeyCommand,
        "a shell command that prints the master key in Base64."
    )
    /// Secret: 32 bytes in Base64.
    package static let newMasterKey = TypedSetting(
        "NEW_MASTER_KEY",
        .optional(.secret),
        \.newMasterKey,
        "from this file. It is the one to rotate to.",
        flag: .file
    )
    /// The only one without the prefix.
    package static let checklyURL = TypedSetting(
        name: "CHECKLY_API_URL",
        flagName: "checkly-url",
        .baseURL,
        \.checklyURL,
        "where Checkly is.",
        standard: "https://api.checklyhq.com",
        shownStandard: "https://api.checklyhq.com"
    )
    static let requestsPerMinute = TypedSetting(
        "REQUESTS_PER_MINUTE",
        .count,
        \.requestsPerMinute,
        "ceiling for each account.",
        standard: "540"
    )
    static let reconcileInterval = TypedSetting(
        "RECONCILE_INTERVAL",
        .interval,
        \.reconcileInterval,
        "how often to fetch and compare.",
        standard: "15m"
    )
    static let listingAge = TypedSetting(
        "LISTING_AGE",
        .time,
        \.listingAge,
        "how old a listing may be.",
        standard: "5m"
    )
    static let groupVariableLimit = TypedSetting(
        "GROUP_VARIABLE_LIMIT",
        .count,
        \.groupVariableLimit,
        "the most a group may have.",
        standard: "200"
    )
    static let bodyLimit = TypedSetting(
        "BODY_LIMIT",
        .byteCount,
        \.bodyLimit,
        "the largest webhook.",
        standard: "1MiB"
    )
    static let unverifiedLimit = TypedSetting(
        "UNVERIFIED_LIMIT",
        .byteCount,
        \.unverifiedLimit,
        "all bodies not verified yet.",
        standard: "64MiB"
    )
    static let trustedProxies = TypedSetting(
        "TRUSTED_PROXIES",
        .addressRanges,
        \.trustedProxies,
        "whose X-Forwarded-For counts, as 10.0.0.0/8."
    )
    static let checkpointInterval = TypedSetting(
        "CHECKPOINT_INTERVAL",
        .interval,
        \.checkpointInterval,
        "how often a growing log is signed.",
        standard: "1m"
    )
    static let checkpointFile = TypedSetting(
        "CHECKPOINT_FILE",
        .optional(.path),
        \.checkpointFile,
        "an additional file for the newest checkpoint."
    )
    static let witnessURL = TypedSetting(
        "WITNESS_URL",
        .optional(.baseURL),
        \.witnessURL,
        "who co-signs checkpoints (C2SP tlog-witness)."
    )
    static let witnessKey = TypedSetting(
        "WITNESS_KEY",
        .optional(.witnessKey),
        \.witnessKey,
        "the witness's verifier key, name+id+base64."
    )
    /// A level of swift-log.
    package static let logLevel = TypedSetting(
        "LOG_LEVEL",
        .word,
        \.logLevel,
        "trace to critical.",
        standard: "info"
    )
    static let logFormat = TypedSetting(
        "LOG_FORMAT",
        .word,
        \.logFormat,
        "text or json.",
        standard: "text"
    )
    static let retention = TypedSetting(
        "RETENTION",
        .age,
        \.retention,
        "destroy superseded values older than that.",
        shownStandard: "never"
    )
    /// Given as a path; it is made where it is missing.
    static let backupTo = TypedSetting(
        "BACKUP_TO",
        .optional(.path),
        \.backupDirectory,
        "a directory for backups that the server makes itself."
    )
    static let backupEvery = TypedSetting(
        "BACKUP_EVERY",
        .age,
        \.backupInterval,
        "the time from one backup to the next.",
        standard: "1d"
    )
    static let backupKeep = TypedSetting(
        "BACKUP_KEEP",
        .count,
        \.backupCount,
        "how many backups are kept.",
        standard: "14"
    )
    /// The flag takes no value; elsewhere it is `true` or `false`.
    package static let allowGroupAccess = TypedSetting(
        "ALLOW_GROUP_ACCESS",
        .trueOrFalse,
        \.allowsGroupAccess,
        "let the group of the data directory have access.",
        standard: "false",
        flag: .nothing
    )
    /// The flag is that of `serve`; other commands have one like it for the server's own CA.
    package static let caFile = TypedSetting(
        "CA_FILE",
        .optional(.path),
        \.caFile,
        """
        a PEM file with CAs that are trusted beside the system's, for Checkly, the KMS and the \
        witness.
        """
    )
}
