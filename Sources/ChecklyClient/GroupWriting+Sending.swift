internal import Encodings
internal import OutboundHTTP
internal import SyncModel

extension GroupWriting {
    /// Sends the list, with the given settings and the group's name, which Checkly requires.
    func put(settings: [JSONValue.Member]) async -> Result<Void, ChecklyError> {
        // Without autoAssignAlerts=false, Checkly may subscribe checks to alert channels.
        let path = "/v2/check-groups/\(percentEncoded(before.id))?autoAssignAlerts=false"
        let secrets = variables.compactMap(\.value) + ChecklyGroupSettings(settings).texts
        do throws(ChecklyError) {
            let (response, _) = try await client.send(
                "PUT",
                path,
                account: account,
                body: body(settings: settings),
                secrets: secrets,
                repeating: .rateLimit
            )
            guard response.status == 200 else {
                throw client.error(of: response, secrets: secrets)
            }
            let shown = try client.snapshot(of: before.id, in: response)
            guard shown.variables.keysContradicting(variables).isEmpty else {
                throw ChecklyError.unexpectedAnswer("it shows other variables than were sent.")
            }
            return .success(())
        } catch {
            return .failure(error.ofGroup)
        }
    }

    private func body(settings: [JSONValue.Member]) -> JSONValue {
        let name = JSONValue.Member(name: "name", value: .string(before.name))
        // Always send a list: null may mean "leave unchanged", and omission may mean anything.
        let list = JSONValue.Member(
            name: ChecklyGroupSettings.variablesName,
            value: .array(variables.map(\.json))
        )
        return .object([name] + settings.filter { $0.name != name.name } + [list])
    }
}

extension ChecklyGroupVariable {
    fileprivate var json: JSONValue {
        .object(
            [
                .init(name: "key", value: .string(key)),
                .init(name: "value", value: value.map { .string($0.reveal()) } ?? .null),
            ]
                + [("locked", isLocked), ("secret", isSecret)]
                .compactMap { name, flag in flag.map { .init(name: name, value: .bool($0)) } }
        )
    }
}

extension ChecklyError {
    /// The error in terms of a group.
    fileprivate var ofGroup: ChecklyError {
        switch self {
        case .notFound: .group(.missing)
        case .refused(let status, let said): .group(.refused(status: status, said))
        case .afterLostAnswer(let error): .afterLostAnswer(error.ofGroup)
        case .credentialsRejected, .forbidden, .rateLimited, .unavailable, .transport,
            .listIncomplete, .unexpectedAnswer, .appeared, .blankValue, .group, .cancelled:
            self
        }
    }
}
