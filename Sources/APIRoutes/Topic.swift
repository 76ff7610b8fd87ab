internal import APIContract

/// A chapter of the document: routes and the schemas that they name.
struct Topic: Sendable {
    var name: String
    var description: String
    var schemas: KeyValuePairs<String, Schema>
    var routes: [Route]

    static let all: [Topic] = [
        .connections, .syncs, .syncActions, .overview, .parking, .holdingAll, .sources, .folders,
        .deliveries, .log, .audit, .keys, .tokens, .notifications, .revealing, .emptiedFolders,
        .health,
    ]
}
