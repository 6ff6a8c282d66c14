// Addresses, secrets and back-off of webhooks.
import CollectorCore
import TellbackWire
import Testing

@Suite struct WebhookTests {
  @Test(arguments: [
    "https://hooks.example.com", "https://hooks.example.com/a/b?c=d&e=%20", "HTTPS://Example.com:8443/x",
    "https://192.0.2.1/", "https://[2001:db8::1]:443/x", "https://xn--bcher-kva.example/",
  ])
  func `an address with TLS is taken as it is written`(_ text: String) throws {
    #expect(try WebhookAddress.checked(text, allowsPlain: false) == text)
  }

  @Test(
    arguments: [
      ("http://hooks.example.com/", .needsTLS), ("https://ann:pass@example.com/", .hasPassword),
      ("https://example.com@10.0.0.1/", .hasPassword), ("https://example.com/#x", .hasFragment),
      ("https://example.com/a b", .noAddress), ("https://example.com/\r\nX-Evil: 1", .noAddress),
      ("https://example.com/\u{0}", .noAddress), ("https://exämple.com/", .noAddress), ("https://", .noAddress),
      ("https:///x", .noAddress), ("https://.example.com", .noAddress), ("https://example.com:0/", .noAddress),
      ("https://example.com:65536/", .noAddress), ("https://example.com:+80/", .noAddress),
      ("https://example.com:/", .noAddress), ("https://[::1/", .noAddress), ("https://[::1]x/", .noAddress),
      ("https://[fe80::1%25eth0]/", .noAddress), ("file:///etc/passwd", .noAddress), ("gopher://x/", .noAddress),
      ("javascript:alert(1)", .noAddress), ("//example.com/", .noAddress), ("https:/example.com", .noAddress),
      ("https://example.com\\@10.0.0.1/", .noAddress), ("https://-x.example/", .noAddress), ("", .noAddress),
    ] as [(String, WebhookAddressError)])
  func `what is no address for a webhook is refused with its reason`(_ text: String, _ error: WebhookAddressError) {
    #expect(throws: error) { try WebhookAddress.checked(text, allowsPlain: false) }
  }

  @Test func `an address is taken up to its limit, and plain where that is allowed`() throws {
    let base = "https://example.com/"
    let longest = base + String(repeating: "a", count: WebhookAddress.limit - base.utf8.count)
    #expect(try WebhookAddress.checked(longest, allowsPlain: false) == longest)
    #expect(throws: WebhookAddressError.tooLong(bytes: WebhookAddress.limit + 1)) {
      try WebhookAddress.checked(longest + "a", allowsPlain: false)
    }
    #expect(try WebhookAddress.checked("http://ci.local:8080/x", allowsPlain: true) == "http://ci.local:8080/x")
  }

  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ])
  func `Base64 is that of RFC 4648`(_ text: String, _ encoded: String) {
    #expect(Base64.text(Array(text.utf8)) == encoded)
  }

  @Test func `a secret has 24 to 64 bytes and is written as receivers take it`() throws {
    #expect(
      WebhookSecret([UInt8](repeating: 0, count: 23)) == nil && WebhookSecret([UInt8](repeating: 0, count: 65)) == nil)
    let secret = try #require(WebhookSecret([UInt8](repeating: 0, count: 24)))
    #expect(secret.text == "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
  }

  @Test func `attempts go on for three days, ever more apart, and never before the receiver wants them`() {
    let start = Timestamp(milliseconds: 1_790_000_000_000)
    var (now, attempts, waits) = (start, Int64(1), [Int64]())
    while let next = WebhookBackOff.next(after: attempts, firstAt: start, now: now, retryAfter: nil, spread: 0.5) {
      waits.append((next.milliseconds - now.milliseconds) / 1_000)
      (now, attempts) = (next, attempts + 1)
    }
    #expect(waits == waits.sorted() && waits.first == 5 && (15...25).contains(waits.count))
    let hours = (now.milliseconds - start.milliseconds) / 3_600_000
    #expect((60...72).contains(hours))
    #expect(
      WebhookBackOff.next(after: 1, firstAt: start, now: start, retryAfter: 90, spread: 0) == start.adding(seconds: 90))
    let patience = WebhookLimits.patience
    #expect(WebhookBackOff.next(after: 1, firstAt: start, now: start, retryAfter: patience, spread: 0) != nil)
    #expect(WebhookBackOff.next(after: 1, firstAt: start, now: start, retryAfter: patience + 1, spread: 0) == nil)
  }
}
