internal import APIRoutes
internal import Encodings
internal import HTTPTypes
internal import Pages
internal import WebhookSignatures

/// `/deliveries/refused/{id}` and `/explain`: why a delivery was refused, and what would have
/// passed.
enum RefusedPage {
    static func page(_ request: PageRequest) async throws(APIError) -> Page {
        let id = request.parameter("id")
        let answer = try await request.ask(
            .explain,
            sending: .members(["delivery": .string(id)])
        )
        return page(request, answer, error: nil)
    }

    /// The form that takes a whole request.
    static func form(_ request: PageRequest) async throws(APIError) -> Page {
        try request.require(.explain)
        return page(request, nil, error: nil)
    }

    /// Explains a request that was pasted; it is in no page, no log and no event.
    static func explain(_ request: PageRequest) async throws(APIError) -> Page {
        do throws(APIError) {
            guard request.form["request"] != nil else {
                throw .invalid("request", message: "Paste a request, its headers and its body")
            }
            let answer = try await request.ask(
                .explain,
                sending: .members([
                    "request": request.form["request"].map(JSONValue.string),
                    "source": request.form["source"].map(JSONValue.string),
                ])
            )
            return page(request, answer, error: nil)
        } catch {
            guard error.isAboutForm || error.status == 404 else { throw error }
            return page(request, nil, error: error)
        }
    }

    private static func page(
        _ request: PageRequest,
        _ answer: JSONValue?,
        error: APIError?
    ) -> Page {
        let explanation = answer?["explanation"]
        let delivery = answer?["delivery"]
        let refused = delivery?["code"]?.string
        let isAccepted = explanation?["accepted"]?.bool == true
        let badges: [Badge] =
            explanation == nil
            ? [] : [isAccepted ? Badge(.good, "would be accepted") : Badge(.bad, "refused 401")]
        return .document(
            Page.Document(
                template: "refused",
                heading: delivery.map { "Refused: \($0["source"]?.string ?? "")" }
                    ?? "Explain a request",
                section: .deliveries,
                breadcrumbs: [
                    .link(PageSection.deliveries.title, PageSection.deliveries.path)
                ],
                values: .members([
                    "badges": .list(badges.map(\.value)), "actions": .list([]),
                    "sentence": .optional(sentence(delivery, refused, request)),
                    "notices": .list([]),
                    "explanation": explanation == nil ? nil : .object([:]),
                    "steps": .list((explanation?["steps"]?.array ?? []).map(step)),
                    "misses": .list(
                        (explanation?["nearMisses"]?.array ?? [])
                            .map { miss($0, explanation?["source"]?.string, request) }
                    ),
                    "noMiss": .text(noMiss(explanation)),
                    "since": since(explanation),
                    "sections": .list(delivery.map { [headers($0)] } ?? []),
                    "attempt": attempt(explanation?["source"]?.string, request, error),
                ]),
                status: error.map { HTTPResponse.Status(code: $0.status) } ?? .ok,
                hasErrors: error != nil
            )
        )
    }

    private static func sentence(
        _ delivery: JSONValue?,
        _ code: String?,
        _ request: PageRequest
    ) -> String? {
        guard let delivery, let code else { return nil }
        let ago = delivery["receivedAt"]?.string.flatMap(request.times.ago) ?? ""
        let address = delivery["remoteAddress"]?.string.map { ", from \($0)" } ?? ""
        return "Refused \(ago)\(address): \(code). The sender was told only \"unauthorized\"."
    }

    private static func step(_ step: JSONValue) -> PageValue {
        let (kind, icon, word): (Badge.Kind, String, String) =
            switch step["outcome"]?.string {
            case "passed": (.good, "✓", "passed")
            case "failed": (.bad, "✕", "failed")
            default: (.wait, "–", "not known")
            }
        return .members([
            "kind": .text(kind.rawValue), "icon": .text(icon), "word": .text(word),
            "text": .text(title(of: step["step"]?.string ?? "")),
            "message": .optional(step["message"]?.string),
        ])
    }

    /// What a step checks, in people's words.
    private static func title(of step: String) -> String {
        switch Explanation.StepName(rawValue: step) {
        case .source?: "The source exists and is enabled"
        case .signatureHeader?: "The signature header came"
        case .signatureFormat?: "It has the scheme's form"
        case .timestamp?: "A time came"
        case .id?: "An id came"
        case .secrets?: "A secret was valid then"
        case .signature?: "The signature matches"
        case .age?: "It came in time"
        case nil: step
        }
    }

    private static func miss(
        _ miss: JSONValue,
        _ source: String?,
        _ request: PageRequest
    ) -> PageValue {
        let deviations = miss["deviations"]?.array ?? []
        let isProven = miss["proven"]?.bool == true
        let badge = isProven ? Badge(.good, "Proven") : Badge(.wait, "Looks like it")
        func joined(_ name: String) -> String {
            deviations.compactMap { $0[name]?.string }.joined(separator: " ")
        }
        return .members([
            "kind": .text(badge.kind.rawValue), "mark": badge.value,
            "text": .text(joined("message")), "remedy": .text(Sentence.text(joined("hint"))),
            "act": request.mayUse(.updateSource)
                ? source.map { .link("Open the source \($0)", PagePath.source($0)) } : nil,
        ])
    }

    private static func noMiss(_ explanation: JSONValue?) -> String {
        if explanation?["accepted"]?.bool == true { return "It passes as it is." }
        return explanation?["bodyKept"]?.bool == false
            ? "The body was not kept, so the signature cannot be tried in other ways. Paste the "
                + "whole request below to try it."
            : "Nothing that is close to it passes."
    }

    private static func since(_ explanation: JSONValue?) -> PageValue? {
        let changes = (explanation?["changes"]?.array ?? []).compactMap(\.string).map(Sentence.text)
        return changes.isEmpty ? nil : .object(["items": .list(changes.map(PageValue.text))])
    }

    /// The headers that were kept, of signatures only the shape.
    private static func headers(_ delivery: JSONValue) -> PageValue {
        .object([
            "heading": "Headers that came",
            "rows": .list(
                (delivery["headers"]?.array ?? [])
                    .map { header in
                        .object([
                            "label": .text(header["name"]?.string ?? ""),
                            "value": .text(header["value"]?.string ?? ""), "isMono": true,
                        ])
                    }
            ),
            "footnote": "The body was not kept.",
        ])
    }

    private static func attempt(
        _ source: String?,
        _ request: PageRequest,
        _ error: APIError?
    ) -> PageValue? {
        guard request.mayUse(.explain) else { return nil }
        var field = FormField(
            name: "source",
            label: "Source",
            control: .text(),
            value: source ?? request.form["source"] ?? "",
            help: "Its name; left out, the path of the request names it."
        )
        field.error = error?.message(about: "source")
        let aboutRequest = error?.message(about: "request")
        let isTold = field.error != nil || aboutRequest != nil
        return .members([
            "isOpen": .flag(source == nil || error != nil), "action": "/explain",
            "fields": .list([field.pageValue]),
            "requestError": aboutRequest.map(PageValue.text),
            "error": isTold ? nil : error.map { Failure($0).value },
        ])
    }
}
