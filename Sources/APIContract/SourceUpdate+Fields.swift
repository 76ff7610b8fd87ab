package import Commands
internal import Encodings
internal import ReadModels
package import SyncModel

extension SourceUpdate {
    /// Everything a request can change of a source.
    ///
    /// - Parameter source: As it is now; nil for the schema alone.
    /// - Returns: The table that reads a change of it.
    package static func resource(of source: WebhookSource?) -> Resource<SourceUpdate> {
        Resource(
            blank: SourceUpdate(),
            [
                Member("isEnabled", .bool, \.isEnabled),
                Member("toleranceSeconds", .integer(in: NewSource.tolerance), \.toleranceSeconds),
                Member("payload", .word, \.payload),
                Member(NewSource.accessField) { fields, update in
                    guard let source else { return }
                    update.access = access(&fields, of: source)
                    for refusal in update.refusals(for: source) { fields.refuse(refusal) }
                },
            ] + ["name", "preset", "scheme", "secrets"].map(fixed)
        )
    }

    private static func fixed(_ name: String) -> Member<SourceUpdate> {
        Member(Field(name, .other(.anything)).with { $0.isDocumented = false }) { fields, _ in
            if fields.value(name) != nil { fields.refuse(name, "Cannot be changed here") }
        }
    }

    private static let identifyingMembers = ["api", "baseUrl", "clientId", "clientSecret"]

    /// The member `reader`: a body with no identifying member adjusts the access there is.
    private static func access(_ fields: inout BodyFields, of source: WebhookSource) -> Access {
        if fields.body["reader"]?.isNull == true { return .remove }
        guard let body = fields.value("reader") else { return .keep }
        guard source.kmsAccess != nil, body.members != nil,
            !identifyingMembers.contains(where: { body[$0] != nil })
        else { return NewKMSAccess.read(&fields).map(Access.replace) ?? .keep }
        var inner = BodyFields(body, path: ["reader"])
        let access = Access.adjust(
            holdsEmptiedFolders: inner.bool(KMSAccess.holdMember),
            allowsInsecureHTTP: inner.bool(KMSAccess.insecureMember)
        )
        fields.adopt(inner)
        return access
    }
}
