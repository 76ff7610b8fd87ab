import HTTPTypes
import LiveLog
import ManagementAPI
import Synchronization

/// Who may call, and who is told.
extension DocumentWalk {
    /// Is done at first, then refused, and then held up by another rotation.
    static func rotateMasterKey() -> ManagementAPI.RotateMasterKey {
        let calls = Mutex(0)
        return { _ in
            let number = calls.withLock { calls in
                calls += 1
                return calls
            }
            if number == 2 { throw DataDirectoryError.masterKeyMissing(path: "master.key") }
            return number == 1 ? (id: "0123456789abcdef", keys: 3) : nil
        }
    }

    func goThroughAccess() async throws {
        for body in [#"{"name":"eye","role":"auditor"}"#, "{}"] {
            try await ask(.post, "/api/v1/tokens", body: body)
        }
        try await ask(.get, "/api/v1/tokens")
        try await ask(.post, "/api/v1/login-codes")
        for name in ["eye", "none"] {
            try await ask(.delete, "/api/v1/tokens/{name}", [name])
        }
        try await ask(.post, "/api/v1/audit/public-key/rotate")
        // Done, refused as there is no new key, and while another rotation is under way.
        for _ in 1...3 { try await ask(.post, "/api/v1/keys/rotate") }
        let notifications = "/api/v1/notifications"
        for body in [#"{"name":"ops","url":"https://hooks.example/x"}"#, "{}"] {
            try await ask(.post, notifications, body: body)
        }
        try await ask(.get, notifications)
        for name in ["ops", "none"] {
            try await ask(.post, notifications + "/{name}/test", [name])
            try await ask(.delete, notifications + "/{name}", [name])
        }
    }
}
