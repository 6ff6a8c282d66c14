// The people who read and answer.
import TellbackWire

/// What a person may do.
public enum StaffRole: String, Sendable, CaseIterable {
  /// Everything, and accounts and apps.
  case admin
  /// Reads and answers tickets, and can always take one over.
  case support
  /// Somebody of another department who takes tickets beside support.
  case volunteer
  /// Builds the product, and answers personally.
  case developer
  /// Reads, notes, and answers what they own.
  case lead
}

/// A person with an account.
public struct StaffAccount: Sendable, Equatable {
  public var id: Int64
  /// Lower case; unique.
  public var email: String
  /// Shown to reporters.
  public var name: String
  public var role: StaffRole
  /// Whose tickets they see.
  public var apps: AppScope
  /// An Argon2id string as libsodium writes it.
  public var passwordHash: String
  public var createdAt: Timestamp
  public var disabledAt: Timestamp?

  public init(
    id: Int64, email: String, name: String, role: StaffRole, passwordHash: String, createdAt: Timestamp,
    disabledAt: Timestamp? = nil, apps: AppScope = .all
  ) {
    self.id = id
    self.email = email
    self.name = name
    self.role = role
    self.apps = apps
    self.passwordHash = passwordHash
    self.createdAt = createdAt
    self.disabledAt = disabledAt
  }
}

/// A signed-in browser. The cookie's token is known by its hash alone.
public struct StaffSession: Sendable, Equatable {
  /// 32 bytes.
  public var tokenHash: [UInt8]
  public var account: Int64
  public var createdAt: Timestamp
  public var expiresAt: Timestamp

  public init(tokenHash: [UInt8], account: Int64, createdAt: Timestamp, expiresAt: Timestamp) {
    self.tokenHash = tokenHash
    self.account = account
    self.createdAt = createdAt
    self.expiresAt = expiresAt
  }
}
