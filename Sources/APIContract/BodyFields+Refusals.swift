package import Commands

extension BodyFields {
    /// Adds a refusal that is about a member of the body; ignores others, which `decide` throws.
    package mutating func refuse(_ refusal: CommandRefusal) {
        guard case .unprocessable(let path) = refusal.status, let name = path.last else { return }
        var fields = BodyFields(body, path: path.dropLast())
        fields.refuse(name, refusal.message)
        adopt(fields)
    }
}
