// Accepts a form only when it was sent from this board's own pages, by the session that it was made for.
import CollectorCore
import CollectorHTTP

struct FormGuard: Sendable {
  let secrets: any Secrets
  /// See ``BoardOptions/origin``.
  let origin: String?

  static let field = "form_token"

  /// The token of a session's forms, different in each response: random bytes, then the token XOR these.
  ///
  /// Pages are compressed and repeat what was searched for. A text that is the same in each response could be guessed byte by
  /// byte from their lengths (BREACH); a masked one cannot.
  func maskedToken(session: [UInt8]) -> String {
    let mask = secrets.makeToken()
    return Hexadecimal.text(mask + zip(mask, token(session: session)).map { $0 ^ $1 })
  }

  /// A hash of the session's token with a suffix, so it does not reveal the session's token. 32 bytes.
  private func token(session: [UInt8]) -> [UInt8] { secrets.tokenHash(session + Array("form".utf8)) }

  private static func unmasked(_ text: String) -> [UInt8]? {
    guard text.utf8.count == 128, let bytes = Hex.bytes(text) else { return nil }
    return zip(bytes.prefix(32), bytes.suffix(32)).map { $0 ^ $1 }
  }

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
    guard let given = Self.unmasked(form[Self.field] ?? ""), let wanted = Self.unmasked(viewer.formToken),
      secrets.areEqual(given, wanted)
    else {
      throw HTTPError(
        status: 403, code: "stale_form",
        message: AccessText.staleForm)
    }
  }

  private static var foreign: HTTPError {
    HTTPError(status: 403, code: "foreign_form", message: AccessText.foreignForm)
  }
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
