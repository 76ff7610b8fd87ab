package import Encodings
internal import Yams

/// Writes JSON values as YAML in block style.
///
/// Every text stands in double quotes, so that no reader takes it for a number or a truth value.
package enum YAMLText {
    /// Why a value has no YAML.
    package struct Failure: Error {
        /// What the emitter said.
        package let reason: String
    }

    /// The YAML of a value, without a final line break.
    ///
    /// - Throws: `Failure` if libyaml cannot write it.
    package static func text(of value: JSONValue) throws(Failure) -> String {
        do {
            // A width below 0 folds no line.
            let text = try Yams.serialize(node: node(value), width: -1, allowUnicode: true)
            return text.hasSuffix("\n") ? String(text.dropLast()) : text
        } catch {
            throw Failure(reason: "\(error)")
        }
    }

    private static func node(_ value: JSONValue) -> Node {
        switch value {
        case .null, .bool, .number: .scalar(Node.Scalar(value.text, Tag(.implicit), .plain))
        case .string(let text): quoted(text)
        case .array(let elements): .sequence(Node.Sequence(elements.map(node)))
        case .object(let members):
            .mapping(Node.Mapping(members.map { (quoted($0.name), node($0.value)) }))
        }
    }

    private static func quoted(_ text: String) -> Node {
        .scalar(Node.Scalar(text, Tag(.implicit), .doubleQuoted))
    }
}
