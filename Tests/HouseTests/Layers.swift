/// Which room stands on which layer: a room imports only rooms of lower layers.
///
/// A new room gets one line here. A room that is not there (yet) does no harm.
enum Layers {
    static let table: [Int: [String]] = [
        0: ["Encodings"],
        1: ["SyncModel", "Cryptography", "OutboundHTTP"],
        2: [
            "Transparency", "WebhookSignatures", "SecretSealing", "Projection", "Reconciliation",
            "ChecklyClient", "KMSClients", "InboundHTTP",
        ],
        3: ["Commands", "ReadModels", "EventLog"],
        4: ["SQLiteIndex", "LogModels"],
        5: ["SQLiteStore", "PostgresStore", "APIContract"],
        6: ["LiveLog", "Declarations", "APIRoutes"],
        7: [
            "WebhookListener", "SyncEngine", "FolderFetching", "LogIntegrity", "APIServing",
            "Notifications", "Pages", "Sandbox", "Settings",
        ],
        8: ["ManagementAPI", "SyncWizard", "ServerPages", "LogPages", "AdminClient"],
        9: ["SyncPages", "Prometheus"],
        10: ["Dashboard"],
        11: ["ChecklySyncServer"],
        12: ["checkly-sync"],
    ]

    /// Rooms that decide and compute, and have no way to reach a clock, a client, a log or a file.
    static let pure: Set = [
        "Encodings", "SyncModel", "Cryptography", "Transparency", "WebhookSignatures",
        "SecretSealing", "Projection", "Reconciliation", "Commands", "ReadModels", "LogModels",
        "APIContract", "APIRoutes",
    ]

    /// Modules of the system and the toolchain; the manifest names none of them.
    static let system: Set = [
        "Swift", "Foundation", "FoundationEssentials", "FoundationNetworking", "Synchronization",
        "Dispatch", "Glibc", "Musl", "Darwin", "RegexBuilder", "Testing", "PackageDescription",
    ]

    static func layer(of room: String) -> Int? {
        table.first { $0.value.contains(room) }?.key
    }
}
