internal import Encodings
import ArgumentParser
import FoundationEssentials
import SyncModel

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes a message to standard error; a failure to do so is ignored.
func printError(_ line: String) {
    write(shown(line) + "\n", to: STDERR_FILENO)
}

/// Writes a line of data to standard output at once, so that a pipe sees it.
///
/// - Throws: `CommandError.unwritable`.
func printData(_ line: String) throws(CommandError) {
    try StandardOutput.write(shown(line) + "\n")
}

/// A text that is safe for a terminal: nothing from outside can move the cursor or reverse the
/// text.
///
/// Line breaks, tabs and the colours of `Colour` remain; every other control or direction character
/// is escaped as in JSON, where that means the same.
func shown(_ text: String) -> String {
    guard text.utf8.contains(0x1B) else { return text.printable(keeping: ["\n", "\t"]) }
    let parts = text.split(separator: "\u{1B}", omittingEmptySubsequences: false)
    let rest = parts.dropFirst()
        .map { part in
            let isColour = Colour.sequences.contains { part.utf8.starts(with: $0.utf8) }
            return (isColour ? "\u{1B}" : "\\u001b")
                + String(part).printable(keeping: ["\n", "\t"])
        }
    return String(parts[0]).printable(keeping: ["\n", "\t"]) + rest.joined()
}

/// Like `printData`, where nothing can throw; ends the process if the line cannot be written.
func printDataOrEnd(_ line: String) {
    do throws(CommandError) {
        try printData(line)
    } catch {
        printError(error.description)
        exit(ExitCode.failure.rawValue)
    }
}

/// A count in words, such as "1 secret" and "2 secrets".
func counted<Number: BinaryInteger>(_ count: Number, _ thing: String) -> String {
    count == 1 ? "1 \(thing)" : "\(count) \(thing)s"
}

/// Whether somebody reads the data on a terminal.
var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

/// Whether data is coloured: on a terminal that can, unless `NO_COLOR` is set (no-color.org).
var isColoured: Bool {
    let environment = ProcessInfo.processInfo.environment
    return isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && !isDumbTerminal
}

/// Whether the terminal understands nothing but text.
var isDumbTerminal: Bool { ProcessInfo.processInfo.environment["TERM"] == "dumb" }

/// Writes a whole text to a file descriptor.
func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return }
        rest = rest.dropFirst(count)
    }
}
