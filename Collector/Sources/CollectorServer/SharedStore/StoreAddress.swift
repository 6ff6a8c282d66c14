// Where a store on PostgreSQL is. Invariant: its password is shown nowhere: not by --check, not in a log, not in an error.
import Foundation

/// An address such as `postgres://user@host:5432/database`, in the form that libpq takes.
struct StoreAddress: Sendable, Equatable, CustomStringConvertible {
  /// Bytes of an address, and of a password.
  static let limit = 2_000
  static let passwordLimit = 1_000
  private static let schemes = ["postgres://", "postgresql://"]

  /// With its password, for libpq alone.
  let connection: String
  /// Without its password.
  let description: String

  /// `passwordFile` is a file that holds the password and nothing else; empty where there is none: then libpq asks its own sources,
  /// a passfile and the environment.
  init(_ text: String, passwordFile: String = "") throws {
    let shown = Self.shown(text)
    guard let scheme = Self.schemes.first(where: { text.hasPrefix($0) }), text.utf8.count <= Self.limit,
      text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
    else {
      throw UsageError(
        "store must be an address such as postgres://user@host:5432/database, of at most \(Self.limit) bytes and without "
          + "spaces; it is '\(shown)'.")
    }
    guard Self.isEncoded(text) else {
      throw UsageError(
        "store has a % that is not followed by two hexadecimal digits; write %25 for the sign itself. It is '\(shown)'."
      )
    }
    let parts = Parts(text.dropFirst(scheme.count))
    guard !parts.rest.lowercased().contains("password=") else {
      throw UsageError(
        "store names a password after '?'; write it into a file and name that by --store-password-file. It is '\(shown)'."
      )
    }
    description = shown
    guard !passwordFile.isEmpty else {
      connection = text
      return
    }
    guard let user = parts.user, !user.isEmpty else {
      throw UsageError("store-password-file needs a user in store, such as postgres://user@host/database.")
    }
    guard parts.password == nil else {
      throw UsageError("store has a password, and store-password-file names another; take one of them.")
    }
    connection = "\(scheme)\(user):\(Self.encoded(try Self.password(passwordFile)))@\(parts.rest)"
  }

  /// An address as it may be shown, also one that is none.
  static func shown(_ text: String) -> String {
    let scheme = text.range(of: "://").map { text[..<$0.upperBound] } ?? ""
    let parts = Parts(text.dropFirst(scheme.count))
    var rest = parts.rest
    // Whatever follows such a word is hidden to the end: it may hold any sign.
    if let word = rest.range(of: "password=", options: .caseInsensitive) { rest = rest[..<word.upperBound] + "***" }
    guard let user = parts.user else { return String(scheme + rest) }
    return "\(scheme)\(user)\(parts.password == nil ? "" : ":***")@\(rest)"
  }

  /// Takes the password out of what libpq says: of an address that it cannot read it repeats all, or a part.
  func masked(_ sentence: String) -> String {
    let scheme = connection.range(of: "://").map { connection[..<$0.upperBound] } ?? ""
    let sentence = sentence.replacingOccurrences(of: connection, with: description)
    guard let password = Parts(connection.dropFirst(scheme.count)).password, !password.isEmpty else { return sentence }
    return sentence.replacingOccurrences(of: password, with: "***")
  }

  /// RFC 3986, section 2.1; libpq takes no %00.
  private static func isEncoded(_ text: String) -> Bool {
    text.split(separator: "%", omittingEmptySubsequences: false).dropFirst().allSatisfy { part in
      let digits = part.utf8.prefix(2)
      return digits.count == 2 && digits.allSatisfy { $0 &- 48 < 10 || ($0 | 32) &- 97 < 6 } && part.prefix(2) != "00"
    }
  }

  /// User and password stand before the last `@` of what comes before path and options.
  private struct Parts {
    var user: Substring?
    var password: Substring?
    var rest: Substring

    init(_ text: Substring) {
      let authority = text.prefix { $0 != "/" && $0 != "?" }
      // A password that was not encoded may hold a slash: nothing of it may be shown.
      guard let at = authority.lastIndex(of: "@") ?? text.lastIndex(of: "@") else {
        rest = text
        return
      }
      let name = text[..<at]
      user = name.prefix { $0 != ":" }
      password = name.firstIndex(of: ":").map { name[name.index(after: $0)...] }
      rest = text[text.index(after: at)...]
    }
  }

  /// RFC 3986, section 2.3: everything else is encoded.
  private static func encoded(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain = (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || "-._~".utf8.contains(byte)
      return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }

  /// A line break at the end is no part of it.
  private static func password(_ path: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path), data.count <= passwordLimit,
      let text = String(validating: data, as: UTF8.self)
    else {
      throw UsageError("store-password-file \(path) cannot be read as UTF-8 of at most \(passwordLimit) bytes.")
    }
    let password = text.trimmingCharacters(in: .newlines)
    guard !password.isEmpty, !password.utf8.contains(0) else {
      throw UsageError("store-password-file \(path) holds no password.")
    }
    return password
  }
}
