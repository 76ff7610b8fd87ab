internal import APIContract
internal import APIRoutes
internal import APIServing
internal import Commands
internal import Encodings
internal import EventLog
internal import LiveLog
internal import LogModels
internal import Projection
internal import ReadModels
internal import SecretSealing
internal import SyncModel

extension ManagementAPI {
    /// Adds the routes through which values, or knowledge of them, leave; each use is recorded
    /// first.
    func addRevealingRoutes(to routes: RouteTable) {
        routes.on(.revealState) { call in
            try await reveal(call)
        }
        routes.on(.findValue) { call in
            let value = try ValueSearch.resource.read(call.body).value
            let found = try await scanned(call) { reader throws(EventLogError) in
                try placesOf(SecretValue(value), reader)
            }
            let positions = Set(found.map(\.position)).sorted()
            let revealed = ValuesRevealed(purpose: "audit grep", positions: positions)
            _ = try await perform(.disclosure(.reveal(revealed)), call)
            return .object(["found": .list(found.map(\.json))])
        }
        routes.on(.recordExport) { call in
            let given = try ExportRequest.resource.read(call.body)
            let start = try await position(given.start, call)
            let end = try await position(given.end, call)
            try exports.note(call.caller, at: now())
            let export = LogExport(
                after: start ?? .beforeFirst,
                through: min(end ?? log.head, log.head),
                format: given.format
            )
            let position = try await record(.export(export), call)
            return .object([
                "export": export.canonical.adding([
                    "position": .optional(position?.number) ?? .null
                ])
            ])
        }
        routes.streamed(.getExportContent) { call in try exportContent(call).text }
    }

    private func exportContent(_ call: Call) throws -> ExportContent {
        let position = call.parameter("position")
        guard let number = Int64(position), number > 0, number <= log.head.number,
            case .administration(.logExported(let export)) =
                try log.reader.event(at: Position(number))?.body,
            let format = ExportFormat(rawValue: export.format)
        else { throw APIError.notFound("There is no export at position \(position)") }
        let caller = call.caller
        return ExportContent(
            log: log,
            export: export,
            format: format,
            isAllowed: { authenticator.isValid(caller) },
            threads: threads,
            place: try followers.enter()
        )
    }

    private func reveal(_ call: Call) async throws -> CanonicalValue {
        let id = call.parameter("syncId").lowercased()
        var then = state.current
        let asOf = try GivenMoment.ofReveal.read(call.body)
        if let position = try await position(asOf, call), position < log.head {
            then = try await scanned(call) { reader throws(EventLogError) in
                try history.state(asOf: position, from: reader)
            }
        }
        guard let sync = then.syncs[id] else {
            throw Self.unknownSync(id)
        }
        let desired = try desiredVariables(of: sync, in: then)
        let positions = Set(desired.map(\.position)).sorted()
        let values = ValuesRevealed(purpose: "state --reveal", positions: positions)
        _ = try await perform(.disclosure(.reveal(values)), call)
        return .object([
            "sync": .object(["id": .text(sync.id), "name": .text(sync.name)]),
            "asOf": then.asOf,
            "variables": .list(try desired.map(revealed)),
        ])
    }

    /// A variable with its value; null if nobody can open it any more.
    private func revealed(_ variable: DesiredVariable) throws -> CanonicalValue {
        let value = try vault.open(variable.value, as: variable.valueName)
        return .object([
            "key": .text(variable.key),
            "sourceKey": .text(variable.sourceKey),
            "position": .integer(variable.position.number),
            "value": value.map { .text($0.reveal()) } ?? .null,
        ])
    }

    private struct Found: Sendable {
        let position: Position
        let folder: FolderID
        let key: String

        var json: CanonicalValue {
            folder.path.canonical.adding([
                "position": .integer(position.number), "source": .text(folder.source),
                "key": .text(key),
            ])
        }
    }

    /// The places where a value was ever set, found by its fingerprint under each name's own key.
    ///
    /// The keys are read over the scan's connection and not cached: a search would evict those that
    /// deliveries need.
    private func placesOf(
        _ value: SecretValue,
        _ reader: EventReader
    ) throws(EventLogError) -> [Found] {
        var known: [ValueName: Fingerprint?] = [:]
        func fingerprint(_ name: ValueName) -> Fingerprint? {
            if let known = known[name] { return known }
            let made = (try? reader.fingerprintKey(for: name)).flatMap(\.self)
                .flatMap { sealer.fingerprint(of: value, name: name, wrappedKey: $0) }
            known[name] = .some(made)
            return made
        }
        var found: [Found] = []
        try reader.forEach(after: .beforeFirst) { event in
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
        if case .secrets(.changed(let path, let changes, _)) = body {
            let set = changes.compactMap { change in
                if case .set(let entry) = change { entry } else { nil }
            }
            return (path, set)
        }
        if case .secrets(.snapshot(let path, let entries, _)) = body { return (path, entries) }
        if case .folder(.observed(let path, let seen)) = body { return (path, seen.secrets) }
        return nil
    }
}
