internal import APIServing
internal import ManagementAPI
internal import OutboundHTTP

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
