import Declarations
import Encodings

/// Data as YAML.
enum YAML {
    /// The YAML of a value, without a final line break.
    ///
    /// - Throws: `CommandError.unwritable`.
    static func text(of value: JSONValue) throws(CommandError) -> String {
        do {
            return try YAMLText.text(of: value)
        } catch {
            throw .unwritable(reason: error.reason)
        }
    }
}
