import AdminClient
internal import Encodings
import ArgumentParser
import ChecklySyncServer
import FoundationEssentials
import SyncModel

/// A flag for each setting; the two secret ones come only from the environment or a file.
struct SettingOptions: ParsableArguments {
    @Option(help: "CHECKLY_SYNC_DATA: the directory with log and keys. (default: ./data)")
    var data: String?
    @Option(help: "CHECKLY_SYNC_WEBHOOK_LISTEN: the public side. (default: 127.0.0.1:8080)")
    var webhookListen: String?
    @Option(help: "CHECKLY_SYNC_ADMIN_LISTEN: the admin side. (default: 127.0.0.1:8081)")
    var adminListen: String?
    @Option(help: "CHECKLY_SYNC_TLS_CERTIFICATE: a PEM file; both sides then speak HTTPS.")
    var tlsCertificate: String?
    @Option(help: "CHECKLY_SYNC_TLS_KEY: a PEM file.")
    var tlsKey: String?
    @Option(help: "CHECKLY_SYNC_ADMIN_TLS_CERTIFICATE: another for the admin side, or none.")
    var adminTLSCertificate: String?
    @Option(help: "CHECKLY_SYNC_ADMIN_TLS_KEY: a PEM file.")
    var adminTLSKey: String?
    @Option(help: "CHECKLY_SYNC_ADMIN_HOSTS: further host names of the admin side, or *.")
    var adminHosts: String?
    @Option(help: "CHECKLY_SYNC_METRICS: who may read /metrics, token or open. (default: token)")
    var metrics: String?
    @Option(help: "CHECKLY_SYNC_ADMIN_TOKEN, from this file. (default: <data>/admin.token)")
    var adminTokenFile: String?
    @Option(help: "CHECKLY_SYNC_MASTER_KEY, from this file. (default: <data>/master.key)")
    var masterKeyFile: String?
    @Option(help: "CHECKLY_API_URL: where Checkly is. (default: https://api.checklyhq.com)")
    var checklyURL: String?
    @Option(help: "CHECKLY_SYNC_REQUESTS_PER_MINUTE: ceiling for each account. (default: 540)")
    var requestsPerMinute: String?
    @Option(
        help: "CHECKLY_SYNC_RECONCILE_INTERVAL: how often to read again and compare. (default: 15m)"
    )
    var reconcileInterval: String?
    @Option(help: "CHECKLY_SYNC_LISTING_AGE: how old a listing may be. (default: 5m)")
    var listingAge: String?
    @Option(help: "CHECKLY_SYNC_GROUP_VARIABLE_LIMIT: the most a group may have. (default: 200)")
    var groupVariableLimit: String?
    @Option(help: "CHECKLY_SYNC_BODY_LIMIT: the largest webhook. (default: 1MiB)")
    var bodyLimit: String?
    @Option(help: "CHECKLY_SYNC_UNVERIFIED_LIMIT: all bodies not verified yet. (default: 64MiB)")
    var unverifiedLimit: String?
    @Option(help: "CHECKLY_SYNC_TRUSTED_PROXIES: whose X-Forwarded-For counts, as 10.0.0.0/8.")
    var trustedProxies: String?
    @Option(
        help: "CHECKLY_SYNC_CHECKPOINT_INTERVAL: how often a growing log is signed. (default: 1m)"
    )
    var checkpointInterval: String?
    @Option(help: "CHECKLY_SYNC_CHECKPOINT_FILE: where else the newest checkpoint is written.")
    var checkpointFile: String?
    @Option(help: "CHECKLY_SYNC_WITNESS_URL: who co-signs checkpoints (C2SP tlog-witness).")
    var witnessURL: String?
    @Option(help: "CHECKLY_SYNC_WITNESS_KEY: the witness's verifier key, name+id+base64.")
    var witnessKey: String?
    @Option(help: "CHECKLY_SYNC_LOG_LEVEL: trace to critical. (default: info)")
    var logLevel: String?
    @Option(help: "CHECKLY_SYNC_LOG_FORMAT: text or json. (default: text)")
    var logFormat: String?
    @Option(
        help: "CHECKLY_SYNC_RETENTION: destroy superseded values older than that. (default: never)"
    )
    var retention: String?
    @Flag(
        help: "CHECKLY_SYNC_ALLOW_GROUP_ACCESS: let the group of the data directory have access."
    )
    var allowGroupAccess = false
    @Option(help: "A YAML file of settings by their names.")
    var config: String?

    /// Combines flags, environment, file and defaults.
    ///
    /// - Parameter caFile: The value of the command's own flag for CHECKLY_SYNC_CA_FILE.
    /// - Returns: The settings, each checked.
    /// - Throws: `SettingsError`; `ExitCode.validationFailure`, after reporting it, if a flag is
    ///   wrong.
    func load(caFile: String? = nil) throws -> ServerSettings {
        let given: [String: String?] = [
            "CHECKLY_SYNC_DATA": data,
            "CHECKLY_SYNC_WEBHOOK_LISTEN": webhookListen,
            "CHECKLY_SYNC_ADMIN_LISTEN": adminListen,
            "CHECKLY_SYNC_TLS_CERTIFICATE": tlsCertificate,
            "CHECKLY_SYNC_TLS_KEY": tlsKey,
            "CHECKLY_SYNC_ADMIN_TLS_CERTIFICATE": adminTLSCertificate,
            "CHECKLY_SYNC_ADMIN_TLS_KEY": adminTLSKey,
            "CHECKLY_SYNC_ADMIN_HOSTS": adminHosts,
            "CHECKLY_SYNC_METRICS": metrics,
            "CHECKLY_SYNC_ADMIN_TOKEN": try adminTokenFile.map(LocalFile.line),
            "CHECKLY_SYNC_MASTER_KEY": try masterKeyFile.map(LocalFile.line),
            "CHECKLY_API_URL": checklyURL,
            "CHECKLY_SYNC_REQUESTS_PER_MINUTE": requestsPerMinute,
            "CHECKLY_SYNC_RECONCILE_INTERVAL": reconcileInterval,
            "CHECKLY_SYNC_LISTING_AGE": listingAge,
            "CHECKLY_SYNC_GROUP_VARIABLE_LIMIT": groupVariableLimit,
            "CHECKLY_SYNC_BODY_LIMIT": bodyLimit,
            "CHECKLY_SYNC_UNVERIFIED_LIMIT": unverifiedLimit,
            "CHECKLY_SYNC_TRUSTED_PROXIES": trustedProxies,
            "CHECKLY_SYNC_CHECKPOINT_INTERVAL": checkpointInterval,
            "CHECKLY_SYNC_CHECKPOINT_FILE": checkpointFile,
            "CHECKLY_SYNC_WITNESS_URL": witnessURL,
            "CHECKLY_SYNC_WITNESS_KEY": witnessKey,
            "CHECKLY_SYNC_LOG_LEVEL": logLevel,
            "CHECKLY_SYNC_LOG_FORMAT": logFormat,
            "CHECKLY_SYNC_RETENTION": retention,
            "CHECKLY_SYNC_ALLOW_GROUP_ACCESS": allowGroupAccess ? "true" : nil,
            "CHECKLY_SYNC_CA_FILE": caFile,
        ]
        let flags = given.compactMapValues(\.self)
        do throws(SettingsError) {
            return try ServerSettings.load(
                flags: flags,
                environment: ProcessInfo.processInfo.environment,
                configFile: config
            )
        } catch {
            guard error.settings.contains(where: { flags[$0] != nil }) else { throw error }
            printError(error.description)
            throw ExitCode.validationFailure
        }
    }
}
