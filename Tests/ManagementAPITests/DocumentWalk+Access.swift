import HTTPTypes

/// Who may call, and who is told.
extension DocumentWalk {
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
