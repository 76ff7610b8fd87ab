internal import Foundation
internal import Glibc
internal import Prometheus
internal import SyncModel

extension ProcessFigures {
    /// The figures of this process, from proc(5); nil where there is no such file system.
    ///
    /// - Parameter now: The time of day.
    /// - Returns: The figures. Only files of the process itself are read, since a service may be
    ///   kept from seeing others.
    static func current(at now: Timestamp) -> ProcessFigures? {
        // The name of the program, in parentheses, may contain spaces.
        guard let stat = text("/proc/self/stat"), let end = stat.lastIndex(of: ")") else {
            return nil
        }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        // The third field of the file is the first of these.
        func field(_ number: Int) -> Double? {
            fields.indices.contains(number - 3) ? Double(fields[number - 3]) : nil
        }
        guard let user = field(14), let system = field(15), let start = field(22),
            let pages = field(24)
        else { return nil }
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        let files = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        let boot = Double(now.microseconds) / 1_000_000 - uptime
        return ProcessFigures(
            startTime: boot + start / ticks,
            cpuTime: (user + system) / ticks,
            residentBytes: Int(pages) * Int(sysconf(Int32(_SC_PAGESIZE))),
            openFiles: files?.count ?? 0,
            fileLimit: FileDescriptors.limit
        )
    }

    /// The seconds since the machine started, time asleep included.
    private static var uptime: Double {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
    }

    /// The text of a file of the kernel, whose size is not known before.
    private static func text(_ path: String) -> String? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        return (try? file.readToEnd()).flatMap { $0 }.map { String(decoding: $0, as: UTF8.self) }
    }
}
