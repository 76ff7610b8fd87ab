internal import Encodings
internal import SyncModel

/// A flag that an answer shows; nil where it is missing or null.
///
/// - Throws: `unexpectedAnswer` where it is something else.
func shownFlag(_ json: JSONValue?) throws(ChecklyError) -> Bool? {
    guard let json, !json.isNull else { return nil }
    guard let flag = json.bool else { throw .unexpectedAnswer("a variable's flag is no boolean.") }
    return flag
}

/// A value that an answer shows; nil where it is missing, null or empty, as that of a secret is.
///
/// - Throws: `unexpectedAnswer` where it is something else than a text.
func shownValue(_ json: JSONValue?) throws(ChecklyError) -> SecretValue? {
    guard let json, !json.isNull else { return nil }
    guard let text = json.string else { throw .unexpectedAnswer("a variable's value is no text.") }
    return text.isEmpty ? nil : SecretValue(text)
}
