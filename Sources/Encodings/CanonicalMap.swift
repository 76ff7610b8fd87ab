/// The members of a map in the order of their encoding.
///
/// Every delivery builds, encodes and decodes an envelope, so a sorted array is used to avoid both
/// hashing and sorting.
package struct CanonicalMap: Sendable, Equatable {
    /// A name with its value.
    package struct Member: Sendable, Equatable {
        /// The name as text, unique within the map.
        package let name: String
        /// What the name stands for.
        package var value: CanonicalValue
    }

    private var members: [Member] = []

    /// Makes an empty map.
    package init() {}

    /// Makes a map from a dictionary.
    package init(_ values: [String: CanonicalValue]) {
        self.init(sorting: values.map { Member(name: $0.key, value: $0.value) })
    }

    /// Makes a map from a dictionary whose names were already normalized.
    package init(_ values: [NameKey: CanonicalValue]) {
        self.init(sorting: values.map { Member(name: $0.key.text, value: $0.value) })
    }

    /// The names must be distinct.
    private init(sorting members: [Member]) {
        self.members = members.sorted { Self.precedes($0.name, $1.name) }
    }

    init(capacity: Int) {
        members.reserveCapacity(capacity)
    }

    /// The value of a member; assigning nil removes the member.
    package subscript(name: String) -> CanonicalValue? {
        get {
            let index = index(of: name)
            return holds(name, at: index) ? members[index].value : nil
        }
        set {
            let index = index(of: name)
            switch (holds(name, at: index), newValue) {
            case (true, let value?): members[index].value = value
            case (true, nil): members.remove(at: index)
            case (false, let value?): members.insert(Member(name: name, value: value), at: index)
            case (false, nil): break
            }
        }
    }

    /// Appends a member that sorts after all others; returns false and changes nothing if it does
    /// not.
    mutating func append(_ name: String, _ value: CanonicalValue) -> Bool {
        if let last = members.last, !Self.precedes(last.name, name) { return false }
        members.append(Member(name: name, value: value))
        return true
    }

    private func holds(_ name: String, at index: Int) -> Bool {
        index < members.count && members[index].name.hasSameBytes(as: name)
    }

    /// The index at which a name is or belongs.
    private func index(of name: String) -> Int {
        var (low, high) = (0, members.count)
        while low < high {
            let middle = (low + high) / 2
            if Self.precedes(members[middle].name, name) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    /// The bytewise order of encoded text keys (RFC 8949 section 4.2.1).
    ///
    /// The head carries the length, so shorter names come first.
    private static func precedes(_ a: String, _ b: String) -> Bool {
        let (left, right) = (a.utf8, b.utf8)
        if left.count != right.count { return left.count < right.count }
        return left.lexicographicallyPrecedes(right)
    }
}

extension CanonicalMap: RandomAccessCollection {
    /// Positions are those of the encoded order.
    package var startIndex: Int { members.startIndex }
    package var endIndex: Int { members.endIndex }
    package subscript(position: Int) -> Member { members[position] }
}

extension CanonicalMap: ExpressibleByDictionaryLiteral {
    /// Makes a map from a literal; the last of several equal names wins.
    package init(dictionaryLiteral elements: (String, CanonicalValue)...) {
        self.init(capacity: elements.count)
        for (name, value) in elements { self[name] = value }
    }
}
