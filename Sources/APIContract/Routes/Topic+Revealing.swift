extension Topic {
    /// What lets values, or knowledge of them, out.
    static let revealing = Topic(
        name: "Revealing",
        description: "Showing, finding and exporting; each is in the log before anything leaves.",
        schemas: [:],
        routes: [
            .revealState,
            .findValue,
            .recordExport,
        ]
    )
}
