import Foundation

/// Runs the built program to its end and gives what it printed.
///
/// A `fileSizeLimit`, in KiB, is how large a file it may write; it stands for a full disk.
func runProgram(
    _ arguments: [String],
    environment: [String: String] = [:],
    fileSizeLimit: Int? = nil
) async throws -> (status: Int32, said: String) {
    try await onItsOwnThread {
        try runToItsEnd(arguments, environment: environment, fileSizeLimit: fileSizeLimit)
    }
}

private func runToItsEnd(
    _ arguments: [String],
    environment: [String: String],
    fileSizeLimit: Int?
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

/// Does what blocks on a thread of its own, and leaves the pool's threads to what it waits for.
func onItsOwnThread<T: Sendable>(
    _ work: @escaping @Sendable () throws -> T
) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result(catching: work)) }
    }
}

/// Runs a tool of the system to its end and gives what it printed.
func runTool(_ arguments: String...) async throws -> String {
    try await onItsOwnThread { try runToItsEnd(arguments) }
}

private func runToItsEnd(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    _ = process.ended()
    return String(decoding: output, as: UTF8.self)
}

/// Makes a folder with a certificate that signs itself, and its key; gives their paths.
func makeCertificate(
    in folder: String,
    for name: String = "IP:127.0.0.1"
) async throws -> (certificate: String, key: String) {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let (certificate, key) = (folder + "/certificate.pem", folder + "/key.pem")
    _ = try await runTool(
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "1",
        "-subj",
        "/CN=checkly-sync",
        "-addext",
        "subjectAltName=\(name)",
        "-keyout",
        key,
        "-out",
        certificate
    )
    return (certificate, key)
}
