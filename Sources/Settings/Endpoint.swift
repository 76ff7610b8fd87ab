/// One of the two endpoints of the server.
package enum Endpoint: String, Sendable {
    case webhooks, admin
}
