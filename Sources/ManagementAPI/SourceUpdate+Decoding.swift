internal import APIContract
internal import Commands
internal import Encodings
internal import ReadModels
internal import SyncModel

extension SourceUpdate {
    private static let identifyingMembers = ["api", "baseUrl", "clientId", "clientSecret"]

    /// What a body changes about a source.
    ///
    /// - Parameters:
    ///   - body: An object.
    ///   - source: The source as it is now.
    /// - Throws: `APIError` 422 with everything wrong in it.
    init(_ body: JSONValue, of source: WebhookSource) throws(APIError) {
        self.init()
        var fields = BodyFields(body)
        isEnabled = fields.bool("isEnabled")
        toleranceSeconds = fields.integer("toleranceSeconds", in: 1...604_800)
        payload = fields.word("payload")
        access = Self.access(&fields, of: source)
        for refusal in refusals(for: source) { fields.refuse(refusal) }
        for name in ["name", "preset", "scheme", "secrets"] where fields.value(name) != nil {
            fields.refuse(name, "Cannot be changed here")
        }
        try fields.finish()
    }

    /// The member `reader`: a body with no identifying member adjusts the access there is.
    private static func access(_ fields: inout BodyFields, of source: WebhookSource) -> Access {
        if fields.body["reader"]?.isNull == true { return .remove }
        guard let body = fields.value("reader") else { return .keep }
        guard source.kmsAccess != nil, body.members != nil,
            !identifyingMembers.contains(where: { body[$0] != nil })
        else { return NewKMSAccess(&fields).map(Access.replace) ?? .keep }
        var inner = BodyFields(body, path: ["reader"])
        let access = Access.adjust(
            holdsEmptiedFolders: inner.bool(KMSAccess.holdMember),
            allowsInsecureHTTP: inner.bool(KMSAccess.insecureMember)
        )
        fields.adopt(inner)
        return access
    }
}
