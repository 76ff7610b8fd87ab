package import Encodings

extension WebhookSource {
    /// A custom scheme in the nested form of the API: `timestamp.from` becomes member `from` of
    /// `timestamp`.
    package var schemeView: CanonicalValue {
        var members: CanonicalMap = [:]
        for (name, text) in scheme {
            let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                members[name] = .text(text)
                continue
            }
            members[parts[0]] = (members[parts[0]] ?? .record([:])).adding([parts[1]: .text(text)])
        }
        return .map(members)
    }

    /// The source as shown within an event.
    var eventView: CanonicalValue { canonical.adding(["scheme": schemeView]) }
}
