package import InboundHTTP
internal import LogIntegrity

extension HealthProbe {
    /// Makes a probe that proves that a response comes from the server of a data directory, which
    /// need not have a log yet.
    ///
    /// - Throws: `DataDirectoryError.file` if there is no valid `checkpoint.key`.
    package init(dataDirectory: String) throws {
        self.init(secret: try CheckpointKey.seed(dataDirectory: dataDirectory))
    }
}
