internal import Encodings
internal import SyncModel

/// A flag in a response; nil if it is missing or null.
///
/// - Throws: `unexpectedAnswer` if it is not a boolean.
func shownFlag(_ json: JSONValue?) throws(ChecklyError) -> Bool? {
    guard let json, !json.isNull else { return nil }
    guard let flag = json.bool else {
        throw .unexpectedAnswer("a variable's flag is not a boolean.")
    }
    return flag
}

/// A value in a response; nil if it is missing, null or blank, as for a secret.
///
/// - Throws: `unexpectedAnswer` if it is not a string.
func shownValue(_ json: JSONValue?) throws(ChecklyError) -> SecretValue? {
    guard let json, !json.isNull else { return nil }
    guard let text = json.string else {
        throw .unexpectedAnswer("a variable's value is not a string.")
    }
    return text.isEmpty ? nil : SecretValue(text)
}
