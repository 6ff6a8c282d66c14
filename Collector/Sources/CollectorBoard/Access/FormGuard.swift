// Lets a form through only when it was sent from this board's own pages, by the session that it was made for.
import CollectorCore
import CollectorHTTP

struct FormGuard: Sendable {
  let secrets: any Secrets
  /// See ``BoardOptions/origin``.
  let origin: String?

  static let field = "form_token"

  func token(session: [UInt8]) -> String { Hex.text(secrets.tokenHash(session + Array("form".utf8))) }

  /// Throws 403 for a form that another site made.
  func checkOrigin(_ request: HTTPRequest) throws(HTTPError) {
    // Browsers send Sec-Fetch-Site themselves and pages cannot set it; older ones send Origin with every POST.
    if let site = request.headers["sec-fetch-site"] {
      guard site == "same-origin" || site == "none" else { throw Self.foreign }
      return
    }
    guard let sender = request.headers["origin"] else { return }
    if let origin {
      guard sender == origin else { throw Self.foreign }
      return
    }
    guard let scheme = sender.range(ofCharacters: "://"), let host = request.headers["host"],
      sender[scheme.upperBound...].lowercased() == host.lowercased()
    else { throw Self.foreign }
  }

  /// Throws 403 unless the form carries the session's token.
  func checkToken(_ form: HTTPForm, _ viewer: Viewer) throws(HTTPError) {
    let given = form[Self.field] ?? ""
    guard secrets.areEqual(Array(given.utf8), Array(viewer.formToken.utf8)) else {
      throw HTTPError(
        status: 403, code: "stale_form",
        message: "This form belongs to another sign-in. Go back, reload the page and send it again.")
    }
  }

  private static let foreign = HTTPError(
    status: 403, code: "foreign_form", message: "This form was not sent from the board, so nothing was done.")
}

extension String {
  /// The first place where `text` stands.
  fileprivate func range(ofCharacters text: String) -> Range<String.Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
