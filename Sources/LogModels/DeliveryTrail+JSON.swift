package import Encodings
internal import Projection
package import SyncModel

extension RecordedDelivery {
    /// The HTTP status that the sender received.
    private var status: Int64 { answer == .malformed ? 400 : 202 }

    /// The delivery as shown; values appear as fingerprints.
    package var json: CanonicalValue {
        .object([
            "id": .text(first.deliveryID ?? String(first.position.number)),
            "position": .integer(first.position.number),
            "lastPosition": .integer(last.position.number),
            "receivedAt": .text(first.recordedAt.rfc3339),
            "source": .optional(first.source),
            "remoteAddress": .optional(first.remoteAddress) ?? .null,
            "secretId": .optional(first.secretID) ?? .null,
            "answer": .text(answer.rawValue),
            "status": .integer(status),
            "actor": first.actor?.canonical,
            "types": .list(Set(events.map(\.body.type)).sorted().map(CanonicalValue.text)),
        ])
    }
}

extension DeliveryTrail {
    /// The delivery with everything that followed from it.
    package var json: CanonicalValue {
        delivery.json
            .adding([
                "events": .list(delivery.events.map(\.json)),
                "reads": .list(observations.map(Self.readJSON)),
                "outcome": .text(outcome),
                "settled": .bool(isSettled),
                "syncs": .list(
                    syncs.map { entry in
                        .object([
                            "syncId": .text(entry.sync.id), "name": .text(entry.sync.name),
                            "outcome": .text(entry.outcome.rawValue),
                            "runs": .list(entry.runs.map(json)),
                        ])
                    }
                ),
            ])
            .adding(
                superseded.isEmpty
                    ? [:] : ["superseded": .list(superseded.map(CanonicalValue.text))]
            )
    }

    private static func readJSON(_ event: RecordedEvent) -> CanonicalValue {
        .object([
            "position": .integer(event.position.number),
            "recordedAt": .text(event.recordedAt.rfc3339),
        ])
    }

    private func json(_ run: Run) -> CanonicalValue {
        .object([
            "runId": .text(run.run.id),
            "position": .integer(run.started.position.number),
            "startedAt": .text(run.started.recordedAt.rfc3339),
            "finishedAt": .optional(run.finished?.recordedAt.rfc3339) ?? .null,
            "outcome": .text(
                run.finished == nil ? "running" : run.problem == nil ? "succeeded" : "failed"
            ),
            "problem": run.problem?.canonical,
            "writes": .list(run.writes.compactMap(writeJSON)),
        ])
    }

    private func writeJSON(_ event: RecordedEvent) -> CanonicalValue? {
        let (variable, problem): (PushedVariable, PushProblem?)
        switch event.body {
        case .push(.variableWritten(let written)): (variable, problem) = (written, nil)
        case .push(.variableDeleted(let deleted)): (variable, problem) = (deleted, nil)
        case .push(.variableFailed(let failed, let why)),
            .push(.variableSkipped(let failed, let why)):
            (variable, problem) = (failed, why)
        case .push(.started), .push(.attempted), .push(.finished), .source, .connection, .sync,
            .secrets, .folder, .delivery, .pushing, .administration:
            return nil
        }
        return .object([
            "position": .integer(event.position.number),
            "recordedAt": .text(event.recordedAt.rfc3339),
            "outcome": .text(String(event.body.type.dropFirst("push.variable-".count))),
            "key": .text(variable.key),
            "accountId": .text(variable.accountID),
            "groupId": .optional(variable.groupID) ?? .null,
            "ofDelivery": .bool(variable.value.map { brought($0.place.position) } ?? false),
            "problem": problem?.canonical,
        ])
    }

    /// Whether a value came with this delivery or was fetched because of it.
    private func brought(_ position: Position) -> Bool {
        (delivery.events + observations).contains { $0.position == position }
    }
}
