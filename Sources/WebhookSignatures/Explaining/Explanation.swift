internal import Encodings
package import SyncModel

/// How a delivery fared, step by step, and what would have let it pass; for the operator only.
///
/// It holds no secret and no signature, neither the one that came nor one that would have been right.
package struct Explanation: Sendable, Equatable {
    /// The steps in the order they are taken in.
    package enum StepName: String, Sendable, CaseIterable {
        case source
        case signatureHeader = "signature-header"
        case signatureFormat = "signature-format"
        case timestamp
        case id
        case secrets
        case signature
        case age
    }

    package enum Outcome: String, Sendable {
        case passed, failed
        /// An earlier step failed, or what this one needs was not kept.
        case unknown
    }

    package struct Step: Sendable, Equatable {
        package let name: StepName
        package let outcome: Outcome
        package let message: String?
    }

    /// Why it is refused, or was.
    package struct Reason: ExplainedError, Equatable {
        package let code: String
        package let message: String
        package let hint: String

        package init(_ refusal: Refusal) {
            (code, message, hint) = (refusal.code, refusal.message, refusal.hint)
        }

        init(_ refused: RefusedDelivery) {
            (code, message, hint) = (refused.code, refused.message, refused.hint)
        }
    }

    package let steps: [Step]
    /// Nil where it is accepted.
    package let refusal: Reason?
    /// Each would have let it pass by itself; those with the fewest differences only.
    package let nearMisses: [NearMiss]
    /// What is different today from when it was refused, in sentences; nothing where it is not a recorded refusal.
    package var changes: [String] = []

    /// Whether every step was passed.
    package var isAccepted: Bool { steps.allSatisfy { $0.outcome == .passed } }
}

/// What would have been accepted in place of what came.
package struct NearMiss: Sendable, Equatable {
    /// Everything that is different, the fewest there are.
    package let deviations: [Deviation]
    /// The secret, by id, with which it would have passed.
    package let secretID: String?
    /// Whether the signature was computed and matches; else it only looks so.
    package let isProven: Bool
}

/// A source as far as explaining its deliveries needs it.
package struct ExplainedSource: Sendable {
    package var name: String
    package var scheme: SignatureScheme
    package var secrets: [WebhookSecret]
    package var toleranceSeconds: Int64
    package var isEnabled: Bool
    package var createdAt: Timestamp?
    package var updatedAt: Timestamp?

    package init(
        name: String,
        scheme: SignatureScheme,
        secrets: [WebhookSecret],
        toleranceSeconds: Int64,
        isEnabled: Bool,
        createdAt: Timestamp? = nil,
        updatedAt: Timestamp? = nil
    ) {
        self.name = name
        self.scheme = scheme
        self.secrets = secrets
        self.toleranceSeconds = toleranceSeconds
        self.isEnabled = isEnabled
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

extension Refusal {
    /// The step at which a request is refused, under the scheme of the source asked for if there is one.
    func step(under scheme: SignatureScheme?) -> Explanation.StepName {
        switch self {
        case .unknownSource, .disabledSource: .source
        case .noActiveSecret: .secrets
        case .missingHeader(let name), .repeatedHeader(let name):
            if scheme?.headers.contains(name) ?? true {
                .signatureHeader
            } else if scheme?.time?.from == .header(name) {
                .timestamp
            } else {
                .id
            }
        case .malformedSignature: .signatureFormat
        case .malformedTime: .timestamp
        case .malformedID: .id
        case .signatureMismatch: .signature
        case .stale, .future, .timeDiffersFromBody: .age
        }
    }
}
