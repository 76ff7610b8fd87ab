internal import Encodings
package import SyncModel

/// A folder of a source as a request names it.
package struct NamedFolder: Sendable {
    /// The name of the source it belongs to.
    package var source = ""
    /// The id of the project, as the source calls it.
    package var projectID = ""
    /// The slug of the environment.
    package var environment = ""
    /// The path, in its normal form.
    package var secretPath = ""

    /// The folder, if nothing was wrong with the request.
    package var id: FolderID {
        FolderID(
            source: source,
            path: FolderPath(
                projectID: projectID,
                environment: environment,
                secretPath: secretPath
            )
        )
    }
}

extension NamedFolder {
    private static let rule = TextRule(limit: 255, blank: "Required")

    /// A folder that some source reported.
    package static let reported = Resource(
        blank: NamedFolder(),
        [
            Member("source", .text(rule), \.source, .required),
            Member("projectId", .text(rule), \.projectID, .required),
            Member("environment", .text(rule), \.environment, .required),
            Member("secretPath", .normalizedPath, \.secretPath, .required) {
                $0.missing = .told("Required")
            },
        ]
    )

    /// A folder that is fetched.
    package static let fetched = Resource(
        blank: NamedFolder(),
        [
            Member("source", .slug(limit: 64), \.source, .required),
            Member("projectId", .text(rule), \.projectID, .required),
            Member(
                "environment",
                .text(TextRule(limit: 64, blank: "Required")),
                \.environment,
                .required
            ),
            Member("secretPath", .normalizedPath, \.secretPath, .required) {
                $0.missing = .told("Required")
            },
        ]
    )
}
