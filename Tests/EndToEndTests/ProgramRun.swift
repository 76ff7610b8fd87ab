import Foundation

/// Runs the built program to its end and gives what it printed.
///
/// A `fileSizeLimit`, in KiB, is how large a file it may write; it stands for a full disk.
func runProgram(
    _ arguments: [String],
    environment: [String: String] = [:],
    fileSizeLimit: Int? = nil
) throws -> (status: Int32, said: String) {
    let process = Process()
    let limit = fileSizeLimit.map { "trap '' XFSZ; ulimit -f \($0); " } ?? ""
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", limit + #"exec "$@""#, "bash", ServerProcess.program] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let watchdog = process.killedLater()
    defer { watchdog.cancel() }
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    return (process.ended(), String(decoding: output, as: UTF8.self))
}

/// As `runProgram`, on a thread of its own, so that what the program talks to in this process can answer.
func finishProgram(
    _ arguments: [String],
    environment: [String: String] = [:]
) async throws -> (status: Int32, said: String) {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread {
            continuation.resume(
                with: Result { try runProgram(arguments, environment: environment) }
            )
        }
    }
}
