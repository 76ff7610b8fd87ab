internal import APIContract

extension Topic {
    /// Routes through which values, or knowledge of them, leave the server.
    static let revealing = Topic(
        name: "Revealing",
        description: "Showing, finding and exporting; each is in the log before anything leaves.",
        schemas: [:],
        routes: [
            .revealState,
            .findValue,
            .recordExport,
            .getExportContent,
        ]
    )
}
