// swift-tools-version: 6.2
import PackageDescription

/// Every target is compiled alike: Swift 6, warnings are errors, imports say how far they reach.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// The program has a build id: `version` shows it, and debuggers find the symbols of a build by it.
let linking: [LinkerSetting] = [.unsafeFlags(["-Xlinker", "--build-id=sha1"])]

/// A library that another product supplies; each is named once, here.
enum External {
    static let database = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
    static let httpClient = Target.Dependency.product(
        name: "AsyncHTTPClient",
        package: "async-http-client"
    )
    static let httpServer = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
    static let httpServerCore = Target.Dependency.product(
        name: "HummingbirdCore",
        package: "hummingbird"
    )
    static let httpTesting = Target.Dependency.product(
        name: "HummingbirdTesting",
        package: "hummingbird"
    )
    static let httpTypes = Target.Dependency.product(
        name: "HTTPTypes",
        package: "swift-http-types"
    )
    static let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
    static let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
    static let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
    static let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
    static let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
    static let nioHTTPTypes = Target.Dependency.product(
        name: "NIOHTTPTypes",
        package: "swift-nio-extras"
    )
    static let nioHTTPTypesHTTP1 = Target.Dependency.product(
        name: "NIOHTTPTypesHTTP1",
        package: "swift-nio-extras"
    )
    static let tls = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
    static let lifecycle = Target.Dependency.product(
        name: "ServiceLifecycle",
        package: "swift-service-lifecycle"
    )
    static let signals = Target.Dependency.product(
        name: "UnixSignals",
        package: "swift-service-lifecycle"
    )
    static let asyncAlgorithms = Target.Dependency.product(
        name: "AsyncAlgorithms",
        package: "swift-async-algorithms"
    )
    static let deque = Target.Dependency.product(
        name: "DequeModule",
        package: "swift-collections"
    )
    static let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
    static let configuration = Target.Dependency.product(
        name: "Configuration",
        package: "swift-configuration"
    )
    static let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
    static let yaml = Target.Dependency.product(name: "Yams", package: "Yams")
    static let subprocess = Target.Dependency.product(
        name: "Subprocess",
        package: "swift-subprocess"
    )
    static let arguments = Target.Dependency.product(
        name: "ArgumentParser",
        package: "swift-argument-parser"
    )
}

/// A room of the house: a folder of `Sources` and, beside it, one of `Tests`.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.byName(name: name)] + dependencies,
        swiftSettings: settings
    )
}

