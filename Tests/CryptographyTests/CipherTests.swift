import Encodings
import Cryptography
import Testing

/// AES-256-GCM by the test cases of McGrew and Viega, which NIST SP 800-38D took over; HMAC by RFC
/// 4231 and RFC 2202.
@Suite struct CipherTests {
    private static let zeroKey = [UInt8](repeating: 0, count: 32)
    private static let zeroNonce = [UInt8](repeating: 0, count: 12)

    @Test(arguments: [
        (0, "530f8afbc74536b9a963b4f1c4cb738b"),
        (16, "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
    ])
    func `AES-256-GCM seals as test cases 13 and 14`(count: Int, sealed: String) throws {
        let plaintext = [UInt8](repeating: 0, count: count)
        let result = try AESGCM.seal(
            plaintext,
            key: Self.zeroKey,
            nonce: Self.zeroNonce,
            authenticating: []
        )
        #expect(Hex.encode(result) == sealed)
        #expect(
            try AESGCM.open(result, key: Self.zeroKey, nonce: Self.zeroNonce, authenticating: [])
                == plaintext
        )
    }

    @Test(arguments: 0..<20)
    func `a ciphertext with any byte changed does not open`(index: Int) throws {
        var sealed = try AESGCM.seal(
            [1, 2, 3, 4],
            key: Self.zeroKey,
            nonce: Self.zeroNonce,
            authenticating: [9]
        )
        sealed[index] ^= 1
        #expect(throws: CryptographyError.notAuthentic) {
            try AESGCM.open(sealed, key: Self.zeroKey, nonce: Self.zeroNonce, authenticating: [9])
        }
    }

    @Test func `a ciphertext opens only with what it was bound to and whole`() throws {
        let sealed = try AESGCM.seal(
            [1],
            key: Self.zeroKey,
            nonce: Self.zeroNonce,
            authenticating: [9]
        )
        #expect(throws: CryptographyError.notAuthentic) {
            try AESGCM.open(sealed, key: Self.zeroKey, nonce: Self.zeroNonce, authenticating: [8])
        }
        #expect(throws: CryptographyError.notAuthentic) {
            try AESGCM.open([1], key: Self.zeroKey, nonce: Self.zeroNonce, authenticating: [9])
        }
        #expect(throws: CryptographyError.wrongLength(of: "key")) {
            try AESGCM.seal([1], key: [1], nonce: Self.zeroNonce, authenticating: [])
        }
    }

    @Test func `HMAC with SHA-512 and SHA-1 are those of RFC 4231 and RFC 2202 case 2`() {
        let (message, key) = (Array("what do ya want for nothing?".utf8), Array("Jefe".utf8))
        #expect(
            Hex.encode(HMAC.authenticate(message, key: key, using: .sha512))
                == "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
        )
        #expect(
            Hex.encode(HMAC.authenticate(message, key: key, using: .sha1))
                == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
        )
    }

    @Test func `parts hash as what they are parts of`() {
        let (parts, whole): ([[UInt8]], [UInt8]) = ([[1], [], [2, 3]], [1, 2, 3])
        #expect(SHA256.digest(parts: parts) == SHA256.digest(whole))
        #expect(HMAC.authenticate(parts: parts, key: []) == HMAC.authenticate(whole, key: []))
        #expect(
            Hex.encode(SHA256.digest([]))
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        )
    }

    @Test func `a prefix is not equal`() {
        #expect(isEqualInConstantTime([1, 2], [1, 2]))
        #expect(!isEqualInConstantTime([1, 2], [1]))
        #expect(!isEqualInConstantTime([1, 2], [1, 3]))
        #expect(isEqualInConstantTime([], []))
    }

    @Test(arguments: ["0", "0g", "é", " 00"])
    func `malformed hexadecimal is refused`(text: String) {
        #expect(Hex.decode(text) == nil)
        #expect(Hex.decode("0aFF") == [10, 255])
    }

    @Test(arguments: ["-_8", "-_8=", "+/8"])
    func `lenient base64 takes the URL-safe alphabet and no padding`(text: String) {
        #expect(Base64.decodeLenient(text) == [0xFB, 0xFF])
        #expect(Base64.decode(text) == nil)
    }

    @Test func `random bytes differ`() throws {
        #expect(try SecureRandom.bytes(count: 32) != SecureRandom.bytes(count: 32))
    }
}
