// The corner shop as a web site: people tell what is wrong by the form in its pages, the service by the SDK behind them. Both land in
// one queue.
import CornerShop
import Foundation
import Tellback

public struct WebShop: Sendable {
  /// Where the collector answers, as browsers reach it, without a slash at the end.
  let collector: String
  /// The public key of the shop's pages.
  let webKey: String
  let reporter: Reporter

  public init(collector: String, webKey: String, reporter: Reporter) {
    self.collector = collector.hasSuffix("/") ? String(collector.dropLast()) : collector
    self.webKey = webKey
    self.reporter = reporter
  }

  public func answer(_ request: TinyRequest) async -> TinyAnswer {
    switch (request.method, request.path) {
    case ("GET", "/"): return page(200, shelf)
    case ("POST", "/voucher"): return await voucher(request.form["code"] ?? "")
    default: return page(404, "<p>There is no such page. <a href=\"/\">To the shelf</a></p>")
    }
  }

  private var shelf: String {
    let items = Shelf.items.map { "<li>\($0.name): \($0.price)</li>" }.joined()
    return """
      <ul>\(items)</ul>
      <form action="/voucher" method="post"><label>Voucher <input name="code" maxlength="40"></label> <button>Redeem</button></form>
      """
  }

  private func voucher(_ code: String) async -> TinyAnswer {
    let code = String(code.prefix(40))
    // Each request has a session of its own: what one customer does stands in no other's report.
    let session = reporter.session()
    session.enter(page: "/voucher")
    session.step("redeemed a voucher")
    do {
      let voucher = try Voucher(code: code)
      return page(200, "<p>\(voucher.percent) % off. <a href=\"/\">To the shelf</a></p>")
    } catch {
      // The customer did nothing wrong as far as they know, so the service tells it itself, and says that it did.
      let reference = try? await session.report(
        "A voucher was refused at the till.", error: error, groupingKey: "voucher-refused"
      ).reference
      let noted = reference.map { "We have noted it as \($0)." } ?? "Please tell us."
      return page(
        422, "<p>The voucher \(Self.escaped(code)) cannot be read. \(noted) <a href=\"/\">To the shelf</a></p>")
    }
  }

  private func page(_ status: Int, _ main: String) -> TinyAnswer {
    let html = """
      <!doctype html>
      <html lang="en">
      <head><meta charset="utf-8"><title>Corner Shop</title><meta name="viewport" content="width=device-width">
      <script src="\(Self.escaped(collector))/widget.js" data-key="\(Self.escaped(webKey))" data-version="1.0.0" defer></script></head>
      <body><main><h1>Corner Shop</h1>
      \(main)
      </main></body>
      </html>

      """
    // The form needs the collector in two directives, and nothing else.
    let policy = "default-src 'none'; script-src \(origin); connect-src \(origin); form-action 'self'; base-uri 'none'"
    return TinyAnswer(status: status, policy: policy, html: html)
  }

  private var origin: String { collector.components(separatedBy: "/").prefix(3).joined(separator: "/") }

  static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: "\"", with: "&quot;")
  }
}
