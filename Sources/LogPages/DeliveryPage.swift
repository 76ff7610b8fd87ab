internal import APIRoutes
internal import Encodings
internal import Pages
internal import SyncModel

/// `/deliveries/{position}`: one delivery and all that it led to.
enum DeliveryPage {
    static func page(_ request: PageRequest) async throws(APIError) -> Page {
        let id = request.parameter("position")
        guard let delivery = try await request.ask(.getDelivery, [id])["delivery"],
            delivery["step"] == nil
        else { throw .notFound("There is no delivery at \(id)") }
        let trail = Trail(delivery: delivery, request: request)
        let outcome = DeliveryOutcome(delivery["outcome"]?.string ?? "")
        return .document(
            Page.Document(
                template: "delivery",
                heading: "Delivery #\(id)",
                subject: delivery["source"]?.string,
                section: .deliveries,
                breadcrumbs: [
                    .link(PageSection.deliveries.title, PageSection.deliveries.path)
                ],
                regions: ["trail": "delivery-trail"],
                values: .members([
                    "badges": .list([]), "actions": .list([]), "notice": request.notice?.value,
                    "outcome": outcome.badge.value, "sentence": .text(outcome.sentence),
                    "trail": .list(trail.points),
                    "sections": .list([
                        .object([
                            "heading": "Details", "rows": .list(details(delivery, request)),
                        ])
                    ]),
                    "commands": .list([
                        .object([
                            "label": "Send it again, from a terminal",
                            "text": .text(
                                "checkly-sync deliveries resend \(id) --to "
                                    + "\(request.webhookAddress)/webhooks/"
                                    + (delivery["source"]?.string ?? "")
                            ),
                        ])
                    ]),
                ])
            )
        )
    }

    private static func details(
        _ delivery: JSONValue,
        _ request: PageRequest
    ) -> [PageValue] {
        func row(_ label: String, _ value: String?, isMono: Bool = false) -> PageValue? {
            value.map {
                .object(["label": .text(label), "value": .text($0), "isMono": .flag(isMono)])
            }
        }
        let source = delivery["source"]?.string
        return [
            row("Id", delivery["id"]?.string, isMono: true),
            source.map {
                .object([
                    "label": "Source", "value": .text($0), "href": .text(PagePath.source($0)),
                ])
            },
            row("Answered", delivery["status"]?.integer.map { "\($0)" }),
            delivery["repeated"]?["count"]?.integer
                .map { count in
                    .members([
                        "label": "Came again",
                        "value": .text(count == 1 ? "once," : "\(count) times, the last"),
                        "when": request.times.value(delivery["repeated"]?["lastAt"]?.string),
                    ])
                },
            row("Matched secret", delivery["secretId"]?.string, isMono: true),
            row("From", delivery["remoteAddress"]?.string, isMono: true),
            row("By", delivery["actor"]?["name"]?.string),
        ]
        .compactMap(\.self)
    }

    /// What happened, in its order.
    private struct Trail {
        let delivery: JSONValue
        let request: PageRequest

        private var start: Timestamp? {
            delivery["receivedAt"]?.string.flatMap(Timestamp.init(rfc3339:))
        }

        var points: [PageValue] {
            [arrival] + events + reads + runs
        }

        private var arrival: PageValue {
            point(.good, "Came from", at: delivery["receivedAt"]?.string)
                .adding([
                    "link": delivery["source"]?.string.map { .link($0, PagePath.source($0)) }
                ])
        }

        private var events: [PageValue] {
            (delivery["events"]?.array ?? [])
                .map { event in
                    let type = event["type"]?.string ?? ""
                    return point(
                        type == "delivery.malformed" ? .warn : .good,
                        "Recorded as \(type) at #\(event["position"]?.integer ?? 0)",
                        at: event["recordedAt"]?.string,
                        keys: keys(of: event)
                    )
                }
        }

        /// The keys that an event names, with what happened to each.
        private func keys(of event: JSONValue) -> [PageValue] {
            let data = event["data"]
            let changes = (data?["changes"]?.array ?? [])
                .map { change in
                    let isDeletion = change["action"]?.isText("delete") == true
                    return (isDeletion ? "−" : "~", change["key"]?.string ?? "")
                }
            let secrets = (data?["secrets"]?.array ?? []).map { ("=", $0["key"]?.string ?? "") }
            return (changes + secrets)
                .map { .object(["sign": .text($0.0), "key": .text($0.1)]) }
        }

        private var reads: [PageValue] {
            (delivery["reads"]?.array ?? [])
                .map { point(.good, "Its folder was read", at: $0["recordedAt"]?.string) }
        }

        private var runs: [PageValue] {
            (delivery["syncs"]?.array ?? [])
                .map { sync in
                    let word = sync["outcome"]?.string ?? ""
                    let outcome = DeliveryOutcome(word)
                    return point(outcome.badge.kind, "\(word):", at: nil)
                        .adding([
                            "link": .link(
                                sync["name"]?.string ?? "",
                                PagePath.sync(sync["syncId"]?.string ?? "")
                            ),
                            "steps": .list((sync["runs"]?.array ?? []).map(step)),
                        ])
                }
        }

        private func step(_ run: JSONValue) -> PageValue {
            let outcome = run["outcome"]?.string ?? ""
            let kind: Badge.Kind =
                switch outcome {
                case "succeeded": .good
                case "failed": .bad
                default: .busy
                }
            let problem = run["problem"]?["message"]?.string.map { ": \(Sentence.text($0))" } ?? ""
            return .object([
                "kind": .text(kind.rawValue), "icon": .text(kind.icon),
                "text": .text("A push \(outcome)\(problem)"),
                "took": .text(after(run["finishedAt"]?.string ?? run["startedAt"]?.string)),
                "writes": .list((run["writes"]?.array ?? []).map(write)),
            ])
        }

        private func write(_ write: JSONValue) -> PageValue {
            let did = write["outcome"]?.string ?? ""
            let kind: Badge.Kind =
                switch did {
                case "written", "deleted": .good
                case "failed": .bad
                default: .wait
                }
            return .members([
                "kind": .text(kind.rawValue), "icon": .text(kind.icon), "did": .text(did),
                "key": .text(write["key"]?.string ?? ""),
                "note": .optional(write["problem"]?["message"]?.string),
            ])
        }

        private func point(
            _ kind: Badge.Kind,
            _ text: String,
            at time: String?,
            keys: [PageValue] = []
        ) -> PageValue {
            .members([
                "kind": .text(kind.rawValue), "icon": .text(kind.icon), "text": .text(text),
                "at": request.times.value(time), "after": .text(after(time)),
                "keys": .list(keys), "steps": .list([]),
            ])
        }

        /// How long after its arrival something happened.
        private func after(_ time: String?) -> String {
            guard let start, let time = time.flatMap(Timestamp.init(rfc3339:)), time > start else {
                return ""
            }
            let milliseconds = time.milliseconds - start.milliseconds
            if milliseconds < 1000 { return "+\(milliseconds) ms" }
            return "+\(TimeText.length(milliseconds / 1000))"
        }
    }
}
