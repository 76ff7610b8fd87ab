#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

// The members below have the names of these two.
private let closeFile = close
private let writeFile = write(_:_:_:)

/// Standard output, which takes data and nothing else; no other code writes to it.
///
/// Data that cannot be written fails the command. Where nobody reads a pipe any more, the process ends at once and
/// quietly, as by SIGPIPE, and so does whatever it was still fetching.
enum StandardOutput {
    private static let descriptor = STDOUT_FILENO

    /// How many characters a line of the terminal has; nil where it is none.
    static var width: Int? {
        var size = winsize()
        guard isatty(descriptor) == 1, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0,
            size.ws_col > 0
        else { return nil }
        return Int(size.ws_col)
    }

    /// Takes the places of standard input, output and error where they are closed.
    ///
    /// The next file to be opened would get that number otherwise, and data would be written into it.
    static func reserve() {
        for place in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(place, F_GETFD) < 0 {
            // Standard output is opened for reading, so that writing to it fails.
            _ = open("/dev/null", place == STDOUT_FILENO ? O_RDONLY : O_RDWR)
        }
    }

    /// Writes all of a text.
    ///
    /// - Throws: `CommandError.unwritable`.
    static func write(_ text: String) throws(CommandError) {
        var text = text
        let failure = text.withUTF8 { writeAll(UnsafeRawBufferPointer($0)) }
        guard let failure else { return }
        if failure == EPIPE { endWithPipe() }
        throw .unwritable(reason: String(cString: strerror(failure)))
    }

    /// Ends the process where whoever read a pipe has gone; for commands that wait before they write again.
    static func endWithoutReader() {
        var state = pollfd(fd: descriptor, events: 0, revents: 0)
        let events = Int16(POLLERR)
        if poll(&state, 1, 0) > 0, state.revents & events != 0 { endWithPipe() }
    }

    /// Closes it: a file on another machine may say only now that it is full.
    ///
    /// - Throws: `CommandError.unwritable`.
    static func close() throws(CommandError) {
        guard closeFile(descriptor) != 0, [EIO, ENOSPC, EDQUOT].contains(errno) else { return }
        throw .unwritable(reason: String(cString: strerror(errno)))
    }

    /// - Returns: The error number; nil when everything was written.
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
                // Whoever shares the descriptor made it non-blocking.
                var state = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&state, 1, -1)
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }

    /// The HTTP client makes the process ignore SIGPIPE, so it is sent anew.
    private static func endWithPipe() -> Never {
        signal(SIGPIPE, SIG_DFL)
        raise(SIGPIPE)
        _exit(128 + SIGPIPE)
    }
}
