import FoundationEssentials

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes one line of talk to standard error.
func say(_ line: String) {
    write(line + "\n", to: STDERR_FILENO)
}

/// Writes one line of data to standard output, at once, so that a pipe sees it.
func tell(_ line: String) {
    write(line + "\n", to: STDOUT_FILENO)
}

/// Whether somebody reads the data on a terminal.
var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

private func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return }
        rest = rest.dropFirst(count)
    }
}

/// Reads one line from the terminal without showing it.
///
/// - Returns: Nil when standard input is no terminal, or at its end.
func askQuietly(_ question: String) -> String? {
    var shown = termios()
    guard isatty(STDIN_FILENO) == 1, tcgetattr(STDIN_FILENO, &shown) == 0 else { return nil }
    var hidden = shown
    hidden.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
    defer {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
        say("")
    }
    write(question, to: STDERR_FILENO)
    return readLine()
}
