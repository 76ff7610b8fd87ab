internal import APIContract
internal import APIRoutes
internal import Commands

extension APIError {
    init(_ refusal: CommandRefusal) {
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
