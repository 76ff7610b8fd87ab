internal import Foundation
internal import InboundHTTP
internal import LiveLog
internal import ManagementAPI
internal import OutboundHTTP
internal import SyncModel
internal import Transparency
internal import Yams

/// Parsing of the forms that settings have.
extension ServerSettings {
    /// Reads the settings in a file, by their full names.
    static func read(_ path: String) throws(SettingsError) -> [String: String] {
        let content: Node?
        do {
            content = try Yams.compose(yaml: try SystemFile.text(path))
        } catch DataDirectoryError.file(_, let reason) {
            throw .configFile(path: path, reason: reason)
        } catch {
            throw .configFile(path: path, reason: "\(error.localizedDescription)")
        }
        guard let content else { return [:] }
        guard let settings = content.mapping else {
            throw .configFile(path: path, reason: "it is no map of names and values")
        }
        var values: [String: String] = [:]
        for (key, value) in settings {
            let name = key.string ?? ""
            let upper = name.uppercased()
            guard
                let known = names.first(where: {
                    $0 == upper || $0 == "CHECKLY_SYNC_" + upper
                })
            else { throw .unknownSetting(name) }
            // Lists and maps are not expanded: their aliases may stand for more than fits into
            // memory.
            guard value.scalar != nil else {
                throw .configFile(path: path, reason: "\(name) is not one value")
            }
            values[known] = value.null == nil ? "\(value.any)" : ""
        }
        return values
    }

    /// One of the raw values of a type.
    static func word<Word: RawRepresentable<String> & CaseIterable>(
        _ text: String,
        setting: String
    ) throws(SettingsError) -> Word {
        if let word = Word(rawValue: text) { return word }
        throw .malformed(
            name: setting,
            value: text,
            expected: "one of " + Word.allCases.map(\.rawValue).joined(separator: ", ")
        )
    }

    /// The address of an API, without trailing slashes.
    static func address(_ text: String, setting: String) throws(SettingsError) -> String {
        let pattern = #/https?://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?(/[^?#@\\\s]*)?/#
        guard text.wholeMatch(of: pattern) != nil else {
            throw .malformed(
                name: setting,
                value: text,
                expected: "an address such as https://api.checklyhq.com"
            )
        }
        return String(text.reversed().drop { $0 == "/" }.reversed())
    }

    static func yesOrNo(_ text: String, setting: String) throws(SettingsError) -> Bool {
        switch text {
        case "true": return true
        case "false": return false
        default: throw .malformed(name: setting, value: text, expected: "true or false")
        }
    }

    /// The elements of a comma-separated list, without the blanks around them.
    static func list(_ text: String) -> [String] {
        text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
    }

    static func hosts(_ text: String) throws(SettingsError) -> [String] {
        let hosts = list(text)
        guard HostNames(hosts) != nil else {
            throw .malformed(
                name: "CHECKLY_SYNC_ADMIN_HOSTS",
                value: text,
                expected: "a list of host names without ports, such as sync.internal, or *"
            )
        }
        return hosts
    }

    static func proxies(_ text: String) throws(SettingsError) -> [String] {
        let proxies = list(text)
        guard TrustedProxies(proxies) != nil else {
            throw .malformed(
                name: "CHECKLY_SYNC_TRUSTED_PROXIES",
                value: text,
                expected: "a list of addresses and ranges such as 10.0.0.0/8"
            )
        }
        return proxies
    }

    /// The proxies that the environment configures; values are not repeated, since they may contain
    /// a password.
    static func proxies(
        _ environment: [String: String]
    ) throws(SettingsError) -> OutboundProxies {
        do throws(OutboundProxies.Malformed) {
            return try OutboundProxies(environment: environment)
        } catch {
            throw .malformed(
                name: error.name,
                value: "…",
                expected: OutboundProxies.Malformed.expected
            )
        }
    }

    static func number(
        _ text: String,
        setting: String
    ) throws(SettingsError) -> Int {
        guard let number = Int(text), number > 0 else {
            throw .malformed(name: setting, value: text, expected: "a number above 0")
        }
        return number
    }

    /// A duration such as `90s`, `15m` or `1h`; nil for `0`.
    static func duration(
        _ text: String,
        setting: String
    ) throws(SettingsError) -> Duration? {
        if text == "0" { return nil }
        for (unit, seconds) in [("s", 1), ("m", 60), ("h", 3600)] where text.hasSuffix(unit) {
            if let count = Int(text.dropLast()), (1...1_000_000).contains(count) {
                return .seconds(count * seconds)
            }
        }
        throw .malformed(name: setting, value: text, expected: "a time such as 90s, 15m, 1h or 0")
    }

    static func verifierKey(_ text: String) throws(SettingsError) -> NoteVerifierKey {
        guard let key = NoteVerifierKey(text), key.algorithm == .cosignature else {
            throw .malformed(
                name: "CHECKLY_SYNC_WITNESS_KEY",
                value: text,
                expected: "a witness's verifier key, name+id+base64"
            )
        }
        return key
    }

    /// An age such as `90d`; nil for `0`.
    static func age(_ text: String) throws(SettingsError) -> Duration? {
        if text == "0" { return nil }
        if let age = Duration(age: text) { return age }
        throw .malformed(
            name: "CHECKLY_SYNC_RETENTION",
            value: text,
            expected: "an age such as 90d, 12h or 0"
        )
    }

    static func byteCount(
        _ text: String,
        setting: String
    ) throws(SettingsError) -> Int {
        for (unit, factor) in [("KiB", 1 << 10), ("MiB", 1 << 20), ("B", 1), ("", 1)]
        where text.hasSuffix(unit) {
            let digits = text.dropLast(unit.count)
            guard let count = Int(digits), count > 0 else { continue }
            let (size, isTooLarge) = count.multipliedReportingOverflow(by: factor)
            if !isTooLarge { return size }
        }
        throw .malformed(name: setting, value: text, expected: "a size such as 512KiB or 1MiB")
    }
}
