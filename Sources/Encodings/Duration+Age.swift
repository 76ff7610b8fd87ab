extension Duration {
    /// An age in days or hours, such as `90d` or `12h`; nil for anything else.
    package init?(age text: String) {
        for (unit, seconds) in [("d", 86_400), ("h", 3600)] where text.hasSuffix(unit) {
            guard let count = Int(text.dropLast()), (0...100_000).contains(count) else { continue }
            self = .seconds(count * seconds)
            return
        }
        return nil
    }
}
