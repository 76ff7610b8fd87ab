internal import Metrics
internal import Synchronization

/// Keeps what code counts through swift-metrics, and writes it in Prometheus' text format 0.0.4.
///
/// Our own, in 200 lines, because the page must stay what dashboards and alerts rely on, byte for
/// byte (`fixtures/metrics.txt`), families without samples included.
///
/// Whoever counts gets a registry as its `factory`; no factory is bootstrapped for the process, so
/// servers in one process, and tests, do not count into each other.
final class PrometheusRegistry: MetricsFactory {
    /// By the name of the family, then by the labels as the page shows them.
    private let samples = Mutex<[String: [String: any PrometheusSample]]>([:])

    /// The sample with this name and these labels, made if there is none of its type.
    private func sample<Sample: PrometheusSample>(
        _ name: String,
        _ labels: [(String, String)],
        _ make: () -> Sample
    ) -> Sample {
        let key = Self.text(of: labels)
        return samples.withLock { samples in
            if let known = samples[name]?[key] as? Sample { return known }
            let made = make()
            samples[name, default: [:]][key] = made
            return made
        }
    }

    private func remove(_ handler: AnyObject) {
        samples.withLock { samples in
            samples = samples.mapValues { $0.filter { $1 !== handler } }
        }
    }

    /// Writes families in their order, each with the samples of all registries.
    ///
    /// A family without samples is announced nevertheless; a sample of no family is not written.
    static func text(of families: [MetricFamily], from registries: PrometheusRegistry...) -> String
    {
        var text = ""
        for family in families {
            text += "# HELP \(family.name) \(family.help)\n"
            text += "# TYPE \(family.name) \(family.kind.rawValue)\n"
            let samples = registries.flatMap { registry in
                registry.samples.withLock { Array($0[family.name] ?? [:]) }
            }
            for (labels, sample) in samples.sorted(by: { $0.key < $1.key }) {
                text += sample.text(family.name, labels)
            }
        }
        return text
    }

    /// Labels as the format wants them, without braces; their values are whatever somebody typed.
    static func text(of labels: [(String, String)]) -> String {
        labels.map { #"\#($0)="\#(escaped($1))""# }.joined(separator: ",")
    }

    /// Scalars are looked at, not characters: a line break with another in front of it is still
    /// one.
    private static func escaped(_ value: String) -> String {
        var text = String.UnicodeScalarView()
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text.append(contentsOf: "\\\\".unicodeScalars)
            case "\"": text.append(contentsOf: "\\\"".unicodeScalars)
            case "\n": text.append(contentsOf: "\\n".unicodeScalars)
            default: text.append(scalar)
            }
        }
        return String(text)
    }
}

extension PrometheusRegistry {
    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        sample(label, dimensions) { PrometheusCounter() }
    }

    func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        aggregate
            ? sample(label, dimensions) { PrometheusHistogram() }
            : sample(label, dimensions) { PrometheusGauge() }
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        sample(label, dimensions) { PrometheusHistogram() }
    }

    func destroyCounter(_ handler: any CounterHandler) { remove(handler) }

    func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }

    func destroyTimer(_ handler: any TimerHandler) { remove(handler) }
}
