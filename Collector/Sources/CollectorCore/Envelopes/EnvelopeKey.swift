// The name under which Sentry's SDKs know an app: a project, which is the app's number, and a public key, which together are its DSN.
import TellbackWire

/// A public key of an app. It stands in web pages for everybody to read: it tells apps apart and keeps nobody out.
public struct EnvelopeKey: Sendable, Equatable {
  public var id: Int64
  public var app: AppID
  /// 16 bytes, written as 32 hexadecimal digits.
  public var key: [UInt8]
  public var createdAt: Timestamp
  public var revokedAt: Timestamp?

  public init(id: Int64, app: AppID, key: [UInt8], createdAt: Timestamp, revokedAt: Timestamp? = nil) {
    self.id = id
    self.app = app
    self.key = key
    self.createdAt = createdAt
    self.revokedAt = revokedAt
  }

  /// 32 hexadecimal digits.
  public var text: String { Hexadecimal.text(key) }

  /// The 16 bytes of a key as SDKs send it; nil for anything but 32 hexadecimal digits.
  public static func bytes(of text: some StringProtocol) -> [UInt8]? {
    text.utf8.count == 32 ? Hexadecimal.sixteenBytes(text) : nil
  }

  /// `https://KEY@feedback.example.com/1`, of the collector's public address without a slash at its end.
  public func dsn(at address: String) -> String {
    guard let scheme = address.firstRange(of: "://") else { return "\(address)/\(app.value)" }
    return "\(address[..<scheme.upperBound])\(text)@\(address[scheme.upperBound...])/\(app.value)"
  }
}

/// What a DSN names: `{scheme}://{key}[:{secret}]@{host}[/{path}]/{project}`.
public struct EnvelopeAddress: Sendable, Equatable {
  /// As it was written.
  public var key: String
  public var project: Int64

  /// Nil for what is no DSN.
  public init?(dsn: String) {
    guard let scheme = dsn.firstRange(of: "://"), let at = dsn[scheme.upperBound...].lastIndex(of: "@"),
      let slash = dsn.lastIndex(of: "/"), slash > at, let project = Int64(dsn[dsn.index(after: slash)...])
    else { return nil }
    key = String(dsn[scheme.upperBound..<at].prefix { $0 != ":" })
    self.project = project
  }
}
