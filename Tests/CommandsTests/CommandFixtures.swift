import Commands
import Projection
import SyncModel

let path = FolderPath(projectID: "p", environment: "dev", secretPath: "/app")
let folder = FolderID(source: "s", path: path)
let admin = Command.Caller(actor: Actor(type: "token", name: "admin"), role: .admin)
let auditor = Command.Caller(actor: Actor(type: "token", name: "ci"), role: .auditor)
let before = Timestamp(microseconds: 0)
let now = Timestamp(microseconds: 7)
let problem = PushProblem(code: "refused", message: "Checkly said no.")
let token = APIToken(name: "ci", role: .auditor, digest: [1], createdAt: now)
let place = SealedValueReference(position: Position(1), slot: 0)
/// The position that the first event of a decision gets in these tests.
let next = Position(90)
/// An id that a plan of a new sync was made for.
let plannedID = "00000000-0000-4000-8000-00000000000a"

let connection = Connection(
    id: "c",
    name: "checkly",
    description: "d",
    apiKey: place,
    createdAt: before,
    updatedAt: before
)

let access = KMSAccess(
    api: .infisicalV3,
    baseURL: "http://kms.internal",
    clientID: "id",
    clientSecret: place,
    allowsInsecureHTTP: true
)

let newAccess = NewKMSAccess(
    api: .hanzoV1,
    baseURL: "https://kms.hanzo.ai",
    clientID: "new",
    clientSecret: SecretValue("client secret"),
    holdsEmptiedFolders: true,
    allowsInsecureHTTP: false
)

func secret(_ id: String) -> WebhookSource.Secret {
    WebhookSource.Secret(id: id, createdAt: before, notBefore: nil, notAfter: nil, value: place)
}

let source = WebhookSource(
    name: "s",
    preset: "hanzo-kms",
    scheme: [:],
    payload: .hanzoKMS,
    secrets: [secret("w")],
    toleranceSeconds: 300,
    isEnabled: true,
    kmsAccess: access,
    createdAt: before,
    updatedAt: before
)

let newSource = NewSource(
    name: "t",
    preset: "standard-webhooks",
    scheme: [:],
    payload: .secretEvents,
    secrets: [SecretValue("first"), SecretValue("second")],
    toleranceSeconds: 60,
    isEnabled: false,
    kmsAccess: nil
)

let sync = Sync(
    id: "1",
    name: "n",
    description: nil,
    folder: path,
    sourceName: nil,
    connectionID: "c",
    destination: Destination(accountID: "a", accountName: nil, groupID: nil, groupName: nil),
    options: SyncOptions(initialSyncBehavior: .preserveDestination),
    isAutoSyncEnabled: true,
    createdAt: before,
    updatedAt: before
)

/// The complete description of `sync`, with another name.
let newSync = {
    var new = NewSync()
    new.name = "other"
    new.projectID = path.projectID
    new.environment = path.environment
    new.secretPath = path.secretPath
    new.connectionID = "c"
    new.options = sync.options
    new.destination = sync.destination
    return new
}()

func changed<Value>(_ value: Value, _ change: (inout Value) -> Void) -> Value {
    var value = value
    change(&value)
    return value
}

let entry = SecretEntry(
    key: "K",
    fingerprint: Fingerprint(text: "fp"),
    isBlank: false,
    version: nil,
    slot: 0
)

func fold(_ bodies: [EventBody], onto start: State = State()) -> State {
    var state = start
    for body in bodies {
        state.apply(
            RecordedEvent(
                position: state.position.next,
                id: "e",
                recordedAt: before,
                version: body.version,
                source: body.syncID == nil ? "s" : nil,
                deliveryIdentity: nil,
                deliveryID: nil,
                actor: nil,
                body: body,
                ciphertextDigests: []
            )
        )
    }
    return state
}

/// A state with one sync that desires the key `K`, its connection and its source.
let ordinary = fold([
    .sync(.created(sync)), .secrets(.changed(path, [.set(entry)])),
    .administration(.tokenCreated(token)), .connection(.created(connection)),
    .source(.created(source)),
])

let held = fold([.pushing(.held(reason: nil))], onto: ordinary)
let paused = fold([.sync(.paused(syncID: "1", reason: nil))], onto: ordinary)
let pinned = fold([.sync(.pinned(syncID: "1", asOf: Position(2)))], onto: ordinary)
let parked = fold(
    [
        .sync(
            .parked(
                syncID: "1",
                ParkedChange(
                    key: "K",
                    fingerprint: entry.fingerprint,
                    position: Position(2),
                    problem: problem
                )
            )
        )
    ],
    onto: ordinary
)
/// As `ordinary`, with another connection that no sync uses, and another sync and source.
let crowded = fold(
    [
        .connection(
            .created(
                changed(connection) {
                    $0.id = "d"
                    $0.name = "second"
                }
            )
        ),
        .source(
            .created(
                changed(source) {
                    $0.name = "full"
                    $0.kmsAccess = nil
                    $0.secrets = (1...8).map { secret("w\($0)") }
                }
            )
        ),
        .sync(
            .created(
                changed(sync) {
                    $0.id = "2"
                    $0.name = "other"
                }
            )
        ),
    ],
    onto: ordinary
)

/// Decides with ids that count from `id-1`.
func decided(
    _ change: Command.Change,
    in state: State,
    by caller: Command.Caller = admin
) throws(CommandRefusal) -> Decision {
    var count = 0
    return try decide(Command(change, by: caller), in: state, at: now) {
        count += 1
        return "id-\(count)"
    }
}

extension Decision {
    /// The events' contents, for positions from `next` on.
    var bodies: [EventBody] {
        events.enumerated()
            .map { $1.body(at: Position(next.number + Int64($0))) }
    }

    /// The values to seal, in clear text, by the text of their names.
    var sealed: [String: String] {
        events.flatMap(\.values).reduce(into: [:]) { $0[$1.name.text] = $1.secret.reveal() }
    }
}
