import FoundationEssentials

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Where questions are asked and answered.
struct Terminal: Sendable {
    /// Whether somebody is there to answer.
    let isInteractive: Bool
    /// Shows a question and reads one line, without echo if it is hidden; nil at the end of input.
    let ask: @Sendable (_ question: String, _ isHidden: Bool) -> String?

    /// The process's own terminal, unless a test replaces it.
    @TaskLocal static var current = Terminal.standard

    /// Standard input and standard error; interactive if standard input is a terminal.
    static let standard = Terminal(isInteractive: isatty(STDIN_FILENO) == 1) { question, isHidden in
        guard isHidden else {
            write(shown(question), to: STDERR_FILENO)
            return readInputLine()
        }
        return withoutEcho {
            write(shown(question), to: STDERR_FILENO)
            return readInputLine()
        }
    }

    /// The character that Ctrl-C puts into a line read without echo, where it sends no signal.
    private static let interrupt: UInt8 = 3

    /// Ctrl-C ends the line, not the program, which would leave the terminal without echo.
    private static func withoutEcho(_ read: () -> String?) -> String? {
        var shown = termios()
        guard tcgetattr(STDIN_FILENO, &shown) == 0 else { return nil }
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO | ISIG)
        withUnsafeMutableBytes(of: &hidden.c_cc) { $0[Int(VEOL)] = interrupt }
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
            printError("")
        }
        return read()
    }

    /// Reads byte by byte, so that nothing after the line is consumed.
    private static func readInputLine() -> String? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let count = read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            if count == 0, !line.isEmpty { break }
            if count <= 0 || byte == interrupt { return nil }
            if byte == UInt8(ascii: "\n") { break }
            line.append(byte)
        }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return String(decoding: line, as: UTF8.self)
    }
}
