internal import APIRoutes
internal import APIServing
internal import Commands
internal import Encodings
internal import EventLog
internal import LiveLog
internal import LogModels
internal import Projection
internal import ReadModels
internal import SyncModel

extension ManagementAPI {
    /// Decides a change in its turn, appends its events and shows what it changed.
    ///
    /// - Throws: `CommandRefusal`, `EventLogError`.
    func perform(_ change: Command.Change, _ call: Call) async throws -> CanonicalValue {
        try await perform(call) { change }
    }

    /// As the other, for a change that holds what the log says in its turn.
    func perform(
        _ call: Call,
        _ makeChange: @escaping @Sendable () throws -> Command.Change
    ) async throws -> CanonicalValue {
        try await commands.perform {
            Command(try makeChange(), by: call.caller.asCommandCaller)
        } show: { answer, _ in
            try json(of: answer)
        }
    }

    /// As `perform`, with the decision's answer and the last position of the log at that moment.
    func outcome(
        of change: Command.Change,
        _ call: Call
    ) async throws -> (answer: Decision.Answer, head: Position) {
        try await commands.perform {
            Command(change, by: call.caller.asCommandCaller)
        } show: { [log] answer, _ in
            (answer, log.head)
        }
    }

    /// Records that something leaves the server.
    ///
    /// - Returns: The position of the event that says so.
    /// - Throws: `CommandRefusal`, `EventLogError`.
    func record(_ disclosure: Disclosure, _ call: Call) async throws -> Position? {
        try await commands.perform {
            Command(.disclosure(disclosure), by: call.caller.asCommandCaller)
        } show: { _, last in
            last
        }
    }

    /// The subject of an answer, as it stands now.
    func json(of answer: Decision.Answer) throws -> CanonicalValue {
        switch answer {
        case .hold: holdJSON
        case .connection(let id): response(try connection(id))
        case .deletedConnection(let connection): response(connection)
        case .source(let name): response(try source(name))
        case .deletedSource(let source): response(source)
        case .sync(let sync), .approval(let sync, _): try response(sync)
        case .createdSync(let sync): try response(sync).adding(overlaps(with: sync))
        case .token(let token): .object(["token": json(token)])
        case .notification(let name): .object(["notification": json(try notification(name))])
        case .deletedNotification(let target): .object(["notification": json(target)])
        case .heldFolder(let id):
            .object([
                "folder": id.path.canonical.adding([
                    "source": .text(id.source),
                    "held": state.read { $0.fetchStatuses[id]?.held?.json } ?? .null,
                ])
            ])
        case .folder(let id, let folder):
            .object(["folder": (state.read { $0.folders[id] } ?? folder).json(of: id)])
        case .disclosure: .object([:])
        case .shredded(let values): .object(["shredded": values.json])
        }
    }
}

extension Caller {
    fileprivate var asCommandCaller: Command.Caller { Command.Caller(actor: actor, role: role) }
}
