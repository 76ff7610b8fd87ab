import OutboundHTTP
import Testing

@Suite struct OutboundResponseTests {
    @Test(arguments: ["Retry-After", "retry-after", "RETRY-AFTER"])
    func `a header is found whatever the case of its name`(name: String) {
        let response = OutboundResponse(
            status: 429,
            headers: [
                (name: "Date", value: "now"), (name: "retry-AFTER", value: "7"),
                (name: "Retry-After", value: "8"),
            ]
        )
        #expect(response.header(name) == "7")
        #expect(response.header("retry") == nil)
    }
}
