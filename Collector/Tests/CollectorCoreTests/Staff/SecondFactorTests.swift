// One-time codes against the vectors of their RFCs, and how a typed code is taken.
import CollectorCore
import TellbackWire
import Testing

@testable import CollectorCore

private struct PlainSecrets: Secrets {
  func passwordHash(_ password: String) throws -> String { password }
  func verify(password: String, hash: String) -> Bool { password == hash }
  func makeToken() -> [UInt8] { [UInt8](repeating: 1, count: 32) }
  func tokenHash(_ token: [UInt8]) -> [UInt8] { token }
  func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool { left == right }
}

@Suite struct SecondFactorTests {
  private let secret = Array("12345678901234567890".utf8)

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
  }

  @Test func `SHA-1 gives what FIPS 180 and RFC 3174 say, for messages of every length around a block`() {
    #expect(hex(SHA1.hash([])) == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
    #expect(hex(SHA1.hash(Array("abc".utf8))) == "a9993e364706816aba3e25717850c26c9cd0d89d")
    let two = Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8)
    #expect(hex(SHA1.hash(two)) == "84983e441c3bd26ebaae4aa1f95129e5e54670f1")
    let million = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    #expect(hex(SHA1.hash(million)) == "34aa973cd4c4daa4f61eeb2bdbad27316534016f")
    let digits = (0..<80).flatMap { _ in Array("01234567".utf8) }
    #expect(hex(SHA1.hash(digits)) == "dea356a2cddd90c7a7ecedc5ebb563934f460452")
  }

  @Test func `HMAC-SHA-1 gives what RFC 2202 says`() {
    let cases: [(key: [UInt8], data: [UInt8], digest: String)] = [
      (.init(repeating: 0x0B, count: 20), Array("Hi There".utf8), "b617318655057264e28bc0b6fb378c8ef146be00"),
      (Array("Jefe".utf8), Array("what do ya want for nothing?".utf8), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
      (
        .init(repeating: 0xAA, count: 20), .init(repeating: 0xDD, count: 50), "125d7342b9ac11cd91a39af48aa17b4f63f175d3"
      ),
      (
        .init(repeating: 0xAA, count: 80), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
        "aa4ae5e15272d00e95705637ce8a3b55ed402112"
      ),
    ]
    for (key, data, digest) in cases { #expect(hex(SHA1.authenticate(data, key: key)) == digest) }
  }

  @Test func `codes are those of RFC 4226, appendix D, and RFC 6238, appendix B`() {
    let counted = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
    for (step, code) in counted.enumerated() {
      #expect(OneTimeCode.code(secret: secret, step: Int64(step)) == code)
    }
    let timed: [(seconds: Int64, code: String)] = [
      (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
      (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
    ]
    for (seconds, code) in timed {
      let step = OneTimeCode.step(at: Timestamp(milliseconds: seconds * 1_000))
      #expect(OneTimeCode.code(secret: secret, step: step, digits: 8) == code)
    }
  }

  @Test func `a code is taken one step early or late, with a space in it, and no other`() {
    let moment = Timestamp(milliseconds: 1_111_111_111_000)
    let step = OneTimeCode.step(at: moment)
    func matched(_ text: String) -> Int64? {
      OneTimeCode.matchedStep(text, secret: secret, at: moment, secrets: PlainSecrets())
    }
    for offset in Int64(-3)...3 {
      let code = OneTimeCode.code(secret: secret, step: step + offset)
      #expect(matched(code) == (abs(offset) <= 1 ? step + offset : nil))
      #expect(matched("\(code.prefix(3)) \(code.suffix(3))") == (abs(offset) <= 1 ? step + offset : nil))
    }
    for text in ["", "12345", "1234567", "abcdef", "٠٥٠٤٧١"] { #expect(matched(text) == nil) }
    #expect(
      OneTimeCode.matchedStep("755224", secret: secret, at: Timestamp(milliseconds: -5), secrets: PlainSecrets()) == 0)
  }

  @Test func `base 32 is that of RFC 4648, without padding`() {
    let known = [
      "": "", "f": "MY", "fo": "MZXQ", "foo": "MZXW6", "foob": "MZXW6YQ", "fooba": "MZXW6YTB", "foobar": "MZXW6YTBOI",
    ]
    for (text, encoded) in known { #expect(Base32.text(Array(text.utf8)) == encoded) }
  }

  @Test func `the key's address names the account, escaped`() {
    #expect(
      OneTimeCode.uri(secret: secret, email: "a&b@example.com")
        == "otpauth://totp/Tellback:a%26b%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Tellback"
        + "&algorithm=SHA1&digits=6&period=30")
  }

  @Test func `a recovery code is known however it is typed, and nothing else is one`() {
    let text = RecoveryCode.text((0..<32).map { UInt8($0 * 7) })
    #expect(text.split(separator: "-").map(\.count) == [4, 4, 4, 4])
    let hash = RecoveryCode.hash(text, secrets: PlainSecrets())
    #expect(hash != nil)
    #expect(RecoveryCode.hash(" " + text.uppercased().replacing("-", with: " "), secrets: PlainSecrets()) == hash)
    for other in ["", "123456", String(text.dropLast()), text + "a", text.replacing("-", with: "_")] {
      #expect(RecoveryCode.hash(other, secrets: PlainSecrets()) == nil)
    }
  }
}

@Suite struct StaffProfileTests {
  @Test func `a profile that cannot be meant is refused for what is wrong with it`() throws {
    let long = String(repeating: "é", count: 101)
    #expect(throws: StaffError.noName) { try StaffProfile(name: " \n ") }
    #expect(throws: StaffError.nameTooLong(bytes: 202)) { try StaffProfile(name: long) }
    #expect(throws: StaffError.nameHasLines) { try StaffProfile(name: "a\nb") }
    #expect(throws: StaffError.noLanguage("german!")) { try StaffProfile(name: "A", languages: ["german!"]) }
    #expect(throws: StaffError.noLanguage("")) { try StaffProfile(name: "A", languages: [""]) }
    #expect(throws: StaffError.tooManyLanguages(11)) {
      try StaffProfile(name: "A", languages: (0..<11).map { "de-\($0)" })
    }
    #expect(throws: StaffError.noTimeZone("../etc")) { try StaffProfile(name: "A", timeZone: "../etc") }
    #expect(try StaffProfile(name: " A ", languages: ["zh-Hant-TW"], timeZone: "Etc/GMT+5").name == "A")
  }

  @Test(arguments: [
    "ann", "@b", "a@", "a@b@c", "a b@c", "a@b\u{A0}", "a@b\n", String(repeating: "a", count: 320) + "@b",
  ])
  func `what is no address is refused`(text: String) {
    #expect(throws: StaffError.noEmail(text)) { try StaffEmail.checked(text) }
  }

  @Test func `an address is kept in lower case`() throws {
    #expect(try StaffEmail.checked("Ann@Example.COM") == "ann@example.com")
  }

  @Test func `whoever sees some apps alone administers nothing`() {
    func account(_ role: StaffRole, _ apps: AppScope) -> StaffAccount {
      StaffAccount(id: 1, email: "a@b", name: "A", role: role, passwordHash: "", createdAt: noon, apps: apps)
    }
    #expect(account(.admin, .all).may(.administer))
    #expect(!account(.admin, .app(AppID(1))).may(.administer))
    #expect(account(.admin, .app(AppID(1))).may(.move))
    #expect(!account(.lead, .all).may(.move))
  }
}
