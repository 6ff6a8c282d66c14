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
    try sender(of: request, named: Self.keys(in: request), dsn: dsn)
  }

  private func sender(of request: HTTPRequest, named: [Named], dsn: String?) throws -> ActiveKeys.Entry {
    let project = Int64(try request.parameters.int("project"))
    var named = named
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
    let named = Self.keys(in: request)
    return named.isEmpty ? nil : try sender(of: request, named: named, dsn: nil)
  }

  private static let wrongProject = ErrorAnswer(
    403, "wrong_project", field: "project", "The project in the address is not the one that the key belongs to.")

  private static func keys(in request: HTTPRequest) -> [Named] {
    var found: [Named] = []
    if let key = request.query("sentry_key") { found.append(named(key)) }
    for header in request.headers.values("x-sentry-auth") {
      if let key = sentryKey(header[...]) { found.append(key) }
    }
    for header in request.headers.values("authorization") {
      let parts = header.split(separator: " ", maxSplits: 1)
      guard parts.count == 2 else { continue }
      switch parts[0].lowercased() {
      case "sentry": if let key = sentryKey(parts[1]) { found.append(key) }
      case "basic": if let name = basicName(String(parts[1])) { found.append(named(name)) }
      default: break
      }
    }
    return found
  }

  private static func named(_ text: some StringProtocol) -> Named {
    EnvelopeKey.bytes(of: text).map(Named.key) ?? .malformed
  }

  /// `Sentry sentry_key=…, sentry_version=7`, with or without its first word. Goes over bytes: each envelope has it, and characters cost
  /// more here than all else of its head.
  private static func sentryKey(_ header: Substring) -> Named? {
    let bytes = header.utf8
    var start = bytes.startIndex
    while start < bytes.endIndex {
      let end = bytes[start...].firstIndex { $0 == 0x2C || $0 == 0x20 || $0 == 0x09 } ?? bytes.endIndex
      let part = bytes[start..<end]
      if let equals = part.firstIndex(of: UInt8(ascii: "=")), isKeyName(part[..<equals]) {
        let value = part[part.index(after: equals)...].drop { $0 == UInt8(ascii: "\"") }
        return named(Substring(value.prefix { $0 != UInt8(ascii: "\"") }))
      }
      start = end < bytes.endIndex ? bytes.index(after: end) : end
    }
    return nil
  }

  private static func isKeyName(_ name: Substring.UTF8View.SubSequence) -> Bool {
    // The bit makes small letters of capitals, and no other byte a letter or an underscore.
    name.elementsEqual("sentry_key".utf8) { $0 == $1 || $0 | 0x20 == $1 }
  }

  /// The name of `NAME:PASSWORD` (RFC 7617).
  private static func basicName(_ credentials: String) -> String? {
    guard let data = Data(base64Encoded: credentials) else { return nil }
    return String(String(decoding: data, as: UTF8.self).prefix { $0 != ":" })
  }
}
