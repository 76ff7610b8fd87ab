internal import Encodings

/// How Checkly paginates lists, and how some of its servers did not.
extension SandboxChecklyState {
    private static let standardLimit = 10
    private static let limitBounds = 1...100

    func page(
        of items: [SandboxJSON],
        for request: SandboxRequest
    ) throws(ChecklyRefusal) -> SandboxAnswer {
        let limit = try number("limit", in: request, or: Self.standardLimit)
        let page = try number("page", in: request, or: 1)
        guard Self.limitBounds.contains(limit) else {
            throw .badRequest("\"limit\" must be between 1 and 100")
        }
        guard page > 0 else { throw .badRequest("\"page\" must be a positive number") }
        switch faults.listing {
        case .ignoresPaging:
            return .json(200, .array(items))
        case .ignoresLimitOnly:
            return .json(200, .array(page == 1 ? items : []))
        case .paged:
            let first = min((page - 1) * limit, items.count)
            let cut = items[first...].prefix(limit)
            return ranged(.json(200, .array(Array(cut))), cut, items.count, request)
        }
    }

    private func ranged(
        _ answer: SandboxAnswer,
        _ cut: ArraySlice<SandboxJSON>,
        _ total: Int,
        _ request: SandboxRequest
    ) -> SandboxAnswer {
        guard faults.sendsContentRange else { return answer }
        var answer = answer
        let span = cut.isEmpty ? "*" : "\(cut.startIndex)-\(cut.endIndex - 1)"
        answer.headers["content-range"] = "\(span)/\(total)"
        let limit = request.query["limit"].flatMap { Int($0) } ?? Self.standardLimit
        let page = request.query["page"].flatMap { Int($0) } ?? 1
        let last = max(1, (total + limit - 1) / limit)
        var links = ["<\(request.path)?limit=\(limit)&page=\(last)>; rel=\"last\""]
        if page < last {
            links.insert("<\(request.path)?limit=\(limit)&page=\(page + 1)>; rel=\"next\"", at: 0)
        }
        answer.headers["link"] = links.joined(separator: ", ")
        return answer
    }

    private func number(
        _ name: String,
        in request: SandboxRequest,
        or standard: Int
    ) throws(ChecklyRefusal) -> Int {
        guard let text = request.query[name] else { return standard }
        guard let number = Int(text), number <= Int32.max else {
            throw .badRequest("\"\(name)\" must be a number")
        }
        return number
    }
}
