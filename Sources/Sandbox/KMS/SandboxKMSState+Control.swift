internal import Encodings
import FoundationEssentials

/// The sandbox's own routes, for trying things with `curl`; they need no token.
extension SandboxKMSState {
    func controlAnswer(to request: SandboxRequest) async -> SandboxAnswer {
        switch (request.method, request.segments.dropFirst().first) {
        case ("PUT", "secrets"): await changeSecret(request)
        case ("PUT", "faults"): setFaults(from: request)
        case (_, _): .failure(404, "NotFound", "The sandbox has no such door")
        }
    }

    /// Sets a secret, or deletes it if the value is null.
    private func changeSecret(_ request: SandboxRequest) async -> SandboxAnswer {
        guard let body = request.object, let name = body["key"]?.string,
            let project = body["projectId"]?.string,
            let environment = body["environment"]?.string
        else {
            return .failure(
                400,
                "BadRequest",
                "projectId, environment, key and value are required"
            )
        }
        let folder = KMSFolder(
            projectId: project,
            environment: environment,
            secretPath: body["secretPath"]?.string ?? "/"
        )
        let answers =
            if let value = body["value"]?.string {
                await setSecret(name, to: value, in: folder)
            } else {
                await deleteSecret(name, in: folder)
            }
        let told = answers.map { $0.map { SandboxJSON.integer($0) } ?? .null }
        return .json(200, .object(["webhookAnswers": .array(told)]))
    }

    private func setFaults(from request: SandboxRequest) -> SandboxAnswer {
        do {
            faults = try JSONDecoder().decode(KMSFaults.self, from: Data(request.body))
            return .empty(204)
        } catch {
            return .failure(400, "BadRequest", "These are no faults: \(error)")
        }
    }
}
