internal import Encodings
package import SyncModel

/// The steps of a delivery's verification, with what would have let it pass; for operators only.
///
/// It contains no secret and no signature, neither the received nor the expected one.
package struct Explanation: Sendable, Equatable {
    /// The steps in the order of verification.
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

    /// The outcome of a step.
    package enum Outcome: String, Sendable {
        case passed, failed
        /// An earlier step failed, or what this step needs was not kept.
        case unknown
    }

    /// One step with its outcome.
    package struct Step: Sendable, Equatable {
        /// Which step it is.
        package let name: StepName
        /// How the step ended.
        package let outcome: Outcome
        /// Details for people; nil if there are none.
        package let message: String?
    }

    /// Why the delivery is or was refused.
    package struct Reason: ExplainedError, Equatable {
        /// A fixed word, as in `Refusal`.
        package let code: String
        /// What happened, as a full sentence.
        package let message: String
        /// What to do next, as a full sentence.
        package let hint: String

        /// Takes the words of a refusal.
        package init(_ refusal: Refusal) {
            (code, message, hint) = (refusal.code, refusal.message, refusal.hint)
        }

        init(_ refused: RefusedDelivery) {
            (code, message, hint) = (refused.code, refused.message, refused.hint)
        }
    }

    /// All steps, in order.
    package let steps: [Step]
    /// Nil if the delivery is accepted.
    package let refusal: Reason?
    /// Changes that would each have let it pass, limited to the smallest number of differences.
    package let nearMisses: [NearMiss]
    /// What changed in the source since a recorded refusal, in sentences; empty for other
    /// explanations.
    package var changes: [String] = []

    /// Whether every step passed.
    package var isAccepted: Bool { steps.allSatisfy { $0.outcome == .passed } }
}

/// A request that would have been accepted, described by its differences.
package struct NearMiss: Sendable, Equatable {
    /// All differences; no smaller set was found.
    package let deviations: [Deviation]
    /// The id of the secret with which it would have passed; nil if none was tried.
    package let secretID: String?
    /// Whether the signature was computed and matched; otherwise the headers only look like it.
    package let isProven: Bool
}

/// A source, as far as an explanation needs to know it.
package struct ExplainedSource: Sendable {
    /// The source's name, as in the path of its deliveries.
    package var name: String
    /// How the source signs.
    package var scheme: SignatureScheme
    /// Its signing secrets, opened.
    package var secrets: [WebhookSecret]
    /// How far a signed time may be from now, in seconds.
    package var toleranceSeconds: Int64
    /// Whether deliveries are accepted.
    package var isEnabled: Bool
    /// When the source was created; nil if that is unknown.
    package var createdAt: Timestamp?
    /// When the source last changed; nil if that is unknown.
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
    /// The step at which a request is refused; `scheme` is that of the requested source, if it
    /// exists.
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
