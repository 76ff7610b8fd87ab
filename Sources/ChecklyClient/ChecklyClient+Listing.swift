internal import Encodings
internal import OutboundHTTP
internal import SyncModel

extension ChecklyClient {
    /// The largest page that Checkly's documentation allows.
    private static let pageSize = 100
    private static let pageLimit = 200
    /// How often to start over if a list changes while it is read.
    private static let readingLimit = 3

    /// The number of requests needed to list this many variables.
    package static func pageCount(of variableCount: Int) -> Int {
        // A full page may not be the last one.
        variableCount / pageSize + 1
    }

    /// All accounts that the key can access; also used to validate a key.
    package func accounts() async throws(ChecklyError) -> [ChecklyAccount] {
        let (response, _) = try await send("GET", "/v1/accounts", account: nil)
        var accounts: [ChecklyAccount] = []
        for account in try elements(of: response) {
            guard let id = account["id"]?.string else {
                throw .unexpectedAnswer("an account has no id.")
            }
            let name = account["name"]?.string ?? ""
            let runtimeID = account["runtimeId"]?.string
            accounts.append(ChecklyAccount(id: id, name: name, runtimeID: runtimeID))
        }
        return accounts
    }

    /// All check groups of an account.
    package func groups(account: String) async throws(ChecklyError) -> [ChecklyGroup] {
        try await list("/v1/check-groups", account: account) { (group) throws(ChecklyError) in
            guard let id = group["id"]?.integer.map(String.init) else { return nil }
            return (id, ChecklyGroup(id: id, name: group["name"]?.string ?? ""))
        }
    }

    /// All variables of an account; never an incomplete list.
    package func variables(account: String) async throws(ChecklyError) -> [ChecklyVariable] {
        try await list("/v1/variables", account: account) { (variable) throws(ChecklyError) in
            guard let key = variable["key"]?.string else { return nil }
            return (
                key,
                ChecklyVariable(
                    key: key,
                    value: variable["value"]?.string
                        .flatMap {
                            $0.isEmpty ? nil : SecretValue($0)
                        },
                    locked: try shownFlag(variable["locked"]),
                    secret: try shownFlag(variable["secret"])
                )
            )
        }
    }

    private func list<Element>(
        _ path: String,
        account: String,
        _ read: (JSONValue) throws(ChecklyError) -> (key: String, Element)?
    ) async throws(ChecklyError) -> [Element] {
        for _ in 0..<Self.readingLimit {
            if let elements = try await readOnce(path, account: account, read) { return elements }
        }
        throw .listIncomplete("it changed each time it was read.")
    }

    /// Reads every page, however this or an older server paginates.
    ///
    /// - Returns: Nil if the total changed between two pages.
    private func readOnce<Element>(
        _ path: String,
        account: String,
        _ read: (JSONValue) throws(ChecklyError) -> (key: String, Element)?
    ) async throws(ChecklyError) -> [Element]? {
        var found: [String: Element] = [:]
        var order: [String] = []
        var total: Int?
        var received = 0
        for page in 1...Self.pageLimit {
            let (response, _) = try await send(
                "GET",
                "\(path)?limit=\(Self.pageSize)&page=\(page)",
                account: account
            )
            let elements = try elements(of: response)
            let pageTotal = Self.total(response.header("content-range"))
            if page > 1, let total, let pageTotal, total != pageTotal { return nil }
            total = pageTotal ?? total
            let before = order.count
            for element in elements {
                guard let (key, value) = try read(element) else {
                    throw .unexpectedAnswer("an element of the list has no key.")
                }
                if found.updateValue(value, forKey: key) == nil { order.append(key) }
            }
            received += elements.count
            let isRepeated = page > 1 && order.count == before
            if let total {
                if received >= total && !isRepeated || order.count >= total {
                    return order.compactMap { found[$0] }
                }
                if elements.isEmpty || isRepeated {
                    throw .listIncomplete("\(order.count) of \(total) arrived.")
                }
            } else if elements.count <= Self.pageSize,
                Self.namesNextPage(response.header("link"))
            {
                if elements.isEmpty || isRepeated {
                    throw .listIncomplete("the page after \(order.count) elements is missing.")
                }
            } else if elements.count != Self.pageSize || isRepeated {
                // A shorter page is the last one, a longer page is the whole list, and a page
                // without new elements is a repetition.
                return order.compactMap { found[$0] }
            }
        }
        throw .listIncomplete("it has more than \(Self.pageLimit) pages.")
    }

    private func elements(of response: OutboundResponse) throws(ChecklyError) -> [JSONValue] {
        guard response.status == 200 else { throw error(of: response) }
        guard let json = try? JSONValue.parse(response.body), let elements = json.array else {
            throw .unexpectedAnswer("the list is not a JSON array.")
        }
        return elements
    }

    /// Whether a `link` header announces another page, however short this one is.
    private static func namesNextPage(_ header: String?) -> Bool {
        let link = header?.lowercased() ?? ""
        return link.contains(#"rel="next""#) || link.contains("rel=next")
    }

    /// The total of a `content-range` such as `0-99/250`; nil if it is `*` or not a number.
    static func total(_ header: String?) -> Int? {
        header?.split(separator: "/").last.flatMap { UInt32($0) }.map(Int.init)
    }
}
