// Moves all files to one place, for the command. It can be broken off at any moment and begun again: what was moved stays moved.
import CollectorCore
import TellbackSupport
import TellbackWire

/// What a move came to.
public struct FileMove: Sendable, Equatable {
  public var moved = 0
  public var bytes: Int64 = 0
  /// Files that are not as they were put where they are, each with a sentence; at most ``sentences`` of them.
  public var broken: [String] = []
  public var brokenCount = 0
  /// Time was up before all was moved.
  public var isUnfinished = false

  static let sentences = 10

  mutating func note(_ sentence: String) {
    brokenCount += 1
    if broken.count < Self.sentences { broken.append(sentence) }
  }
}

extension FileKeeper {
  /// Moves every file to `place`. Throws ``FileHomeError/unavailable(_:)`` when a place does not answer. It ends after `limit`.
  public func moveAll(to place: FilePlace, within limit: Duration) async throws -> FileMove {
    var move = FileMove()
    let end = ContinuousClock.now.advanced(by: limit)
    func isOver() -> Bool {
      move.isUnfinished = move.isUnfinished || isStopping || ContinuousClock.now >= end
      return move.isUnfinished
    }
    if place != .store {
      let home = try home(place)
      var last: FileRow?
      while !isOver() {
        let after = last
        let rows = try await store.read { try $0.filesInside(after: after, limit: FileLimits.batch) }
        for row in rows where !isOver() { try await count(&move) { try await self.takeOut(row, from: nil, to: home) } }
        guard let newest = rows.last else { break }
        last = newest
      }
    }
    var name = ""
    while !isOver() {
      let after = name
      let files = try await store.read { try $0.outsideFiles(after: after, limit: FileLimits.batch) }
      for file in files where file.place != place && !isOver() {
        let isMoved = try await count(&move) {
          place == .store
            ? try await self.takeIn(file) : try await self.takeOut(file.row, from: file, to: self.home(place))
        }
        if isMoved { move.bytes += file.bytes }
      }
      guard let last = files.last else { break }
      name = last.name
    }
    // What was moved away is removed where it was, as far as that place answers now.
    try await removeDoomed()
    return move
  }

  @discardableResult
  private func count(_ move: inout FileMove, _ body: () async throws -> Bool) async throws -> Bool {
    do {
      guard try await body() else { return false }
      move.moved += 1
      return true
    } catch FileHomeError.missing(let sentence), FileHomeError.wrong(let sentence) {
      move.note(sentence)
      return false
    }
  }
}
