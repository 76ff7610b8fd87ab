package import Encodings
package import Projection
package import SyncModel

extension State {
    /// When a folder was last fetched since the server started, and when a failed fetch will be
    /// retried.
    package typealias LastFetch = (FolderID) -> (at: Timestamp?, nextTryAt: Timestamp?)

    /// A source and, if its folders are fetched, the status of fetching.
    package func json(of source: WebhookSource, lastFetch: LastFetch) -> CanonicalValue {
        var json = source.json(uses: secretUses[source.name] ?? [:])
        if let differing = differences[source.name] {
            json = json.adding(["differing": differing.json])
        }
        guard let reader = source.kmsAccess else { return json }
        return json.adding(["reader": reader.json, "reading": fetchJSON(of: source, lastFetch)])
    }

    /// The status of fetching a source's folders.
    private func fetchJSON(of source: WebhookSource, _ lastFetch: LastFetch) -> CanonicalValue {
        let needed = Set(foldersToFetch.keys).filter { $0.source == source.name }
        let readings = fetchStatuses.filter { $0.key.source == source.name }
        return .object([
            "lastNotifiedAt": .time(readings.values.compactMap(\.lastNotifiedAt).max()),
            "lastReadAt": .time(needed.compactMap { lastFetch($0).at }.max()),
            "lastDifferenceAt": .time(readings.values.compactMap(\.lastObservedAt).max()),
            "lastMissedNotificationAt": .time(readings.values.compactMap(\.lastMissedAt).max()),
            "folders": .list(needed.sorted().map { $0.json(readings[$0], lastFetch($0)) }),
        ])
    }
}

extension FolderID {
    fileprivate func json(
        _ readings: FetchStatus?,
        _ last: (at: Timestamp?, nextTryAt: Timestamp?)
    ) -> CanonicalValue {
        path.canonical.adding([
            "lastNotifiedAt": .time(readings?.lastNotifiedAt),
            "lastReadAt": .time(last.at),
            "lastDifferenceAt": .time(readings?.lastObservedAt),
            "lastMissedNotificationAt": .time(readings?.lastMissedAt),
            "held": readings?.held?.json ?? .null,
            "failure": readings?.failure?.canonical
                .adding([
                    "since": .time(readings?.failingSince), "nextTryAt": .time(last.nextTryAt),
                ])
                ?? .null,
        ])
    }
}

extension CanonicalValue {
    fileprivate static func time(_ time: Timestamp?) -> CanonicalValue {
        .optional(time?.rfc3339) ?? .null
    }
}
