internal import OutboundHTTP
internal import SyncModel

extension ServerSettings {
    /// Combines the settings: flags over environment over file over defaults.
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
        let given = SettingSources(
            flags: flags,
            environment: environment,
            file: try configFile.map(SettingsFile.read) ?? [:]
        )
        let settings = try ServerSettings(given, environment)
        if settings.unverifiedLimit < settings.bodyLimit {
            throw .malformed(
                name: Setting.unverifiedLimit.name,
                value: given.text(Setting.unverifiedLimit.setting) ?? "",
                expected: "at least \(Setting.bodyLimit.name)"
            )
        }
        if (settings.witnessURL == nil) != (settings.witnessKey == nil) { throw .witnessIncomplete }
        if settings.masterKey != nil, settings.masterKeyCommand != nil { throw .masterKeyTwice }
        return settings
    }

    private init(
        _ given: SettingSources,
        _ environment: [String: String]
    ) throws(SettingsError) {
        webhookTLS = try TLSFiles(
            certificate: given.value(Setting.tlsCertificate),
            key: given.value(Setting.tlsKey),
            endpoint: .webhooks
        )
        adminTLS = try TLSFiles.admin(
            certificate: given.value(Setting.adminTLSCertificate),
            key: given.value(Setting.adminTLSKey),
            else: webhookTLS
        )
        dataDirectory = try given.value(Setting.data)
        webhookListen = try given.value(Setting.webhookListen)
        adminListen = try given.value(Setting.adminListen)
        adminHosts = try given.value(Setting.adminHosts)
        publicURL = try given.value(Setting.publicURL)
        dashboard = try given.value(Setting.dashboard)
        metricsAccess = try given.value(Setting.metrics)
        adminToken = try given.value(Setting.adminToken)
        masterKey = try given.value(Setting.masterKey)
        masterKeyCommand = try given.value(Setting.masterKeyCommand)
        newMasterKey = try given.value(Setting.newMasterKey)
        checklyURL = try given.value(Setting.checklyURL)
        requestsPerMinute = try given.value(Setting.requestsPerMinute)
        reconcileInterval = try given.value(Setting.reconcileInterval)
        listingAge = try given.value(Setting.listingAge)
        groupVariableLimit = try given.value(Setting.groupVariableLimit)
        bodyLimit = try given.value(Setting.bodyLimit)
        unverifiedLimit = try given.value(Setting.unverifiedLimit)
        trustedProxies = try given.value(Setting.trustedProxies)
        checkpointInterval = try given.value(Setting.checkpointInterval)
        checkpointFile = try given.value(Setting.checkpointFile)
        witnessURL = try given.value(Setting.witnessURL)
        witnessKey = try given.value(Setting.witnessKey)
        logLevel = try given.value(Setting.logLevel)
        logFormat = try given.value(Setting.logFormat)
        retention = try given.value(Setting.retention)
        backupDirectory = try given.value(Setting.backupTo)
        backupInterval = try given.value(Setting.backupEvery)
        backupCount = try given.value(Setting.backupKeep)
        allowsGroupAccess = try given.value(Setting.allowGroupAccess)
        caFile = try given.value(Setting.caFile)
        proxies = try Self.proxies(environment)
        origins = given.origins
    }

    /// The proxies that the environment configures; values are not repeated, since they may contain
    /// a password.
    private static func proxies(
        _ environment: [String: String]
    ) throws(SettingsError) -> OutboundProxies {
        do throws(OutboundProxies.Malformed) {
            return try OutboundProxies(environment: environment)
        } catch {
            throw .malformed(
                name: error.name,
                value: "…",
                expected: OutboundProxies.Malformed.expected
            )
        }
    }
}
