import AdminClient
internal import Encodings
import ChecklySyncServer
import Foundation
internal import Settings
import SyncModel

/// Examinations, each of one thing; they change nothing.
enum Examination {
    private static let headerByteCount = 100
    private static let files = ["master.key", "admin.token", "checkpoint.key", "events.sqlite"]
    /// 2025-01-01T00:00:00Z in seconds since 1970; an earlier clock was never set.
    private static let earliestTime = 1_735_689_600.0

    /// The permissions: 0700 for the directory, 0600 for its files.
    static func files(of settings: ServerSettings) -> [Finding] {
        let directory = settings.dataDirectory
        guard let mode = mode(of: directory) else {
            return [.ok("data", "\(directory) is not there yet; the first start makes it.")]
        }
        let paths = [directory] + files.map { directory + "/" + $0 }
        let open = paths.filter { (self.mode(of: $0) ?? 0) & 0o077 != 0 }
        guard let first = open.first else {
            return [.ok("data", "\(directory) has mode \(String(mode, radix: 8)).")]
        }
        return open.map { path in
            .problem(
                "data",
                "\(path) can be read by other users.",
                do: "chmod \(path == first && path == directory ? 700 : 600) \(path)"
            )
        }
    }

    /// The master key: 32 bytes in Base64, from the environment or the directory.
    static func masterKey(of settings: ServerSettings) -> Finding {
        let path = settings.dataDirectory + "/master.key"
        guard let text = settings.masterKey?.reveal() ?? (try? LocalFile.line(path)) else {
            if mode(of: settings.dataDirectory + "/events.sqlite") != nil {
                return .problem(
                    "master-key",
                    "There is a log, but \(path) is missing.",
                    do: "Put it back, or set CHECKLY_SYNC_MASTER_KEY."
                )
            }
            return .ok("master-key", "There is none yet; the first start creates one.")
        }
        guard Data(base64Encoded: text)?.count == 32 else {
            return .problem(
                "master-key",
                "It is not the base64 of 32 bytes.",
                do:
                    "Restore master.key; for an empty directory: openssl rand -base64 32"
            )
        }
        return .ok("master-key", "It is 32 bytes long.")
    }

    /// The database's header: its format, and the SQLite version that last wrote it.
    static func database(of settings: ServerSettings) -> Finding {
        let path = settings.dataDirectory + "/events.sqlite"
        guard let file = FileHandle(forReadingAtPath: path) else {
            return .ok("sqlite", "There is no log yet.")
        }
        defer { try? file.close() }
        let header = (try? file.read(upToCount: headerByteCount)) ?? Data()
        guard header.count == headerByteCount, header.starts(with: Data("SQLite format 3".utf8))
        else {
            return .problem(
                "sqlite",
                "\(path) is no SQLite database.",
                do: "Restore the directory's backup."
            )
        }
        let number = header.suffix(4).reduce(0) { $0 << 8 | Int($1) }
        let version = "\(number / 1_000_000).\(number / 1000 % 1000).\(number % 1000)"
        return .ok("sqlite", "\(path) was last written by SQLite \(version).")
    }

    /// The clock, with which signed times are compared.
    static func clock() -> Finding {
        let now = Date()
        guard now.timeIntervalSince1970 > earliestTime else {
            return .problem(
                "clock",
                "It says \(now.formatted(.iso8601)).",
                do: "Set it, as with NTP."
            )
        }
        return .ok("clock", "It says \(now.formatted(.iso8601)).")
    }

    /// Whether the responder is Checkly: without a key, it refuses in its own words.
    static func checkly(at url: String) async -> Finding {
        let hint = "Check CHECKLY_API_URL, DNS, firewall and proxy."
        do {
            let answer = try await HTTPExchange().send("GET", to: url + "/v1/accounts")
            let body = JSONValue.read(answer.body)
            let isRefusal = (body?["message"] ?? body?["error"])?.string != nil
            guard [401, 403, 429].contains(answer.status), isRefusal else {
                return .problem(
                    "checkly",
                    "\(url) answers \(answer.status) without a key, which Checkly does not.",
                    do: hint
                )
            }
            return .ok("checkly", "\(url) answers (\(answer.status) without a key).")
        } catch {
            return .problem("checkly", error.message, do: hint)
        }
    }

    private static func mode(of path: String) -> Int? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.posixPermissions] as? NSNumber)?.intValue
    }
}
