import Encodings
import Cryptography
import Testing

/// Published vectors: FIPS 180-4, RFC 4231, RFC 5869, RFC 8032.
@Suite struct VectorTests {
    @Test func `SHA-256 of abc is that of FIPS 180-4`() {
        #expect(
            Hex.encode(SHA256.digest(Array("abc".utf8)))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
    }

    @Test func `HMAC-SHA-256 is that of RFC 4231 case 2`() {
        let code = HMAC.authenticate(
            Array("what do ya want for nothing?".utf8),
            key: Array("Jefe".utf8)
        )
        #expect(
            Hex.encode(code) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        )
    }

    @Test func `HKDF is that of RFC 5869 case 1`() {
        let key = HKDF.deriveSHA256(
            from: Array(repeating: 0x0B, count: 22),
            salt: Array(0x00...0x0C),
            info: Array(0xF0...0xF9),
            count: 42
        )
        #expect(
            Hex.encode(key)
                == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
                + "34007208d5b887185865"
        )
    }

    @Test func `Ed25519 signs as RFC 8032 test 1`() throws {
        let seed = try #require(
            Hex.decode("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
        )
        let publicKey = try Ed25519.publicKey(forSeed: seed)
        #expect(
            Hex.encode(publicKey)
                == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
        )
        let signature = try Ed25519.sign([], seed: seed)
        #expect(Hex.encode(signature).hasPrefix("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974"))
        #expect(Ed25519.isValid(signature: signature, for: [], publicKey: publicKey))
        #expect(!Ed25519.isValid(signature: signature, for: [1], publicKey: publicKey))
    }

    @Test(arguments: ["", "f", "fo", "foo", "foob", "fooba", "foobar"])
    func `base64 reads what it writes`(text: String) {
        #expect(Base64.decode(Base64.encode(Array(text.utf8))) == Array(text.utf8))
    }

    @Test(arguments: ["Zg", "Zh==", "Z===", "Zg==\n", "Zm9v="])
    func `malformed base64 is refused`(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
