import TestSupport

/// Runs the built program to its end and gives what it printed.
///
/// A `fileSizeLimit`, in KiB, is how large a file it may write; it stands for a full disk.
func runProgram(
    _ arguments: [String],
    environment: [String: String] = [:],
    fileSizeLimit: Int? = nil
) async throws -> (status: Int32, said: String) {
    try await RunningProgram.toItsEnd(
        command([ServerProcess.program] + arguments, fileSizeLimit: fileSizeLimit),
        environment: environment
    )
}

/// Runs a tool of the system to its end and gives what it printed.
func runTool(_ arguments: String...) async throws -> String {
    try await RunningProgram.toItsEnd(arguments).said
}

/// A command whose program may write no file larger than so many KiB.
func command(_ words: [String], fileSizeLimit: Int?) -> [String] {
    guard let fileSizeLimit else { return words }
    let script = #"trap '' XFSZ; ulimit -f \#(fileSizeLimit); exec "$@""#
    return ["bash", "-c", script, "bash"] + words
}
