internal import ChecklyClient
internal import FolderFetching
internal import InboundHTTP
internal import LiveLog
internal import LogIntegrity
internal import Notifications
internal import OutboundHTTP
internal import SyncEngine
internal import SyncModel
internal import WebhookListener

/// A data directory whose log is open, with what stands beside the log.
struct OpenedDirectory: Sendable {
    let directory: DataDirectory
    let openLog: OpenLog
    let masterKey: MasterKeyKeeping
    let token: SecretValue
    let certificates: EndpointCertificates
    /// Whether the key that signs checkpoints was missing.
    let isSignerNew: Bool
}

/// What the services share.
struct ServerParts: Sendable {
    let opened: OpenedDirectory
    let transport: AsyncHTTPClientTransport
    let checkpoints: CheckpointKeeping
    let verifications: LogVerifications
    let checkly: ChecklyAccess
    let engine: SyncEngine
    let journal: FetchJournal
    let fetching: FolderFetching
    let refusals: RefusedDeliveries
    let repeated: RepeatedDeliveries
    let probe: HealthProbe
    let ports = ListeningPorts()
    let backups = BackupRecord()
    let notifier: Notifier

    var openLog: OpenLog { opened.openLog }
}

/// How Checkly is asked: all clients share one budget of requests.
struct ChecklyAccess: Sendable {
    let budget: RequestBudget
    let makeClient: @Sendable (_ apiKey: SecretValue) -> ChecklyClient
}
