// The person behind a request, found by the session's cookie.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// Somebody who is signed in.
struct Viewer: Sendable {
  let account: StaffAccount
  /// What the forms of this response carry: see ``FormGuard/maskedToken(session:)``.
  let formToken: String
  let sessionHash: [UInt8]
  /// A second factor is required of them and not set up: they see their own account and nothing else.
  var lacksFactor = false
  /// In which they read the board; nil for the language of their browser.
  var language: Language?

  var actor: Actor { .staff(id: account.id, name: account.name) }
  var auditActor: AuditActor { .staff(id: account.id, name: account.name) }

  func may(_ permission: Permission) -> Bool { account.may(permission) }

  /// Throws 403 unless the account has `permission`.
  func check(_ permission: Permission) throws(HTTPError) {
    guard may(permission) else { throw permission.refusal(account.role) }
  }

  /// Throws the same 404 for a ticket of an app that the person does not see as for one that is not there.
  func checkSees(ticket number: Int64, _ reads: any StoreReads) throws {
    guard let ticket = try reads.ticket(number), account.apps.contains(ticket.app) else {
      throw HTTPError.noTicket(number)
    }
  }
}

extension HTTPError {
  static func noTicket(_ number: Int64) -> HTTPError {
    HTTPError(status: 404, code: "no_such_ticket", message: AccessText.noTicket(number))
  }
}

/// Reads and writes a cookie that holds a token: the session's, and the one by which a browser is known.
struct TokenCookie: Sendable {
  private let isSecure: Bool
  /// ``BoardOptions/pathPrefix``.
  private let path: String
  private let base: String

  init(_ base: String = "tellback", isSecure: Bool, path: String) {
    self.base = base
    self.isSecure = isSecure
    self.path = path
  }

  /// Browsers keep a `__Host-` cookie only with the path `/`, and a `__Secure-` cookie with any; both only from a TLS origin
  /// (RFC 6265bis, section 4.1.3).
  var name: String {
    guard isSecure else { return base }
    return path.isEmpty ? "__Host-\(base)" : "__Secure-\(base)"
  }

  /// The 32 bytes of the token; nil without a well-formed cookie.
  func token(in request: HTTPRequest) -> [UInt8]? {
    guard let text = request.cookie(name), text.utf8.count == 64 else { return nil }
    return Hex.bytes(text)
  }

  func header(token: [UInt8], seconds: Int64) -> String {
    "\(name)=\(Hexadecimal.text(token)); \(attributes(seconds: seconds))"
  }

  var clearing: String { "\(name)=; \(attributes(seconds: 0))" }

  private func attributes(seconds: Int64) -> String {
    "Path=\(path.isEmpty ? "/" : path); Max-Age=\(seconds); HttpOnly; SameSite=Lax\(isSecure ? "; Secure" : "")"
  }
}

enum Hex {
  static func bytes(_ text: String) -> [UInt8]? {
    var result: [UInt8] = []
    var rest = text.utf8[...]
    while let high = rest.popFirst() {
      guard let low = rest.popFirst(), let first = value(high), let second = value(low) else { return nil }
      result.append(first << 4 | second)
    }
    return result
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
