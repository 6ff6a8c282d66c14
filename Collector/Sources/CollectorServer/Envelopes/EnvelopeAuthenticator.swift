// Which app an envelope is for. SDKs name their key in one of four places, and some in several; all must name the same.
import CollectorCore
import CollectorHTTP
import Foundation

struct EnvelopeAuthenticator: Sendable {
  /// A key that is named, or what stands where one would be.
  private enum Named: Equatable {
    case key([UInt8])
    case malformed
  }

  let keys: ActiveKeys

  /// The app, by the keys in the request's head and the DSN in the envelope's. Throws 401 for a key that is missing, unknown or
  /// revoked, 403 when two keys differ, or when the project in the address is another app's.
  func sender(of request: HTTPRequest, dsn: String?) throws -> ActiveKeys.Entry {
    let project = Int64(try request.parameters.int("project"))
    var named = Self.keys(in: request)
    if let dsn {
      let address = EnvelopeAddress(dsn: dsn)
      guard address.map({ $0.project == project }) ?? true else { throw Self.wrongProject }
      named.append(Self.named(address?.key ?? ""))
    }
    guard let first = named.first else {
      throw ErrorAnswer(
        401, "missing_key", field: "sentry_key", "Give the SDK the DSN that `tellback-collector app dsn` shows.")
    }
    guard named.allSatisfy({ $0 == first }) else {
      throw ErrorAnswer(
        403, "keys_differ", field: "sentry_key", "The request names several keys that are not the same.")
    }
    guard case .key(let key) = first, let entry = keys.entry(envelopeKey: key) else {
      throw ErrorAnswer(401, "unknown_key", field: "sentry_key", "This DSN's key is not known here, or was revoked.")
    }
    guard entry.app.value == project else { throw Self.wrongProject }
    return entry
  }

  /// The same, as far as the head tells; nil when it names no key, so that the envelope must.
  func senderByHead(of request: HTTPRequest) throws -> ActiveKeys.Entry? {
    Self.keys(in: request).isEmpty ? nil : try sender(of: request, dsn: nil)
  }

  private static let wrongProject = ErrorAnswer(
    403, "wrong_project", field: "project", "The project in the address is not the one that the key belongs to.")

  private static func keys(in request: HTTPRequest) -> [Named] {
    var texts: [String] = []
    if let key = request.query("sentry_key") { texts.append(key) }
    for header in request.headers.values("x-sentry-auth") { texts += sentryKey(header).map { [$0] } ?? [] }
    for header in request.headers.values("authorization") {
      let parts = header.split(separator: " ", maxSplits: 1)
      guard parts.count == 2 else { continue }
      switch parts[0].lowercased() {
      case "sentry": texts += sentryKey(String(parts[1])).map { [$0] } ?? []
      case "basic": texts += basicName(String(parts[1])).map { [$0] } ?? []
      default: break
      }
    }
    return texts.map(named)
  }

  private static func named(_ text: String) -> Named { EnvelopeKey.bytes(of: text).map(Named.key) ?? .malformed }

  /// `Sentry sentry_key=…, sentry_version=7`, with or without its first word.
  private static func sentryKey(_ header: String) -> String? {
    for part in header.split(whereSeparator: { $0 == "," || $0 == " " || $0 == "\t" }) {
      guard let equals = part.firstIndex(of: "="), part[..<equals].lowercased() == "sentry_key" else { continue }
      return String(part[part.index(after: equals)...].drop { $0 == "\"" }.prefix { $0 != "\"" })
    }
    return nil
  }

  /// The name of `NAME:PASSWORD` (RFC 7617).
  private static func basicName(_ credentials: String) -> String? {
    guard let data = Data(base64Encoded: credentials) else { return nil }
    return String(String(decoding: data, as: UTF8.self).prefix { $0 != ":" })
  }
}
