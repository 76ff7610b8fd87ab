/// The pages of a long list.
package struct Pager: Sendable {
    /// How many entries come before this page.
    package let offset: Int
    private let size: Int

    /// Reads where the query says that the page begins.
    package init(_ request: PageRequest, size: Int) {
        offset = max(0, request.query["offset"].flatMap { Int($0) } ?? 0)
        self.size = size
    }

    /// The links to newer and older pages of a list that is read by position.
    ///
    /// - Parameters:
    ///   - next: The `before` of the next page; nil if this is the last.
    ///   - isFirst: Whether this is the newest page.
    ///   - request: The request for this page.
    /// - Returns: An object for the template `pager`; nil if there is only this page.
    package static func value(
        next: Int64?,
        isFirst: Bool,
        _ request: PageRequest
    ) -> PageValue? {
        if next == nil, isFirst { return nil }
        return .members([
            "isByTime": true,
            "previousHref": isFirst ? nil : .text(request.href(["before": nil])),
            "nextHref": next.map { .text(request.href(["before": String($0)])) },
        ])
    }

    /// The links to the pages beside this one; nil if there is only this one.
    package func value(of total: Int64, _ request: PageRequest) -> PageValue? {
        let total = Int(total)
        if offset == 0, total <= size { return nil }
        let (previous, next) = (max(0, offset - size), offset + size)
        return .members([
            "from": .count(min(offset + 1, total)), "to": .count(min(next, total)),
            "total": .count(total),
            "previousHref": offset == 0
                ? nil : .text(request.href(["offset": previous == 0 ? nil : String(previous)])),
            "nextHref": next >= total ? nil : .text(request.href(["offset": String(next)])),
        ])
    }
}
