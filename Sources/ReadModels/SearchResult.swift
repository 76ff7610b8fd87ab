package import Encodings
package import Projection
internal import SyncModel

/// What is called like a text: syncs, connections, sources and the keys of folders.
package struct SearchResult: Sendable {
    /// A group of what was found.
    package struct Group: Sendable {
        /// The first of them, as shown.
        package var items: [CanonicalValue] = []
        /// How many there are.
        package var count = 0

        fileprivate mutating func add(limit: Int, _ item: () -> CanonicalValue) {
            count += 1
            if items.count < limit { items.append(item()) }
        }

        fileprivate var json: CanonicalValue {
            .object(["items": .list(items), "count": .integer(Int64(count))])
        }
    }

    private var syncs = Group()
    private var connections = Group()
    private var sources = Group()
    private var keys = Group()

    /// Searches names, ids, paths and keys, in any case.
    ///
    /// - Parameters:
    ///   - text: What to look for; nothing is called like a blank one.
    ///   - state: Where to look.
    ///   - limit: How many of each group are shown at most.
    package init(for text: String, in state: State, limit: Int) {
        let text = SoughtText(text)
        if text.isEmpty { return }
        func fits(_ texts: String?...) -> Bool {
            texts.contains { $0.map(text.stands) == true }
        }
        for sync in state.syncs.values.sorted(by: { ($0.name, $0.id) < ($1.name, $1.id) })
        where fits(sync.name, sync.id, sync.description, sync.folder.secretPath) {
            syncs.add(limit: limit) {
                sync.folder.canonical.adding(["id": .text(sync.id), "name": .text(sync.name)])
            }
        }
        for connection in state.connections.values.sorted(by: { $0.name < $1.name })
        where fits(connection.name, connection.id, connection.description) {
            connections.add(limit: limit) {
                .object(["id": .text(connection.id), "name": .text(connection.name)])
            }
        }
        for source in state.sources.keys.sorted() where fits(source) {
            sources.add(limit: limit) { .object(["name": .text(source)]) }
        }
        for (id, folder) in state.folders.sorted(by: { $0.key < $1.key }) {
            let found = folder.secrets.keys.filter { fits($0.text) }
            // Only those that are shown are sorted with their folder.
            for key in found.count > limit ? found : found.sorted() {
                keys.add(limit: limit) { id.canonical.adding(["key": .text(key.text)]) }
            }
        }
    }

    /// Each group with its count.
    package var json: CanonicalValue {
        .object([
            "syncs": syncs.json, "connections": connections.json, "sources": sources.json,
            "keys": keys.json,
        ])
    }
}
