// A site that embeds the form, under a policy as strict as a site can have: pages of its own origin, and nothing of ours but a script.
import CollectorHTTP
import Foundation
import Synchronization

final class PageServer: Sendable {
  let port: Int
  private let server: HTTPServer

  /// The site as its own origin, and the same server as somebody else's: to a browser these are two sites.
  var origin: String { "http://127.0.0.1:\(port)" }
  var otherOrigin: String { "http://localhost:\(port)" }

  /// `script` is where a page finds widget.js. Attributes of the script element come from the page's query.
  init(script: @escaping @Sendable () -> String) throws {
    var router = Router()
    router.immediate(.GET, "/shop/{name}") { request in
      let script = script()
      let collector = script.components(separatedBy: "/").prefix(3).joined(separator: "/")
      let lang = request.query("lang") ?? "en"
      let attributes = request.query.filter { $0.name.hasPrefix("data-") }.map { " \($0.name)=\"\($0.value)\"" }
        .joined()
      var response = HTTPResponse.html(
        """
        <!doctype html><html lang="\(lang)"><head><title>Shop</title>
        <meta name="viewport" content="width=device-width">
        <script src="\(script)"\(attributes) defer></script></head>
        <body><main><h1>Shop</h1><p>Tea and honey.</p><a href="/shop/tea">Tea</a></main></body></html>
        """)
      response.headers.set(
        "Content-Security-Policy",
        "default-src 'none'; script-src \(collector); connect-src \(collector); img-src 'self'; base-uri 'none'; form-action 'none'; "
          + "frame-ancestors 'none'")
      return response
    }
    router.immediate(.GET, "/favicon.ico") { _ in HTTPResponse(status: 204) }
    server = HTTPServer(configuration: HTTPServerConfiguration(host: "127.0.0.1", port: 0), router: router) { _ in }
    port = try server.start()
  }

  func stop() async { await server.stop(within: .seconds(2)) }
}
