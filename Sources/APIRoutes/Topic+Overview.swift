internal import APIContract

extension Topic {
    /// Lists to look through, as the dashboard shows them.
    static let overview = Topic(
        name: "Overview",
        description: "All syncs and all of their keys, with what is wrong and what caused it.",
        schemas: [
            "SyncSummary": syncSummarySchema,
            "KeyCounts": keyCountsSchema,
            "SyncKey": syncKeySchema,
            "Facet": facetSchema,
            "Run": runSchema,
            "AttentionItem": attentionItemSchema,
        ],
        routes: [
            .listSyncSummaries, .listSyncKeys, .listRuns, .listMoments, .listAttention, .getStatus,
            .getActivity, .search,
        ]
    )
}
