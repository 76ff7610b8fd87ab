internal import APIContract
package import APIRoutes
package import Commands

extension APIError {
    /// What a refused command is to a client.
    package init(_ refusal: CommandRefusal) {
        self =
            switch refusal.status {
            case .badRequest: .badRequest(refusal.message)
            case .forbidden: .permissionDenied(refusal.message)
            case .notFound: .notFound(refusal.message)
            case .unprocessable(let path):
                .invalid([Issue(path: path, message: refusal.message)])
            case .unavailable: .unavailable(refusal)
            }
        field = refusal.field
    }
}
