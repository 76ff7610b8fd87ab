internal import InboundHTTP
internal import SyncModel
internal import Transparency
internal import struct Foundation.CharacterSet
internal import struct Foundation.URL

/// How the values of a setting are written.
struct SettingForm<Value: Sendable>: Sendable {
    /// The texts that are allowed, as in "which is not …".
    let expected: String
    /// The value where neither a text nor a default is given; nil if there has to be one.
    var absent: Value?
    /// The value that a text stands for; nil if the text is not allowed.
    let parse: @Sendable (String) -> Value?
    /// A text that stands for a value; nil if no text does.
    let text: @Sendable (Value) -> String?
}

extension SettingForm {
    /// A form for a setting that need not have a value.
    static func optional<Wrapped>(_ form: SettingForm<Wrapped>) -> Self where Value == Wrapped? {
        Self(
            expected: form.expected,
            absent: .some(nil),
            parse: { form.parse($0).map { $0 } },
            text: { $0.flatMap(form.text) }
        )
    }
}

extension SettingForm where Value == String {
    /// Any text.
    static var anyText: Self { Self(expected: "a text", parse: { $0 }, text: { $0 }) }

    /// A path; it is shown as an absolute one, since the reader may run in another directory.
    static var path: Self { Self(expected: "a path", parse: { $0 }, text: absolute) }

    /// The absolute form of a path.
    static func absolute(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.path
    }

    /// The address of an API; slashes at its end are dropped.
    static var baseURL: Self {
        Self(
            expected: "an address such as https://api.checklyhq.com",
            parse: { text in
                let pattern =
                    #/https?://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?(/[^?#@\\\s]*)?/#
                guard text.wholeMatch(of: pattern) != nil else { return nil }
                return String(text.reversed().drop { $0 == "/" }.reversed())
            },
            text: { $0 }
        )
    }
}

extension SettingForm where Value == SecretValue {
    /// Any text, which is never shown.
    static var secret: Self {
        Self(expected: "a secret", parse: { SecretValue($0) }, text: { _ in "" })
    }
}

extension SettingForm where Value == NoteVerifierKey {
    /// The key that verifies a witness's signatures.
    static var witnessKey: Self {
        Self(
            expected: "a witness's verifier key, name+id+base64",
            parse: { text in
                NoteVerifierKey(text).flatMap { $0.algorithm == .cosignature ? $0 : nil }
            },
            text: { $0.text }
        )
    }
}

extension SettingForm where Value == ListenAddress {
    /// A host and a port.
    static var listenAddress: Self {
        Self(
            expected: "an address such as 127.0.0.1:8080",
            parse: { ListenAddress($0) },
            text: { $0.text }
        )
    }
}

extension SettingForm where Value == [String] {
    /// A list with commas of host names without ports.
    static var hostNames: Self {
        list("a list of host names without ports, such as sync.internal, or *") {
            HostNames($0) != nil
        }
    }

    /// A list with commas of addresses and ranges of them.
    static var addressRanges: Self {
        list("a list of addresses and ranges such as 10.0.0.0/8") { TrustedProxies($0) != nil }
    }

    private static func list(
        _ expected: String,
        isAllowed: @escaping @Sendable ([String]) -> Bool
    ) -> Self {
        Self(
            expected: expected,
            absent: [],
            parse: { text in
                let list = text.split(separator: ",")
                    .map { $0.trimmingCharacters(in: .whitespaces) }
                    .filter { !$0.isEmpty }
                return isAllowed(list) ? list : nil
            },
            text: { $0.isEmpty ? nil : $0.joined(separator: ",") }
        )
    }
}

extension SettingForm where Value == Bool {
    /// `true` or `false`.
    static var trueOrFalse: Self {
        Self(expected: "true or false", parse: { Bool($0) }, text: { "\($0)" })
    }
}

extension SettingForm where Value: RawRepresentable<String> & CaseIterable {
    /// One of a type's words.
    static var word: Self {
        Self(
            expected: "one of " + Value.allCases.map(\.rawValue).joined(separator: ", "),
            parse: { Value(rawValue: $0) },
            text: { $0.rawValue }
        )
    }
}
