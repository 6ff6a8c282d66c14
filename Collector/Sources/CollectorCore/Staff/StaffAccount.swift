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
  /// An Argon2id string as libsodium writes it; empty, and fitting nothing, until somebody who was invited sets a password.
  public var passwordHash: String
  public var createdAt: Timestamp
  public var disabledAt: Timestamp?
  /// When they could first sign in; nil while they are invited and have not come.
  public var joinedAt: Timestamp?
  /// BCP 47 tags, the best first; at most ``StaffProfile/languageLimit``.
  public var languages: [String]
  /// A name of the tz database, such as `Europe/Zurich`.
  public var timeZone: String?
  /// Since when they are marked away; nil while they are there.
  public var awaySince: Timestamp?
  /// They may do nothing else before they have set up a second factor.
  public var needsFactor: Bool

  /// An account that can sign in from `createdAt` on, unless `joinedAt` says otherwise.
  public init(
    id: Int64, email: String, name: String, role: StaffRole, passwordHash: String, createdAt: Timestamp,
    disabledAt: Timestamp? = nil, apps: AppScope = .all, joinedAt: Timestamp?? = nil, languages: [String] = [],
    timeZone: String? = nil, awaySince: Timestamp? = nil, needsFactor: Bool = false
  ) {
    self.id = id
    self.email = email
    self.name = name
    self.role = role
    self.apps = apps
    self.passwordHash = passwordHash
    self.createdAt = createdAt
    self.disabledAt = disabledAt
    self.joinedAt = joinedAt ?? createdAt
    self.languages = languages
    self.timeZone = timeZone
    self.awaySince = awaySince
    self.needsFactor = needsFactor
  }

  /// Whether somebody can sign in with it.
  public var isUsable: Bool { disabledAt == nil && joinedAt != nil }

  /// Whoever sees some apps alone cannot administer: they could give themselves the others.
  public func may(_ permission: Permission) -> Bool {
    role.may(permission) && (permission != .administer || apps == .all)
  }
}

/// A signed-in browser. The cookie's token is known by its hash alone.
public struct StaffSession: Sendable, Equatable {
  /// Bytes of ``browser`` and ``address``.
  public static let browserLimit = 400
  public static let addressLimit = 100

  /// 32 bytes.
  public var tokenHash: [UInt8]
  public var account: Int64
  public var createdAt: Timestamp
  public var expiresAt: Timestamp
  /// When a request came of it last, to within some minutes; nil when none was noted.
  public var seenAt: Timestamp?
  /// What the browser says of itself; empty when it said nothing.
  public var browser: String
  /// The address from which its last request came.
  public var address: String
  /// The password was right, and the second factor has not come yet: nobody is signed in by it.
  public var awaitsFactor: Bool
  /// Wrong codes so far.
  public var failedCodes: Int

  public init(
    tokenHash: [UInt8], account: Int64, createdAt: Timestamp, expiresAt: Timestamp, seenAt: Timestamp? = nil,
    browser: String = "", address: String = "", awaitsFactor: Bool = false, failedCodes: Int = 0
  ) {
    self.tokenHash = tokenHash
    self.account = account
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    self.seenAt = seenAt
    self.browser = browser
    self.address = address
    self.awaitsFactor = awaitsFactor
    self.failedCodes = failedCodes
  }
}
