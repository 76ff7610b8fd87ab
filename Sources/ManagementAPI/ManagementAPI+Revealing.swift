internal import EventLog
internal import HTTPTypes
internal import LiveState
internal import Projection
internal import SecretSealing
internal import SyncModel

extension ManagementAPI {
    /// Adds what lets values, or knowledge of them, out; each is recorded before anything leaves.
    func addRevealingRoutes(to routes: RouteTable) {
        routes.on(.post, "/api/v1/secret-syncs/checkly/:syncId/reveal") { call in
            try await reveal(call)
        }
        routes.on(.post, "/api/v1/audit/grep") { call in
            guard let value = call.body["value"]?.string, !value.isEmpty else {
                throw APIError.invalid("value", message: "Required")
            }
            let found = try placesOf(SecretValue(value))
            let positions = Set(found.map(\.position)).sorted()
            try await record([
                PendingEvent(
                    .valuesRevealed(ValuesRevealed(purpose: "audit grep", positions: positions))
                )
            ])
            return .record(["found": .list(found.map(\.view))])
        }
        routes.on(.post, "/api/v1/audit/exports") { call in
            guard let format = call.body["format"]?.string, ["jsonl", "csv"].contains(format) else {
                throw APIError.invalid("format", message: "Expected jsonl or csv")
            }
            let export = LogExport(
                after: try position(call.body["from"], named: "from") ?? .beforeFirst,
                through: min(try position(call.body["to"], named: "to") ?? log.head, log.head),
                format: format
            )
            try await record([PendingEvent(.logExported(export))])
            return .record(["export": export.canonical])
        }
    }

    private func reveal(_ call: Call) async throws -> CanonicalValue {
        let id = call.parameter("syncId").lowercased()
        var then = state.current
        if let position = try position(call.body["asOf"], named: "asOf"), position < log.head {
            then = try await history.state(asOf: position)
        }
        guard let sync = then.syncs[id] else {
            throw APIError.notFound("Could not find Checkly Sync with ID \"\(id)\"")
        }
        let desired = try then.desiredVariables(of: sync)
        let positions = Set(desired.map(\.position)).sorted()
        try await record([
            PendingEvent(
                .valuesRevealed(ValuesRevealed(purpose: "state --reveal", positions: positions))
            )
        ])
        return .record([
            "sync": .record(["id": .text(sync.id), "name": .text(sync.name)]),
            "asOf": then.asOf,
            "variables": .list(try desired.map(revealed)),
        ])
    }

    /// A variable with its value; null where nobody can open it any more.
    private func revealed(_ variable: DesiredVariable) throws -> CanonicalValue {
        let value = try log.reader.sealedValue(at: variable.value)
            .map { try sealer.open($0, at: variable.value, name: variable.valueName) }
        return .record([
            "key": .text(variable.key),
            "sourceKey": .text(variable.sourceKey),
            "position": .integer(variable.position.number),
            "value": value.map { .text($0.reveal()) } ?? .null,
        ])
    }

    private struct Found {
        let position: Position
        let folder: FolderID
        let key: String

        var view: CanonicalValue {
            folder.path.canonical.adding([
                "position": .integer(position.number), "source": .text(folder.source),
                "key": .text(key),
            ])
        }
    }

    /// Where a value was ever set, found by its fingerprint under each name's own key.
    private func placesOf(_ value: SecretValue) throws -> [Found] {
        var known: [ValueName: Fingerprint?] = [:]
        func fingerprint(_ name: ValueName) -> Fingerprint? {
            if let known = known[name] { return known }
            // A name whose key was destroyed must not get a new one by being asked about.
            let isThere = (try? log.reader.fingerprintKey(for: name)).flatMap(\.self) != nil
            let made = isThere ? try? sealer.fingerprint(of: value, name: name) : nil
            known[name] = .some(made)
            return made
        }
        var found: [Found] = []
        try log.reader.forEach(after: .beforeFirst) { event in
            guard let source = event.source, let (path, entries) = event.entries else { return }
            let folder = FolderID(source: source, path: path)
            for entry in entries
            where fingerprint(.secret(entry.key, in: folder)) == entry.fingerprint {
                found.append(Found(position: event.position, folder: folder, key: entry.key))
            }
        }
        return found
    }
}

extension RecordedEvent {
    /// The secrets that an event sets, and their folder.
    fileprivate var entries: (FolderPath, [SecretEntry])? {
        if case .secretsChanged(let path, let changes) = body {
            let set = changes.compactMap { change in
                if case .set(let entry) = change { entry } else { nil }
            }
            return (path, set)
        }
        if case .secretsSnapshot(let path, let entries) = body { return (path, entries) }
        if case .folderObserved(let path, let seen) = body { return (path, seen.secrets) }
        return nil
    }
}
