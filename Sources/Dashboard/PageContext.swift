package import Hummingbird
package import InboundHTTP
internal import Pages

/// What pages need to know of a request besides the request: the client's address, to limit how
/// often it may guess a token, and its connection, to end what nobody waits for.
package typealias PageContext = RemoteAddressRequestContext & ConnectionContext
