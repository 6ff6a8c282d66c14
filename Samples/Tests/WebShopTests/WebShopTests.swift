import Foundation
import Tellback
import TellbackTesting
import Testing

@testable import CornerShop
@testable import WebShop

/// The shop's site: the form in its pages, the SDK behind them.
struct WebShopTests {
  private func withShop(_ body: (WebShop, RecordingTransport) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("web-shop-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let transport = RecordingTransport()
    var configuration = try ShopOptions(["--key", "tb_test", "--data", folder], environment: [:]).configuration()
    configuration.transport = transport
    let reporter = try Reporter(configuration)
    try await body(
      WebShop(collector: "https://example.com/feedback/", webKey: "tbw_1_\"<", reporter: reporter), transport)
    await reporter.close()
  }

  @Test func `each page embeds the form, under a policy that names the collector in two directives`() async throws {
    try await withShop { shop, _ in
      for path in ["/", "/nothing"] {
        let page = await shop.answer(TinyRequest(method: "GET", path: path))
        #expect(page.status == (path == "/" ? 200 : 404))
        #expect(
          page.html.contains(
            #"<script src="https://example.com/feedback/widget.js" data-key="tbw_1_&quot;&lt;" data-version="1.0.0" defer>"#
          ))
        #expect(page.policy.contains("script-src https://example.com; connect-src https://example.com;"))
        #expect(!page.policy.contains("unsafe"))
      }
    }
  }

  @Test func `what the service itself meets it reports by the SDK, and tells the customer the reference`() async throws
  {
    try await withShop { shop, transport in
      let good = await shop.answer(TinyRequest(method: "POST", path: "/voucher", form: ["code": "AUTUMN-10"]))
      #expect(good.status == 200 && good.html.contains("10 % off"))
      let bad = await shop.answer(
        TinyRequest(method: "POST", path: "/voucher", form: ["code": "<b>SPRING-SALE-15"]))
      #expect(bad.status == 422 && bad.html.contains("&lt;b>SPRING-SALE-15 cannot be read."))
      try await shop.reporter.flush(within: .seconds(20))
      let report = try #require(transport.reports.first)
      #expect(transport.reports.count == 1)
      #expect(report.page == "/voucher" && report.groupingKey == "voucher-refused")
      #expect(report.error?.type.contains("VoucherError") == true)
      #expect(bad.html.contains("We have noted it as \(report.id.reference)"))
    }
  }

  @Test(arguments: [
    ("GET /?x=1 HTTP/1.1\r\nHost: a\r\n\r\n", TinyRequest(method: "GET", path: "/")),
    (
      "POST /voucher HTTP/1.1\r\nContent-Length: 23\r\n\r\ncode=AUTUMN-10%20%3C+%26",
      TinyRequest(method: "POST", path: "/voucher", form: ["code": "AUTUMN-10 < &"])
    ),
    ("nonsense\r\n\r\n", nil), ("GET /\r\n\r\n", nil), ("", nil),
  ])
  func `a request is read, and nonsense is none`(text: String, request: TinyRequest?) {
    #expect(TinyRequest(Array(text.utf8)) == request)
  }

  @Test func `a browser gets the page over a socket`() async throws {
    try await withShop { shop, _ in
      let server = try TinyServer(port: 0)
      server.run { await shop.answer($0) }
      let url = try #require(URL(string: "http://127.0.0.1:\(server.port)/"))
      let page = try String(contentsOf: url, encoding: .utf8)
      #expect(page.contains("Corner Shop") && page.contains("widget.js"))
    }
  }
}
