internal import Encodings

/// Where pages are that others link to.
package enum PagePath {
    /// The path of the page that lists what waits for a person.
    package static let attention = "/attention"

    /// The path of an event's page.
    package static func event(_ position: Int64) -> String {
        "\(PageSection.events.path)/\(position)"
    }

    /// The path of a sync's page.
    package static func sync(_ id: String) -> String {
        "\(PageSection.syncs.path)/\(percentEncoded(id))"
    }

    /// The path of a source's page.
    package static func source(_ name: String) -> String {
        "\(PageSection.sources.path)/\(percentEncoded(name))"
    }

    /// The path of a connection's page.
    package static func connection(_ id: String) -> String {
        "\(PageSection.connections.path)/\(percentEncoded(id))"
    }

    /// The path of a delivery's page.
    package static func delivery(_ position: Int64) -> String {
        "\(PageSection.deliveries.path)/\(position)"
    }

    /// The path of a refused delivery's page.
    package static func refusal(_ id: String) -> String {
        "\(PageSection.deliveries.path)/refused/\(percentEncoded(id))"
    }

    /// A path of this dashboard that a link named; the first page for anything else.
    ///
    /// A second slash or a backslash would lead to another host.
    package static func local(_ path: String?) -> String {
        guard let path, path.hasPrefix("/"), !path.hasPrefix("//"), !path.hasPrefix("/\\"),
            path.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") })
        else { return "/" }
        return path
    }
}
