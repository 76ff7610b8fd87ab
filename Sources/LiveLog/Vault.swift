package import EventLog
package import SecretSealing
package import SyncModel

/// The one place where sealed values are opened.
package struct Vault: Sendable {
    private let reader: EventReader
    private let sealer: SecretSealer

    /// - Parameters:
    ///   - reader: Reads the log that the values are sealed in.
    ///   - sealer: Holds the keys of that log.
    package init(reader: EventReader, sealer: SecretSealer) {
        self.reader = reader
        self.sealer = sealer
    }

    /// Opens a value.
    ///
    /// - Parameters:
    ///   - reference: Where the value is sealed.
    ///   - name: The name it was sealed under.
    /// - Returns: The value; nil if there is none or its key was destroyed.
    /// - Throws: `EventLogError` if the log cannot be read, `SealingError.doesNotOpen` if the value
    ///   was sealed elsewhere or under another name.
    package func open(
        _ reference: SealedValueReference,
        as name: ValueName
    ) throws -> SecretValue? {
        guard let sealed = try reader.sealedValue(at: reference) else { return nil }
        return try sealer.open(sealed, at: reference, name: name)
    }
}
