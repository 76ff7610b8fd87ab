internal import Commands
internal import Encodings
internal import EventLog
internal import HTTPTypes
internal import LiveLog
internal import Projection
internal import ReadModels
internal import SyncModel

extension ManagementAPI {
    /// Decides a change in its turn, appends its events and shows what it changed.
    ///
    /// - Throws: `CommandRefusal`, `EventLogError`.
    func perform(_ change: Command.Change, _ call: Call) async throws -> CanonicalValue {
        try view(of: try await outcome(of: change, call).answer)
    }

    /// As `perform`, for handlers that answer later.
    func outcome(
        of change: Command.Change,
        _ call: Call
    ) async throws -> CommandQueue.Outcome {
        try await commands.perform(Command(change, by: call.caller.asCommandCaller))
    }

    /// Throws the refusal that a change would meet now; nothing is appended.
    func refuse(_ change: Command.Change, _ call: Call) throws(CommandRefusal) {
        _ = try decide(
            Command(change, by: call.caller.asCommandCaller),
            in: state.current,
            at: now()
        )
    }

    /// The subject of an answer, as it stands now.
    func view(of answer: Decision.Answer) throws -> CanonicalValue {
        switch answer {
        case .hold: holdView
        case .sync(let sync), .approval(let sync, _): try response(sync)
        case .token(let token): .record(["token": view(token)])
        case .heldFolder(let id):
            .record([
                "folder": id.path.canonical.adding([
                    "source": .text(id.source),
                    "held": state.read { $0.fetchStatuses[id]?.held?.view } ?? .null,
                ])
            ])
        case .folder(let id, let folder):
            .record(["folder": (state.read { $0.folders[id] } ?? folder).view(of: id)])
        }
    }
}

extension Caller {
    fileprivate var asCommandCaller: Command.Caller { Command.Caller(actor: actor, role: role) }
}

extension APIError {
    init(_ refusal: CommandRefusal) {
        self =
            switch refusal.status {
            case .badRequest: .badRequest(refusal.message)
            case .forbidden:
                APIError(
                    status: .forbidden,
                    error: "PermissionDenied",
                    message: .text(refusal.message)
                )
            case .notFound: .notFound(refusal.message)
            case .unprocessable(let member): .invalid(member, message: refusal.message)
            }
    }
}