let package = Package(
    name: "checkly-sync",
    products: [.executable(name: "checkly-sync", targets: ["checkly-sync"])],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/apple/swift-async-algorithms", exact: "1.1.4"),
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        // Without its file formats: the room reads its own file.
        .package(
            url: "https://github.com/apple/swift-configuration",
            exact: "1.4.0",
            traits: []
        ),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    ],
    targets: [
        // The laws of the house: it reads the sources, and imports none of them.
        .testTarget(name: "HouseTests", swiftSettings: settings),
        .systemLibrary(
            name: "COpenSSL",
            pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"])]
        ),
        .systemLibrary(
            name: "CSQLiteHardening",
            pkgConfig: "sqlite3",
            providers: [.apt(["libsqlite3-dev"])]
        ),
        // The dashboard's files, which `#embed` (C23 section 6.10.4) puts into the program.
        .target(
            name: "CDashboardAssets",
            exclude: ["files"]
        ),
        // The demo's webhooks, which are put into the program alike.
        .target(name: "CDemoWebhooks"),
        room("Encodings"),
        room("SyncModel", ["Encodings"]),
        room("Cryptography", ["COpenSSL"]),
        room("WebhookSignatures", ["Encodings", "SyncModel", "Cryptography"]),
        room("SecretSealing", ["Encodings", "SyncModel", "Cryptography"]),
        room("Transparency", ["Encodings", "Cryptography"]),
        room(
            "EventLog",
            ["Encodings", "SyncModel", "Cryptography", "Transparency", External.deque]
        ),
        room(
            "SQLiteIndex",
            ["Encodings", "SyncModel", "EventLog", External.database, External.deque]
        ),
        room(
            "SQLiteStore",
            [
                "Encodings", "SyncModel", "EventLog", "SQLiteIndex", "CSQLiteHardening",
                External.database,
                External.deque,
            ]
        ),
        room(
            "Declarations",
            ["Encodings", "APIContract", "SyncModel", "WebhookSignatures", External.yaml]
        ),
        room("Projection", ["Encodings", "SyncModel"]),
        room("Reconciliation", ["Encodings", "SyncModel"]),
        room(
            "ReadModels",
            ["Encodings", "SyncModel", "Projection", "Reconciliation", "Cryptography"]
        ),
        room(
            "LogModels",
            [
                "Encodings", "Projection", "SyncModel", "ReadModels", "WebhookSignatures",
                External.deque,
            ]
        ),
        room(
            "Commands",
            ["Encodings", "SyncModel", "WebhookSignatures", "Projection", "Reconciliation"]
        ),
        room(
            "APIContract",
            ["Encodings", "SyncModel", "WebhookSignatures", "ReadModels", "Commands", "LogModels"]
        ),
        room(
            "APIRoutes",
            [
                "Encodings", "SyncModel", "Projection", "Reconciliation", "ReadModels", "Commands",
                "APIContract", "LogModels",
            ]
        ),
        room(
            "OutboundHTTP",
            [
                "Encodings",
                External.deque, External.httpClient, External.nio, External.nioHTTP1,
                External.nioPosix,
                External.tls,
            ]
        ),
        room(
            "InboundHTTP",
            [
                "Encodings",
                "Cryptography", External.httpServerCore, External.logging, External.nio,
                External.nioHTTP1, External.nioHTTPTypes, External.nioHTTPTypesHTTP1, External.tls,
            ]
        ),
        room("ChecklyClient", ["Encodings", "SyncModel", "OutboundHTTP"]),
        room("KMSClients", ["Encodings", "SyncModel", "OutboundHTTP"]),
        room(
            "LiveLog",
            [
                "Encodings", "SyncModel", "Cryptography", "SecretSealing", "EventLog",
                "SQLiteStore", "Projection", "Commands", "LogModels",
            ]
        ),
        room(
            "LogIntegrity",
            [
                "Encodings", "SyncModel", "Cryptography", "Transparency", "SecretSealing",
                "Projection", "ReadModels", "EventLog", "SQLiteStore", "LiveLog", "OutboundHTTP",
                "LogModels", External.logging,
            ]
        ),
        room(
            "SyncEngine",
            [
                "Encodings", "SyncModel", "Cryptography", "SecretSealing", "EventLog", "Projection",
                "LiveLog", "Reconciliation", "ChecklyClient", "ReadModels", External.logging,
            ]
        ),
        room(
            "FolderFetching",
            [
                "Encodings",
                "SyncModel", "SecretSealing", "EventLog", "Projection", "LiveLog",
                "KMSClients", "OutboundHTTP", External.logging,
            ]
        ),
        room(
            "WebhookListener",
            [
                "Encodings",
                "SyncModel", "Cryptography", "WebhookSignatures", "SecretSealing", "EventLog",
                "Projection", "LiveLog", "InboundHTTP", External.deque, External.httpServer,
                External.httpTypes,
                External.httpServerCore, External.logging, External.nio, External.nioHTTP1,
            ]
        ),
        room(
            "APIServing",
            [
                "Encodings", "APIContract", "APIRoutes", "SyncModel", "Cryptography", "EventLog",
                "Projection", "LiveLog", "Commands", "InboundHTTP", "LogModels",
                "WebhookSignatures", External.httpServer, External.httpTypes, External.logging,
                External.nio, External.asyncAlgorithms, External.lifecycle,
            ]
        ),
        room(
            "Notifications",
            [
                "Encodings", "SyncModel", "WebhookSignatures", "ReadModels", "Projection",
                "LiveLog", "OutboundHTTP", External.logging,
            ]
        ),
        room(
            "ManagementAPI",
            [
                "Notifications",
                "Encodings", "APIContract", "APIRoutes", "APIServing", "SyncModel", "Cryptography",
                "WebhookSignatures", "SecretSealing", "EventLog", "Projection", "LiveLog",
                "Reconciliation", "ReadModels", "Commands", "InboundHTTP", "LogModels",
                External.httpServer, External.httpServerCore, External.httpTypes, External.logging,
                External.nio,
            ]
        ),
        room(
            "Pages",
            [
                "Encodings", "SyncModel", "Cryptography", "APIContract", "APIRoutes", "ReadModels",
                External.httpTypes, External.mustache,
            ]
        ),
        room(
            "SyncWizard",
            [
                "Encodings", "APIContract", "APIRoutes", "Pages", "Reconciliation", "SyncModel",
                "Declarations", External.httpTypes,
            ]
        ),
        room(
            "SyncPages",
            [
                "Encodings", "SyncModel", "APIContract", "APIRoutes", "ReadModels", "Pages",
                "Declarations", "SyncWizard", External.httpTypes,
            ]
        ),
        room(
            "ServerPages",
            [
                "Encodings", "SyncModel", "WebhookSignatures", "APIContract", "APIRoutes",
                "ReadModels", "Pages",
            ]
        ),
        room(
            "LogPages",
            [
                "Encodings", "APIRoutes", "LogModels", "Pages", "SyncModel", "WebhookSignatures",
                External.httpTypes,
            ]
        ),
        room(
            "Dashboard",
            [
                "Encodings", "SyncModel", "Cryptography", "APIRoutes", "InboundHTTP", "ReadModels",
                "Pages", "SyncPages", "ServerPages", "CDashboardAssets", "LogPages", "SyncWizard",
                External.httpServer, External.httpTypes, External.logging, External.mustache,
                External.nio, External.asyncAlgorithms, External.lifecycle, External.deque,
            ]
        ),
        room(
            "Sandbox",
            [
                "Encodings",
                "Cryptography", External.httpServer, External.httpClient, External.httpTypes,
                External.logging, External.nio, External.nioHTTP1,
            ]
        ),
        room(
            "Prometheus",
            [
                "SyncModel", "ChecklyClient", "Projection", "LogModels", "ReadModels",
                External.metrics,
            ]
        ),
        room(
            "Settings",
            [
                "Encodings", "InboundHTTP", "LiveLog", "OutboundHTTP", "SyncModel", "Transparency",
                External.configuration, External.logging, External.yaml,
            ]
        ),
        room(
            "ChecklySyncServer",
            [
                "Encodings", "SyncModel", "APIRoutes", "APIServing", "Transparency",
                "WebhookSignatures", "EventLog", "Projection", "LiveLog", "LogIntegrity",
                "OutboundHTTP", "ChecklyClient", "SyncEngine", "KMSClients", "FolderFetching",
                "WebhookListener", "ManagementAPI", "Pages", "Dashboard", "InboundHTTP",
                "LogModels", "Notifications", "Prometheus", "ReadModels", "SecretSealing",
                "Settings", External.asyncAlgorithms, External.httpServer, External.httpServerCore,
                External.lifecycle, External.signals, External.nio, External.logging,
            ]
        ),
        room(
            "AdminClient",
            ["Encodings", "SyncModel", "APIContract", "APIRoutes", "OutboundHTTP"]
        ),
        .executableTarget(
            name: "checkly-sync",
            dependencies: [
                "Encodings", "APIContract", "APIRoutes", "AdminClient", "ChecklySyncServer",
                "Declarations", "Sandbox", "SyncModel", "Transparency", "WebhookSignatures",
                "InboundHTTP", "EventLog", "Projection", "ReadModels", "LiveLog", "LogIntegrity",
                "LogModels", "CDemoWebhooks", "Settings", External.arguments, External.logging,
                External.lifecycle, External.signals,
            ],
            swiftSettings: settings,
            linkerSettings: linking
        ),
        // What tests of every room use; it has no layer, and no room may import it.
        .target(
            name: "TestSupport",
            dependencies: [
                "SyncModel", "SecretSealing", "EventLog", "SQLiteStore", "Projection",
                External.subprocess,
            ],
            path: "Tests/TestSupport",
            swiftSettings: settings
        ),
        tests(of: "Encodings"),
        tests(of: "SyncModel", ["Encodings", "TestSupport"]),
        tests(of: "Cryptography", ["Encodings"]),
        tests(of: "Transparency", ["Encodings", "Cryptography"]),
        tests(
            of: "WebhookSignatures",
            ["Encodings", "SyncModel", "Cryptography", "TestSupport"]
        ),
        tests(of: "SecretSealing", ["SyncModel", "TestSupport"]),
        tests(of: "EventLog", ["Encodings", "SyncModel", "TestSupport"]),
        .target(
            name: "EventLogConformance",
            dependencies: ["SyncModel", "Cryptography", "Transparency", "EventLog"],
            path: "Tests/EventLogConformance",
            swiftSettings: settings
        ),
        tests(
            of: "SQLiteStore",
            [
                "SyncModel", "EventLog", "EventLogConformance", "TestSupport", "SQLiteIndex",
                External.database,
            ]
        ),
        tests(of: "APIContract", ["Encodings", "SyncModel", "Commands"]),
        tests(of: "APIRoutes", ["APIContract"]),
        tests(of: "Declarations", ["Encodings", "SyncModel"]),
        tests(of: "Projection", ["Encodings", "SyncModel", "TestSupport"]),
        tests(
            of: "LiveLog",
            [
                "Encodings", "SyncModel", "SecretSealing", "EventLog", "Projection", "TestSupport",
                "LogModels", "SQLiteStore", External.database,
            ]
        ),
        tests(of: "Reconciliation", ["SyncModel", "TestSupport"]),
        tests(
            of: "ReadModels",
            ["Encodings", "SyncModel", "Projection", "Reconciliation", "TestSupport", "LogModels"]
        ),
        tests(of: "LogModels", ["SyncModel", "Projection", "TestSupport"]),
        tests(of: "Commands", ["SyncModel", "Projection", "Reconciliation"]),
        tests(
            of: "ChecklyClient",
            [
                "Encodings",
                "SyncModel", "OutboundHTTP", "Reconciliation", "Sandbox", "TestSupport",
                External.httpServer,
                External.logging,
            ]
        ),
        tests(
            of: "Sandbox",
            [
                "Encodings", "TestSupport", External.httpTesting, External.httpServer,
                External.httpTypes,
                External.logging, External.nio,
            ]
        ),
        tests(
            of: "WebhookListener",
            [
                "Encodings",
                "SyncModel", "WebhookSignatures", "SecretSealing", "EventLog",
                "Projection",
                "LiveLog", "Cryptography", "InboundHTTP", "TestSupport", External.httpTesting,
                External.httpServer, External.httpTypes, External.logging, External.nio,
                External.nioPosix,
            ]
        ),
        tests(
            of: "Notifications",
            [
                "Commands", "Encodings", "SyncModel", "SecretSealing", "EventLog", "Projection",
                "LiveLog", "ReadModels", "OutboundHTTP", "WebhookSignatures", "TestSupport",
                External.logging,
            ]
        ),
        tests(
            of: "SyncEngine",
            [
                "Encodings", "SyncModel", "SecretSealing", "EventLog", "Projection", "LiveLog",
                "OutboundHTTP", "ChecklyClient", "Reconciliation", "Sandbox", "TestSupport",
                "ReadModels", External.httpServer, External.logging, External.nio,
                External.nioPosix,
            ]
        ),
        // An API over a real log, for the tests of the rooms that answer with it.
        .target(
            name: "ManagementAPIBench",
            dependencies: [
                "Encodings", "SyncModel", "SecretSealing", "EventLog", "Projection", "LiveLog",
                "Reconciliation", "WebhookSignatures", "InboundHTTP", "ManagementAPI",
                "TestSupport", "APIServing", External.httpTesting, External.httpServer,
                External.httpTypes, External.logging, External.nio,
            ],
            path: "Tests/ManagementAPIBench",
            swiftSettings: settings
        ),
        tests(
            of: "ManagementAPI",
            [
                "Encodings", "APIRoutes", "APIServing", "SyncModel", "SecretSealing", "EventLog",
                "Projection", "LiveLog", "Reconciliation", "Commands", "Cryptography",
                "WebhookSignatures", "InboundHTTP", "TestSupport", "ManagementAPIBench",
                "LogModels", External.httpTesting, External.httpServer, External.httpTypes,
                External.nio, External.nioPosix, External.database,
            ]
        ),
        tests(
            of: "Dashboard",
            [
                "CDashboardAssets", "Encodings", "SyncModel", "WebhookSignatures", "EventLog",
                "InboundHTTP", "Pages", "APIRoutes", "APIServing", "ManagementAPI",
                "ManagementAPIBench", "TestSupport", "LogModels", "Declarations", "LiveLog",
                "Reconciliation", External.httpTesting, External.httpServer, External.httpTypes,
                External.logging, External.nio,
            ]
        ),
        tests(of: "OutboundHTTP", ["TestSupport"]),
        tests(
            of: "InboundHTTP",
            ["TestSupport", External.nio, External.nioHTTP1, External.nioEmbedded]
        ),
        tests(of: "KMSClients", ["Encodings", "SyncModel", "OutboundHTTP", "TestSupport"]),
        tests(
            of: "FolderFetching",
            [
                "Encodings",
                "SyncModel", "SecretSealing", "EventLog", "Projection", "LiveLog",
                "KMSClients", "OutboundHTTP", "Sandbox", "TestSupport", External.logging,
            ]
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "checkly-sync", "Encodings", "AdminClient", "ChecklySyncServer", "Declarations",
                "Sandbox", "SyncModel", "EventLog", "SQLiteStore", "LogIntegrity", "OutboundHTTP",
                "WebhookSignatures", "Transparency", "TestSupport", "LogModels", "Settings",
                External.arguments, External.database, External.httpServer, External.httpTypes,
                External.logging, External.nio,
            ],
            swiftSettings: settings
        ),
        tests(
            of: "LogIntegrity",
            [
                "Encodings", "SyncModel", "Cryptography", "Transparency", "SecretSealing",
                "EventLog", "SQLiteStore", "LiveLog", "OutboundHTTP", "ManagementAPI",
                "TestSupport", "LogModels", External.database, External.logging,
            ]
        ),
        tests(of: "Prometheus", ["SyncModel", "LogModels", "Projection", External.metrics]),
        tests(
            of: "Settings",
            ["Encodings", "SyncModel", "TestSupport", External.configuration, External.logging]
        ),
        tests(
            of: "ChecklySyncServer",
            [
                "Encodings", "SyncModel", "WebhookSignatures", "SecretSealing", "EventLog",
                "Projection", "LiveLog", "LogIntegrity", "WebhookListener", "OutboundHTTP",
                "ChecklyClient", "TestSupport", "Prometheus", "ReadModels", "Settings",
                External.lifecycle, External.logging,
            ]
        ),
    ],
    cLanguageStandard: .c2x
)
