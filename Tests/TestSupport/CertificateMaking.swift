internal import Foundation

/// Makes a certificate that signs itself, and its key, as PEM files.
///
/// They take the place of those that the folder has; the folder is made where there is none.
///
/// - Parameters:
///   - folder: The path of the folder.
///   - name: Whom it is for, in the form of the extension `subjectAltName`.
/// - Returns: The paths of the files.
/// - Throws: What the file system or openssl says.
package func makeCertificate(
    in folder: String,
    for name: String = "IP:127.0.0.1"
) async throws -> (certificate: String, key: String) {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let (certificate, key) = (folder + "/certificate.pem", folder + "/key.pem")
    let request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1"
    let (status, said) = try await RunningProgram.toItsEnd(
        ["openssl"] + request.split(separator: " ").map(String.init) + [
            "-subj", "/CN=checkly-sync", "-addext", "subjectAltName=\(name)", "-keyout", key,
            "-out", certificate,
        ]
    )
    guard status == 0 else { throw CertificateNotMade(reason: said) }
    return (certificate, key)
}

/// What openssl said instead of making a certificate.
package struct CertificateNotMade: Error {
    package let reason: String
}
