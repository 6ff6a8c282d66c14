// Origins as browsers write them, and what is none.
import CollectorCore
import Testing

@Suite struct WebOriginTests {
  @Test(arguments: [
    ("https://shop.example.com", "https://shop.example.com"), ("HTTPS://Shop.Example.COM/", "https://shop.example.com"),
    ("https://shop.example.com:443", "https://shop.example.com"),
    ("http://shop.example.com:80", "http://shop.example.com"),
    ("http://shop.example.com:443", "http://shop.example.com:443"), ("http://localhost:3000", "http://localhost:3000"),
    ("http://127.0.0.1:65535", "http://127.0.0.1:65535"), ("https://[2001:DB8::1]", "https://[2001:db8::1]"),
    ("https://[::1]:8443", "https://[::1]:8443"), ("https://xn--mnchen-3ya.example", "https://xn--mnchen-3ya.example"),
    ("https://my_shop.example", "https://my_shop.example"),
  ])
  func `an origin has one text`(given: String, text: String) {
    #expect(WebOrigin(given)?.text == text)
  }

  @Test(arguments: [
    "", "null", "*", "https://", "https://*.example.com", "https://example.com/shop", "https://example.com//",
    "example.com",
    "//example.com", "ftp://example.com", "https://ann@example.com", "https://example.com?x", "https://example.com#x",
    "https://example.com:", "https://example.com:0", "https://example.com:080", "https://example.com:65536",
    "https://example.com:+80", "https://münchen.example", "https://exa mple.com", "https://example..com",
    "https://.com",
    "https://-a.com", "https://[::1", "https://[g]", "https://\(String(repeating: "a", count: 64)).com",
    "https://\(String(repeating: "a.", count: 150))com", "file://", "chrome-extension://abc", "https:/example.com",
  ])
  func `what is no exact origin is none`(given: String) {
    #expect(WebOrigin(given) == nil)
  }

  @Test func `the authority is what a browser on that page sends as Host`() {
    #expect(WebOrigin("https://Shop.example.com:8443")?.authority == "shop.example.com:8443")
    #expect(WebOrigin("https://shop.example.com:443")?.authority == "shop.example.com")
  }
}
