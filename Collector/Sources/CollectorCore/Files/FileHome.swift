// What holds bytes outside the store, and how those who show attachments get them.

/// A place for bytes outside the store. Names are 32 hexadecimal digits, and no name is used twice.
public protocol FileHome: Sendable {
  var place: FilePlace { get }
  /// As operators know it, such as `the folder /srv/files`; holds no secret.
  var title: String { get }
  /// Returns once the bytes are durable. Repeats replace.
  func put(_ bytes: [UInt8], as name: String) async throws(FileHomeError)
  /// Throws ``FileHomeError/missing(_:)`` when nothing lies there, and ``FileHomeError/wrong(_:)`` when there is more than `limit`.
  func bytes(of name: String, limit: Int) async throws(FileHomeError) -> [UInt8]
  /// No error when nothing lies there.
  func remove(_ name: String) async throws(FileHomeError)
  /// What lies under names that begin with `prefix`, two digits: its size by name.
  func sizes(prefix: String) async throws(FileHomeError) -> [String: Int64]
}

/// Each sentence says what was attempted, at which place, and what came of it.
public enum FileHomeError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Nothing lies under the name.
  case missing(String)
  /// What lies there is not what was put there.
  case wrong(String)
  /// The place cannot be reached or refuses, which may pass.
  case unavailable(String)

  public var description: String {
    switch self {
    case .missing(let text), .wrong(let text), .unavailable(let text): text
    }
  }
}

/// Gives the bytes of files outside, as they were put there.
public protocol OutsideReading: Sendable {
  /// Throws ``FileHomeError``.
  func bytes(of file: OutsideFile) async throws -> [UInt8]
}

/// Where nothing lies outside.
public struct NothingOutside: OutsideReading {
  public init() {}

  public func bytes(of file: OutsideFile) async throws -> [UInt8] {
    throw FileHomeError.unavailable(
      "An attachment lies in \(file.place == .s3 ? "S3" : "a folder"), and the settings of this collector name none.")
  }
}

extension StoreReads {
  /// Nil when the bytes are not here, or not here yet.
  public func content(of subject: FileSubject) throws -> FileContent? {
    let data =
      switch subject {
      case .report(let id, let index): try attachmentData(of: id, index: index)
      case .message(let id, let index): try attachmentData(ofMessage: id, index: index)
      case .answer(let event, let index): try staffFileData(ofEvent: event, index: index)
      }
    return try data.map { .here($0) } ?? outsideFile(subject).map { .outside($0) }
  }
}

extension OutsideReading {
  /// The bytes of what `find` finds, and what else it says. `find` runs again when the file was moved between the two.
  public func bytes<Value: Sendable>(_ find: () async throws -> (value: Value, content: FileContent)?) async throws
    -> (value: Value, data: [UInt8])?
  {
    var tried: String?
    while true {
      guard let (value, content) = try await find() else { return nil }
      switch content {
      case .here(let data): return (value, data)
      case .outside(let file):
        do { return (value, try await bytes(of: file)) } catch FileHomeError.missing where file.name != tried {
          tried = file.name
        }
      }
    }
  }
}
