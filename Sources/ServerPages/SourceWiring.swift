internal import Pages
internal import WebhookSignatures

/// How a sender of a preset is told where to send, and what it signs.
struct SourceWiring: Sendable {
    let preset: String

    /// The name of the sender.
    var title: String {
        switch SignaturePreset(rawValue: preset) {
        case .hanzoKMS?: "Hanzo KMS"
        case .infisical?: "Infisical"
        case .standardWebhooks?: "Standard Webhooks"
        case .svix?: "Svix"
        case .github?: "GitHub"
        case .stripe?: "Stripe"
        case .slack?: "Slack"
        case .shopify?: "Shopify"
        case .doppler?: "Doppler"
        case nil: "Custom"
        }
    }

    /// What its signature covers, in one line.
    var about: String {
        switch SignaturePreset(rawValue: preset) {
        case .hanzoKMS?, .infisical?: "Signs time and body; says that a folder changed."
        case .standardWebhooks?, .svix?: "Signs id, time and body."
        case .github?, .shopify?, .doppler?:
            "Signs the body alone: repeats are told apart for ten minutes only."
        case .stripe?, .slack?: "Signs time and body."
        case nil: "You say which header it signs with, and what."
        }
    }

    /// What to do at the sender, in order.
    var steps: [String] {
        switch SignaturePreset(rawValue: preset) {
        case .hanzoKMS?, .infisical?:
            [
                "Open the project's settings, Webhooks, and add a webhook.",
                "Enter the address below, the environment, and the secret path /**.",
                "Enter the secret that you entered here, and save.",
                "Use Test there: it arrives here as a delivery that is ignored.",
            ]
        case .standardWebhooks?, .svix?:
            [
                "Add an endpoint with the address below.",
                "Copy its signing secret, which begins with whsec_, to this source.",
            ]
        case .github?, .stripe?, .slack?, .shopify?, .doppler?:
            [
                "Add a webhook with the address below.",
                "Enter the secret that you entered here.",
            ]
        case nil: ["Send each change to the address below, signed as you described."]
        }
    }

    /// The headers that its deliveries need.
    var headers: [String] { SignaturePreset(rawValue: preset)?.scheme.headers ?? [] }

    /// What a secret that is made here begins with.
    var secretPrefix: String {
        switch SignaturePreset(rawValue: preset) {
        case .standardWebhooks?, .svix?: "whsec_"
        case .hanzoKMS?, .infisical?, .github?, .stripe?, .slack?, .shopify?, .doppler?, nil: ""
        }
    }

    /// Whether a source of it may fetch folders from a KMS.
    var mayRead: Bool {
        switch SignaturePreset(rawValue: preset) {
        case .hanzoKMS?, .infisical?: true
        case .standardWebhooks?, .svix?, .github?, .stripe?, .slack?, .shopify?, .doppler?, nil:
            false
        }
    }
}
