// The server that takes our mail, as the operator set it.

public struct MailServer: Sendable, Equatable {
  public enum Security: String, Sendable, CaseIterable {
    /// TLS begun within the connection; without it nothing is sent.
    case starttls
    /// TLS from the first byte on.
    case tls
    /// For a server on this machine.
    case none
  }

  public var host: String
  public var port: Int
  public var security: Security
  /// Empty for a server that asks for none.
  public var user: String
  public var password: String
  /// The address that mails come from, and the name beside it.
  public var from: String
  public var name: String
  /// A file of certificates to trust in place of the system's; nil for those.
  public var certificates: String?

  public init(
    host: String, port: Int, security: Security, user: String = "", password: String = "", from: String,
    name: String = "Tellback", certificates: String? = nil
  ) {
    self.host = host
    self.port = port
    self.security = security
    self.user = user
    self.password = password
    self.from = from
    self.name = name
    self.certificates = certificates
  }

  var url: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return "\(security == .tls ? "smtps" : "smtp")://\(name):\(port)/tellback"
  }
}
