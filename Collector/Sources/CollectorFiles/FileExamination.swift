// Compares what a store says of files outside with what lies there: missing files, wrong sizes, wrong contents, and files that no
// row needs. It changes nothing, and works beside a running collector.
import CollectorCore

public struct FileExamination: Sendable {
  public enum Trouble: String, Sendable, CaseIterable {
    case missing, size, content, orphan
  }

  public struct Found: Sendable, Equatable {
    public var trouble: Trouble
    public var sentence: String
  }

  /// What the store says, each time anew.
  public struct Rows: Sendable {
    /// Files in this place whose names begin so.
    var files: @Sendable (FilePlace, _ prefix: String) throws -> [OutsideFile]
    /// Whether a file of this name belongs to something, or is noted for removal.
    var isKnown: @Sendable (String) throws -> Bool

    public init(
      files: @escaping @Sendable (FilePlace, String) throws -> [OutsideFile],
      isKnown: @escaping @Sendable (String) throws -> Bool
    ) {
      self.files = files
      self.isKnown = isKnown
    }
  }

  private let rows: Rows

  public init(_ rows: Rows) { self.rows = rows }

  /// Examines one place. `reads`: every file is read and held against its hash. Throws ``FileHomeError`` when the place does not answer.
  public func examine(_ home: any FileHome, reads: Bool) async throws -> [Found] {
    var found: [Found] = []
    for number in 0..<256 {
      let prefix = Hexadecimal.text([UInt8(number)])
      // The store first: a file that comes meanwhile is known to it before it lies there.
      let files = try rows.files(home.place, prefix)
      let sizes = try await home.sizes(prefix: prefix)
      for file in files {
        if let trouble = try await trouble(with: file, sizes[file.name], home, reads: reads) { found.append(trouble) }
      }
      let names = Set(files.map(\.name))
      for name in sizes.keys.sorted() where !names.contains(name) {
        // A part of a file that is being written is known by the name that it will have.
        let whole = name.hasSuffix(".part") ? String(name.dropFirst().dropLast(5)) : name
        if try rows.isKnown(whole) { continue }
        found.append(Found(trouble: .orphan, sentence: "\(home.title) has \(name), which the store does not know."))
      }
    }
    return found
  }

  private func trouble(
    with file: OutsideFile, _ size: Int64?, _ home: any FileHome, reads: Bool
  ) async throws -> Found? {
    func isStillThere() throws -> Bool { try rows.files(home.place, file.name).contains(file) }
    guard let size else {
      guard try isStillThere() else { return nil }
      return Found(trouble: .missing, sentence: "\(home.title) has no file \(file.name) of \(file.bytes) bytes.")
    }
    guard size == file.bytes else {
      guard try isStillThere() else { return nil }
      return Found(
        trouble: .size,
        sentence: "\(home.title) has \(size) bytes under \(file.name); the store knows of \(file.bytes).")
    }
    guard reads else { return nil }
    do {
      let data = try await home.bytes(of: file.name, limit: Int(clamping: file.bytes))
      guard SHA256.hash(data) != file.hash else { return nil }
      return Found(
        trouble: .content, sentence: "\(home.title) has other content under \(file.name) than was put there.")
    } catch FileHomeError.missing {
      guard try isStillThere() else { return nil }
      return Found(trouble: .missing, sentence: "\(home.title) has no file \(file.name) of \(file.bytes) bytes.")
    }
  }
}
