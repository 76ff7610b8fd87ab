/// Bodies as senders write them.
enum Bodies {
    static let folder = #""projectId":"p","environment":"dev","secretPath":"/app""#

    static func data(_ members: String) -> String { "{\(folder),\(members)}" }

    static func cloudEvent(
        _ id: String,
        type: String = "secrets.changed",
        data: String? = nil
    ) -> String {
        let data = data ?? Self.data(#""changes":[\#(set("API_KEY", "canary-\(id)"))]"#)
        return
            #"{"specversion":"1.0","id":"\#(id)","source":"/kms","type":"\#(type)","#
            + #""data":\#(data)}"#
    }

    static func set(_ key: String, _ value: String) -> String {
        #"{"op":"set","key":"\#(key)","value":"\#(value)"}"#
    }

    static func batch(_ events: [String]) -> String { "[\(events.joined(separator: ","))]" }

    static func hanzo(event: String = "secrets.modified", at milliseconds: Int64) -> String {
        #"{"event":"\#(event)","project":{"workspaceId":"p","projectId":"p","environment":"dev","#
            + #""secretPath":"/app","changedBy":"Ada","changedByActorType":"user"},"#
            + #""timestamp":\#(milliseconds)}"#
    }
}
