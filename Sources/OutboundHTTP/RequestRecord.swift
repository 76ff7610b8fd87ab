internal import Encodings
internal import Glibc
internal import Synchronization

/// A file of the start times of requests, so that a budget survives a restart of the process.
///
/// A line is written before each request starts. Nothing waits for the disk: the file survives the
/// end of the process, even by `kill -9`, but not a crash of the machine. Times are therefore
/// relative to the boot, and a file from an earlier boot is ignored.
package final class RequestRecord: Sendable {
    /// How long a request counts.
    package static let window = Duration.seconds(60)
    /// The size in bytes below which the file is never rewritten.
    static let byteLimit = 256 * 1024

    private struct Entry {
        let begun: Duration
        let account: String
    }

    private struct Content {
        var descriptor: Int32 = -1
        var byteCount = 0
        /// The size at which the file is rewritten with only the entries that still count: twice
        /// what those took the last time, so that many of them are not written again each time.
        var byteLimit = RequestRecord.byteLimit
        /// The entries within the window, oldest first.
        var entries: [Entry] = []
    }

    /// How long ago each request of earlier processes within the window started, by account.
    ///
    /// Nil if nothing is known of the last minute.
    package let earlier: [String: [Duration]]?
    /// The uptime of the machine when the file was opened.
    package let uptime: Duration

    private let path: String
    private let header: String
    private let now: @Sendable () -> Duration
    private let content: Mutex<Content>

    /// Opens or creates the file.
    ///
    /// - Parameters:
    ///   - path: The path; the file is created readable by its owner only.
    ///   - bootID: An identifier of the current boot.
    ///   - now: The uptime of the machine, including time asleep.
    package init(
        path: String,
        bootID: String,
        now: @escaping @Sendable () -> Duration
    ) {
        self.path = path
        self.now = now
        header = "checkly-sync requests 1 \(bootID)"
        let uptime = now()
        self.uptime = uptime
        let entries = bootID.isEmpty ? nil : Self.read(path, header: header, now: uptime)
        earlier = entries.map { entries in
            Dictionary(grouping: entries, by: \.account)
                .mapValues { $0.map { uptime - $0.begun } }
        }
        content = Mutex(Content(entries: entries ?? []))
        content.withLock { rewrite(&$0) }
    }

    deinit {
        content.withLock { content in
            if content.descriptor >= 0 { close(content.descriptor) }
        }
    }

    /// Records that a request to an account starts now.
    package func note(_ account: String) {
        content.withLock { content in
            let entry = Entry(begun: now(), account: account)
            content.entries.append(entry)
            if content.descriptor < 0 || content.byteCount > content.byteLimit {
                return rewrite(&content)
            }
            append(Self.line(entry), to: &content)
        }
    }

    /// Replaces the file with one that contains only the entries that still count.
    private func rewrite(_ content: inout Content) {
        let start = now() - Self.window
        content.entries.removeAll { $0.begun <= start }
        if content.descriptor >= 0 { close(content.descriptor) }
        let part = path + ".part"
        content.byteCount = 0
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC
        content.descriptor = open(part, flags, 0o600)
        guard content.descriptor >= 0 else { return giveUp(&content) }
        append(header + "\n" + content.entries.map(Self.line).joined(), to: &content)
        content.byteLimit = max(Self.byteLimit, 2 * content.byteCount)
        if content.descriptor >= 0, rename(part, path) != 0 { giveUp(&content) }
    }

    private func append(_ text: String, to content: inout Content) {
        var text = text
        let written = text.withUTF8 { write(content.descriptor, $0.baseAddress, $0.count) }
        if written != text.utf8.count { return giveUp(&content) }
        content.byteCount += written
    }

    /// Leaves no file rather than an incomplete one; the next start then consults the log, and the
    /// next request tries again.
    private func giveUp(_ content: inout Content) {
        if content.descriptor >= 0 { close(content.descriptor) }
        content.descriptor = -1
        unlink(path)
    }

    /// The entries within the window; nil if the file is from another boot.
    private static func read(_ path: String, header: String, now: Duration) -> [Entry]? {
        guard let text = contents(of: path) else { return nil }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.first, first == header else { return nil }
        // A line without a line break is incomplete, so its request never started.
        lines.removeLast()
        return lines.dropFirst()
            .compactMap { line in
                let fields = line.split(separator: " ", omittingEmptySubsequences: false)
                guard fields.count == 2, let begun = Int64(fields[0]),
                    let account = Hex.decode(fields[1])
                else { return nil }
                return Entry(
                    begun: min(.nanoseconds(begun), now),
                    account: String(decoding: account, as: UTF8.self)
                )
            }
            .filter { $0.begun > now - window }
    }

    private static func line(_ entry: Entry) -> String {
        // Rounded up, so that no request counts for less time than it should.
        let (seconds, attoseconds) = entry.begun.components
        let nanoseconds = seconds * 1_000_000_000 + (attoseconds + 999_999_999) / 1_000_000_000
        // In hex, since an account ID may contain any character.
        return "\(nanoseconds) \(Hex.encode(entry.account.utf8))\n"
    }

    private static func contents(of path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 { return nil }
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer.prefix(count)
        }
    }

    /// The kernel's id of the current boot; empty if it is unavailable.
    package static func bootID() -> String {
        let text = contents(of: "/proc/sys/kernel/random/boot_id") ?? ""
        return text.filter { $0 != "\n" }
    }

    /// The uptime of the machine, including time asleep.
    package static func uptime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
