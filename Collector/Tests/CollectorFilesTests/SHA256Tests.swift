import CollectorCore
import Testing

@testable import CollectorFiles

@Suite struct SHA256Tests {
  // FIPS 180-2, appendix B.1.
  @Test func `The hash is SHA-256`() {
    #expect(
      SHA256.text(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }
}
