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
}
