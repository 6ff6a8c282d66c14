// The apps that may send reports, their keys and what each may send.
import TellbackWire

/// Identifies an app within one collector.
public struct AppID: Sendable, Hashable {
  public let value: Int64
  public init(_ value: Int64) { self.value = value }
}

/// An app whose users report.
public struct AppRecord: Sendable, Equatable {
  public var id: AppID
  /// Unique; 1 to 100 bytes.
  public var name: String
  public var createdAt: Timestamp
  public var quota: IngestQuota

  public init(id: AppID, name: String, createdAt: Timestamp, quota: IngestQuota = IngestQuota()) {
    self.id = id
    self.name = name
    self.createdAt = createdAt
    self.quota = quota
  }
}

/// How much may come in; over it the answer is 429 with Retry-After, before anything is written. 0 means no limit.
public struct IngestQuota: Sendable, Equatable {
  /// Reports a minute from the whole app.
  public var appPerMinute: Int64
  /// Reports a minute from one installation.
  public var installationPerMinute: Int64

  public init(appPerMinute: Int64 = 0, installationPerMinute: Int64 = 0) {
    self.appPerMinute = appPerMinute
    self.installationPerMinute = installationPerMinute
  }
}

/// A key that an app sends as `Authorization: Bearer KEY`; only its hash is kept.
public struct AppKeyRecord: Sendable, Equatable {
  public var id: Int64
  public var app: AppID
  /// 32 bytes.
  public var hash: [UInt8]
  /// The first characters of the key, to tell keys apart in lists.
  public var hint: String
  public var createdAt: Timestamp
  public var revokedAt: Timestamp?

  public init(id: Int64, app: AppID, hash: [UInt8], hint: String, createdAt: Timestamp, revokedAt: Timestamp? = nil) {
    self.id = id
    self.app = app
    self.hash = hash
    self.hint = hint
    self.createdAt = createdAt
    self.revokedAt = revokedAt
  }
}
