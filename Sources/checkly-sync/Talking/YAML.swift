internal import Encodings
import SyncModel

/// Writes JSON values as YAML in block style.
///
/// Every text is quoted as in JSON, which YAML 1.2 reads the same way.
enum YAML {
    static func text(of value: JSONValue) -> String {
        lines(of: value).joined(separator: "\n")
    }

    private static func lines(of value: JSONValue) -> [String] {
        if let elements = value.array, !elements.isEmpty {
            return elements.flatMap { element in
                let inner = lines(of: element)
                return ["- " + inner[0]] + inner.dropFirst().map { "  " + $0 }
            }
        }
        if let members = value.members, !members.isEmpty {
            return members.flatMap { pair in
                let (name, member) = (JSONValue.string(pair.name).text, pair.value)
                return isNested(member)
                    ? ["\(name):"] + lines(of: member).map { "  " + $0 }
                    : ["\(name): \(member.text)"]
            }
        }
        return [value.text]
    }

    private static func isNested(_ value: JSONValue) -> Bool {
        value.array?.isEmpty == false || value.members?.isEmpty == false
    }
}
