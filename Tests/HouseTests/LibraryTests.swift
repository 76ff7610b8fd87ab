import Testing

/// A library stays in its room.
@Suite struct LibraryTests {
    /// The rooms in which a module may be imported.
    private static let homes: [String: Set<String>] = [
        "GRDB": ["SQLiteIndex", "SQLiteStore"],
        "CSQLiteHardening": ["SQLiteStore"],
        "PostgresNIO": ["PostgresStore"],
        "COpenSSL": ["Cryptography"],
        "CDashboardAssets": ["Dashboard"],
        "CDemoWebhooks": ["checkly-sync"],
        "Yams": ["Declarations", "Settings"],
        "AsyncHTTPClient": ["OutboundHTTP", "Sandbox"],
        "NIOSSL": ["OutboundHTTP", "InboundHTTP"],
        "NIOPosix": ["OutboundHTTP"],
        "Hummingbird": [
            "WebhookListener", "APIServing", "ManagementAPI", "Dashboard", "Sandbox",
            "ChecklySyncServer",
        ],
        "HummingbirdCore": [
            "InboundHTTP", "WebhookListener", "ManagementAPI", "ChecklySyncServer",
        ],
        "Mustache": ["Pages", "Dashboard"],
        "Configuration": ["Settings"],
        "Metrics": ["Prometheus"],
        "AsyncAlgorithms": ["ChecklySyncServer", "APIServing", "Dashboard"],
        "DequeModule": [
            "EventLog", "SQLiteIndex", "SQLiteStore", "LogModels", "OutboundHTTP",
            "WebhookListener", "Dashboard",
        ],
        "ArgumentParser": ["checkly-sync"],
        // Only tests start programs.
        "Subprocess": [],
    ]

    private static func offences(in files: [SourceFile]) -> [Offence] {
        files.flatMap { file in
            file.imports.compactMap { each in
                guard let rooms = homes[each.module], !rooms.contains(file.room) else {
                    return nil
                }
                let message = "\(each.module) belongs to \(rooms.sorted().joined(separator: ", "))"
                return Offence(path: file.path, line: each.line, message: message)
            }
        }
    }

    @Test func `a library is imported in its own rooms only`() throws {
        expectNone(Self.offences(in: try House.standing.get().sources))
    }

    @Test func `a library in another room is found`() {
        let text = "internal import SyncModel\n@testable package import GRDB\n"
        let files = ["Projection", "SQLiteStore"]
            .map {
                SourceFile(path: "Sources/\($0)/A.swift", text: text)
            }
        #expect(Self.offences(in: files).map(\.path) == ["Sources/Projection/A.swift"])
        #expect(Self.offences(in: files).map(\.line) == [2])
    }
}
