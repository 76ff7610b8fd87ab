/// The JSON of `PUT /sandbox/faults`; every member is optional and defaults to no fault.
extension ChecklyFaults: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case listing, sendsContentRange, secretReadsAs, flagsReadAs, postBlankAnswer
        case unsetSecretAnswer
        case notFoundHasMessage, wrongAccountAnswer, requestLimitPerWindow, retryAfterSeconds
        case latencyMilliseconds, failures, groupMaxItems, groupPutBehaviour, groupBlankValue
        case groupUnknownField
    }

    /// The members of the JSON.
    package static let names = CodingKeys.allCases.map(\.rawValue)

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func value<Value: Decodable>(_ key: CodingKeys, or standard: Value) throws -> Value {
            try container.decodeIfPresent(Value.self, forKey: key) ?? standard
        }
        self.init()
        listing = try value(.listing, or: listing)
        sendsContentRange = try value(.sendsContentRange, or: sendsContentRange)
        secretReadsAs = try value(.secretReadsAs, or: secretReadsAs)
        flagsReadAs = try value(.flagsReadAs, or: flagsReadAs)
        postBlankAnswer = try value(.postBlankAnswer, or: postBlankAnswer)
        unsetSecretAnswer = try value(.unsetSecretAnswer, or: unsetSecretAnswer)
        notFoundHasMessage = try value(.notFoundHasMessage, or: notFoundHasMessage)
        wrongAccountAnswer = try value(.wrongAccountAnswer, or: wrongAccountAnswer)
        requestLimitPerWindow = try container.decodeIfPresent(
            RequestLimit.self,
            forKey: .requestLimitPerWindow
        )
        retryAfterSeconds = try container.decodeIfPresent(Int.self, forKey: .retryAfterSeconds)
        latency = try container.decodeIfPresent(Int.self, forKey: .latencyMilliseconds)
            .map { .milliseconds($0) }
        failures = try value(.failures, or: failures)
        groupMaxItems = try value(.groupMaxItems, or: groupMaxItems)
        groupPutBehaviour = try value(.groupPutBehaviour, or: groupPutBehaviour)
        groupBlankValue = try value(.groupBlankValue, or: groupBlankValue)
        groupUnknownField = try value(.groupUnknownField, or: groupUnknownField)
    }
}
