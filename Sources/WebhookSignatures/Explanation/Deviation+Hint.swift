extension Deviation {
    /// How to fix it.
    package var hint: String {
        switch self {
        case .secretHasWhiteSpace, .secretHasQuotes:
            "Add the secret again without them, then delete the old one."
        case .senderSecretEndsWith: "Set it at the sender with printf %s, which adds no line break."
        case .secretTakenAsText, .secretPrefixKept, .secretPrefixDropped:
            "Make the source custom, with the preset's scheme and secretEncoding utf8."
        case .secretDecoded(let encoding):
            "Make the source custom, with the preset's scheme and "
                + "secretEncoding \(encoding.rawValue)."
        case .secretNotActive: "Check notBefore and notAfter of the source's secrets."
        case .otherSource(let name): "Post to /webhooks/\(name), or add this secret to the source."
        case .otherHeader(let name): "Make the source custom with the header \(name)."
        case .otherPreset(let name): "Make a source with the preset \(name)."
        case .signatureEncoding(let encoding):
            "Make the source custom with the encoding \(encoding.rawValue)."
        case .signatureWithoutPrefix: "Make the source custom with the format {signature}."
        case .otherAlgorithm(let name): "Make the source custom with the algorithm \(name)."
        case .bodySignedAlone:
            "Make the source custom with the content {body} and no timestamp; "
                + "no delivery is then too old."
        case .body: "Find what rewrites the body on its way: a proxy, a framework, curl --data."
        case .timeUnit(let unit, nil):
            "Make the source custom with the timestamp unit \(unit.rawValue)."
        case .timeUnit(let unit, let member?):
            "Make the source custom with the timestamp from body:/\(member) "
                + "and the unit \(unit.rawValue)."
        case .clockSkew: "Compare the clocks of both sides, or raise toleranceSeconds."
        }
    }
}
