// The form for web pages: its script, what a page may ask about its key, and the routes that pages may call.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct WidgetRoutes: Sendable {
  static let script = "/widget.js"
  /// GET `?key=`: whether the asking page may use that key, and what to do if not. A browser hides from a page why the others
  /// refuse it; this one tells every page.
  static let check = "/v1/web-key"
  /// The routes that pages may call, of those that were added before.
  static let routesForPages: [(method: HTTPMethod, pattern: String)] = [
    (.POST, WirePaths.reports), (.POST, WirePaths.batches), (.POST, WirePaths.messages), (.GET, WirePaths.updates),
    (.GET, WirePaths.knownIssues), (.PUT, AttachmentRoutes.pattern), (.PUT, MessageAttachmentRoutes.pattern),
    (.GET, MessageAttachmentRoutes.pattern),
  ]

  let keys: ActiveKeys
  let secrets: any Secrets

  func add(to router: inout Router) {
    router.openToPages(.pages(keys), Self.routesForPages)
    router.immediate(.GET, Self.check, access: .anyone) { [self] request in
      do { try check(request) } catch {
        return (ErrorAnswer(error) ?? .unforeseen).response
      }
      return .json(200, Array(#"{"ok":true}"#.utf8))
    }
    router.openToPages(.everyPage, [(.GET, Self.check)])
    router.immediate(.GET, Self.script, access: .anyone) { WidgetScript.shipped.answer(to: $0) }
  }

  private func check(_ request: HTTPRequest) throws {
    guard let key = request.query("key"), key.utf8.count <= AppKeyText.limit else { throw PageKey.unknown }
    if let page = keys.pageKey(key) { return try page.check(request) }
    throw keys.entry(hash: AppKeyText.hash(of: key, secrets)) == nil ? PageKey.unknown : PageKey.secretInPage
  }
}
