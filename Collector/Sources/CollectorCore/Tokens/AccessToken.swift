// Tokens with which a program acts as a person: shown once, known by their hash, with scopes and an end.
import TellbackWire

/// A personal token.
public struct AccessToken: Sendable, Equatable {
  /// Bytes of a name.
  public static let nameLimit = 100
  public static let longestDays: Int64 = 366
  /// Active tokens of one account.
  public static let limit = 50
  public static let prefix = "tbs_"

  public var id: Int64
  public var account: Int64
  /// What it is for, in the owner's words.
  public var name: String
  /// 32 bytes.
  public var tokenHash: [UInt8]
  /// The first characters, which tell tokens apart in lists.
  public var hint: String
  /// What it may do, within what its owner may.
  public var scopes: Set<Permission>
  public var createdAt: Timestamp
  public var expiresAt: Timestamp
  /// To within some minutes.
  public var usedAt: Timestamp?
  public var revokedAt: Timestamp?

  public init(
    id: Int64 = 0, account: Int64, name: String, tokenHash: [UInt8], hint: String, scopes: Set<Permission>,
    createdAt: Timestamp, expiresAt: Timestamp, usedAt: Timestamp? = nil, revokedAt: Timestamp? = nil
  ) {
    self.id = id
    self.account = account
    self.name = name
    self.tokenHash = tokenHash
    self.hint = hint
    self.scopes = scopes
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    self.usedAt = usedAt
    self.revokedAt = revokedAt
  }

  public func isActive(at moment: Timestamp) -> Bool { revokedAt == nil && moment < expiresAt }
}

/// What a write of a program was answered, so that the same write sent again has no second effect.
public struct KeptAnswer: Sendable, Equatable {
  /// Bytes of a key that a program gives its write.
  public static let keyLimit = 200
  /// How long an answer is kept, in seconds: a day.
  public static let seconds: Int64 = 86_400
  /// Answers of one account; the oldest go first.
  public static let limit = 10_000

  public var account: Int64
  public var key: String
  /// Of method, path and body: another request under the same key is refused.
  public var requestHash: [UInt8]
  public var status: Int
  /// Numbers of ours; never words of people.
  public var body: [UInt8]
  public var at: Timestamp

  public init(account: Int64, key: String, requestHash: [UInt8], status: Int, body: [UInt8], at: Timestamp) {
    self.account = account
    self.key = key
    self.requestHash = requestHash
    self.status = status
    self.body = body
    self.at = at
  }
}

public protocol TokenReads {
  func token(hash: [UInt8]) throws -> AccessToken?
  /// The newest first; revoked and expired ones too.
  func tokens(ofAccount account: Int64) throws -> [AccessToken]
  func keptAnswer(account: Int64, key: String) throws -> KeptAnswer?
}

public protocol TokenWrites: TokenReads {
  /// Stores a token; its `id` is ignored and a new one given back.
  func createToken(_ token: AccessToken) throws -> Int64
  /// The token that was active; nil when there is no such token of that account. A nil `account` takes anybody's.
  func revokeToken(_ id: Int64, account: Int64?, at: Timestamp) throws -> AccessToken?
  func revokeTokens(ofAccount account: Int64, at: Timestamp) throws -> Int
  func noteUse(ofToken id: Int64, at: Timestamp) throws
  /// Keeps an answer beside the write that it tells of. Past ``KeptAnswer/limit`` the account's oldest go.
  func keepAnswer(_ answer: KeptAnswer) throws
  func forgetAnswers(before moment: Timestamp) throws -> Int
}
