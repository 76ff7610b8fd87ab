internal import Encodings
internal import Mustache

/// A value of a page; nothing else reaches a template.
///
/// A plain struct would be read by reflection, private members included, and six times slower.
package enum PageValue: Sendable, Equatable {
    /// Shown with every control and direction character escaped.
    case text(String)
    /// The value of a form's field, shown as it is.
    case field(String)
    case number(Int64)
    case flag(Bool)
    case list([PageValue])
    case object([String: PageValue])
    /// Nothing, which is not looked for further out.
    case absent

    /// An object in which what is nil is absent.
    package static func members(_ members: KeyValuePairs<String, PageValue?>) -> PageValue {
        PageValue.object([:]).adding(members)
    }

    /// A text that may be absent; an empty one counts as absent.
    package static func optional(_ text: String?) -> PageValue? {
        text.flatMap { $0.isEmpty ? nil : .text($0) }
    }

    /// A number of things.
    package static func count(_ count: Int) -> PageValue { .number(Int64(count)) }

    /// A link with what it says.
    package static func link(_ text: String, _ href: String) -> PageValue {
        .object(["text": .text(text), "href": .text(href)])
    }

    /// A choice of a select.
    package static func option(_ value: String, _ text: String, _ isSelected: Bool) -> PageValue {
        .object([
            "value": .field(value), "text": .text(text), "isSelected": .flag(isSelected),
        ])
    }

    /// An object with the members of another one, which win unless they are absent.
    package func merging(_ other: PageValue) -> PageValue {
        guard case .object(let object) = self, case .object(let members) = other else {
            return self
        }
        return .object(object.merging(members) { $1 == .absent ? $0 : $1 })
    }

    /// An object with one more value at the front of a list, which is made if it is not there.
    package func prepending(_ value: PageValue, to name: String) -> PageValue {
        guard case .object(var object) = self else { return self }
        var values = [value]
        if case .list(let list)? = object[name] { values += list }
        object[name] = .list(values)
        return .object(object)
    }

    /// An object with more members; those it had already are replaced.
    package func adding(_ members: KeyValuePairs<String, PageValue?>) -> PageValue {
        guard case .object(var object) = self else { return self }
        for (name, value) in members { object[name] = value ?? .absent }
        return .object(object)
    }
}

extension PageValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral value: String) { self = .text(value) }
    package init(booleanLiteral value: Bool) { self = .flag(value) }
}

extension PageValue: MustacheParent {
    /// The member of an object; a flag and a list as Mustache takes them.
    package func child(named name: String) -> Any? {
        guard case .object(let object) = self else { return nil }
        switch object[name] {
        case .flag(let flag)?: return flag
        case .list(let list)?: return list
        case let value?: return value
        case nil: return nil
        }
    }
}

extension PageValue: MustacheCustomRenderable {
    /// A text whose control and direction characters are written out, such as `\u{202E}`.
    private static func shown(_ text: String) -> String {
        let isKept = { (scalar: Unicode.Scalar) in !scalar.isUnprintable || scalar == "\n" }
        if text.unicodeScalars.allSatisfy(isKept) { return text }
        return text.unicodeScalars
            .map { scalar in
                isKept(scalar)
                    ? String(scalar) : "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            }
            .joined()
    }

    /// What is absent is no value at all.
    package var isNull: Bool { self == .absent }

    /// The text that stands in the page, before HTML's own characters are escaped.
    package var renderText: String {
        switch self {
        case .text(let text): Self.shown(text)
        case .field(let text): text
        case .number(let number): String(number)
        case .flag, .list, .object, .absent: ""
        }
    }
}
