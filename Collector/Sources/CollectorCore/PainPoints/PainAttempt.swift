// An attempt to end a pain point: what was done, by which department, and which release has it.
import TellbackWire

public struct PainAttempt: Sendable, Equatable {
  /// What was changed. The raw values are stored as codes.
  public enum Kind: String, Sendable, CaseIterable {
    case code, content, configuration, process, training
  }

  /// Since when people have it.
  public enum Release: Sendable, Equatable {
    /// In this version of the app and later ones.
    case version(String)
    /// For everybody from this moment on.
    case date(Timestamp)
  }

  /// Grows in their order; 0 before it is stored.
  public var id: Int64
  public var pain: Int64
  public var what: String
  public var kind: Kind
  public var department: String?
  /// Nil while it is planned.
  public var release: Release?
  public var by: String
  public var at: Timestamp
  /// When somebody who has it reported the pain again; the first time.
  public var regressedAt: Timestamp?
  /// The version that they had.
  public var regressedIn: String?

  public init(
    id: Int64 = 0, pain: Int64, what: String, kind: Kind, department: String? = nil, release: Release? = nil,
    by: String, at: Timestamp, regressedAt: Timestamp? = nil, regressedIn: String? = nil
  ) {
    self.id = id
    self.pain = pain
    self.what = what
    self.kind = kind
    self.department = department
    self.release = release
    self.by = by
    self.at = at
    self.regressedAt = regressedAt
    self.regressedIn = regressedIn
  }

  /// Whether somebody who reported then, from this version, had it. A version that nobody said has no version's fix.
  public func isIn(version: String?, capturedAt: Timestamp) -> Bool {
    switch release {
    case .version(let fixed): version.map { AppVersion.has(fixed, in: $0) } ?? false
    case .date(let moment): capturedAt >= moment
    case nil: false
    }
  }
}
