#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

// The members below are named after these two.
private let closeFile = close
private let writeFile = write(_:_:_:)

/// Standard output, which carries data and nothing else; no other code writes to it.
///
/// Data that cannot be written fails the command. If the reader of a pipe has gone, the process
/// ends at once and quietly, as by SIGPIPE, whatever it was still fetching.
enum StandardOutput {
    private static let descriptor = STDOUT_FILENO

    /// The terminal's width in columns; nil if it is not a terminal.
    static var width: Int? {
        var size = winsize()
        guard isatty(descriptor) == 1, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0,
            size.ws_col > 0
        else { return nil }
        return Int(size.ws_col)
    }

    /// Opens standard input, output and error if they are closed.
    ///
    /// Otherwise the next file to be opened would get that number, and data would be written into
    /// it.
    static func reserve() {
        for place in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(place, F_GETFD) < 0 {
            // Standard output is opened for reading, so that writing to it fails.
            _ = open("/dev/null", place == STDOUT_FILENO ? O_RDONLY : O_RDWR)
        }
    }

    /// Writes the whole text.
    ///
    /// - Throws: `CommandError.unwritable`.
    static func write(_ text: String) throws(CommandError) {
        var text = text
        let failure = text.withUTF8 { writeAll(UnsafeRawBufferPointer($0)) }
        guard let failure else { return }
        if failure == EPIPE { endWithPipe() }
        throw .unwritable(reason: String(cString: strerror(failure)))
    }

    /// Ends the process if the reader of a pipe has gone; for commands that wait before they write
    /// again.
    static func endWithoutReader() {
        var state = pollfd(fd: descriptor, events: 0, revents: 0)
        let events = Int16(POLLERR)
        if poll(&state, 1, 0) > 0, state.revents & events != 0 { endWithPipe() }
    }

    /// Closes it: a remote file may report only now that its disk is full.
    ///
    /// - Throws: `CommandError.unwritable`.
    static func close() throws(CommandError) {
        guard closeFile(descriptor) != 0, [EIO, ENOSPC, EDQUOT].contains(errno) else { return }
        throw .unwritable(reason: String(cString: strerror(errno)))
    }

    /// - Returns: The error number; nil if everything was written.
    private static func writeAll(_ bytes: UnsafeRawBufferPointer) -> Int32? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = writeFile(
                descriptor,
                UnsafeRawBufferPointer(rebasing: rest).baseAddress,
                rest.count
            )
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                // Another process that shares the descriptor made it non-blocking.
                var state = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&state, 1, -1)
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }

    /// The HTTP client ignores SIGPIPE for the process, so it is raised again.
    private static func endWithPipe() -> Never {
        signal(SIGPIPE, SIG_DFL)
        raise(SIGPIPE)
        _exit(128 + SIGPIPE)
    }
}
