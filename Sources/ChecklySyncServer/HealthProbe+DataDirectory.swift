package import InboundHTTP
internal import LogIntegrity

extension HealthProbe {
    /// Proves that an answer comes from the server of a data directory, which needs no log yet.
    ///
    /// - Throws: `DataDirectoryError.file` where there is no good `checkpoint.key`.
    package init(dataDirectory: String) throws {
        self.init(secret: try CheckpointKey.seed(dataDirectory: dataDirectory))
    }
}
