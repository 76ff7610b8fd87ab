internal import APIServing
internal import LiveLog
internal import ManagementAPI
internal import OutboundHTTP
internal import ReadModels
internal import Settings

extension ChecklySyncServer {
    /// What the API tells of this server.
    func facts(_ parts: ServerParts) -> ServerFacts {
        let budget = parts.checkly.budget
        let sizes = FileSizes(
            path: settings.dataDirectory + "/events.sqlite",
            clock: system.clock
        )
        return ServerFacts(
            sizes: { sizes.current },
            addresses: { [self] in addresses(parts.ports) },
            requestLimit: settings.requestsPerMinute,
            requestsLeft: { await budget.remaining($0) }
        )
    }

    /// Whether the disk of the data directory has room for what is to come.
    static func diskItems(_ directory: String) -> [AttentionItem] {
        guard let space = DiskSpace(of: directory), space.isNearlyFull else { return [] }
        return [
            AttentionItem(
                "disk-nearly-full",
                .problem,
                .server,
                "The disk of the data directory has \(space.free / 1_000_000) MB left, "
                    + "\(space.freePercent) %.",
                hint: "Make room: a log that cannot be written refuses deliveries."
            )
        ]
    }

    /// Where this server is reached.
    func addresses(_ ports: ListeningPorts) -> ServerFacts.Addresses {
        var (webhooks, admin) = (settings.webhookListen, settings.adminListen)
        webhooks.port = ports.port(of: .webhooks) ?? webhooks.port
        admin.port = ports.port(of: .admin) ?? admin.port
        func scheme(_ files: TLSFiles?) -> String { files == nil ? "http://" : "https://" }
        return ServerFacts.Addresses(
            publicURL: settings.publicURL,
            webhooks: scheme(settings.webhookTLS) + webhooks.text,
            admin: scheme(settings.adminTLS) + admin.text
        )
    }
}
