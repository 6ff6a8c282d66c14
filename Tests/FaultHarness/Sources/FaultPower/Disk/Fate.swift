// Decides what a power cut leaves of the unsynced changes of one file.
import FaultKit

/// Each file draws its own fate, so that a log and its database part ways.
enum Fate: Int, CaseIterable {
  case nothing, everything, beginning, ending, someChanges, someSectors, sizesAlone

  static let sector = 512

  /// The changes that reached the disk, whole or in part, of those that were `pending` on a file of `size` bytes.
  static func changes(_ pending: [Change], size: Int, _ chance: inout SeededRandom?) -> [Change] {
    guard !pending.isEmpty, var random = chance else { return pending }
    defer { chance = random }
    let fate = allCases[random.below(allCases.count)]
    let cut = random.below(pending.count + 1)
    var kept: [Change] = []
    for (number, change) in pending.enumerated() {
      switch fate {
      case .nothing: break
      case .everything: kept.append(change)
      case .beginning where number < cut, .ending where number >= cut: kept.append(change)
      // The one that was under way when the power went.
      case .beginning where number == cut: kept += torn(change, &random)
      case .beginning, .ending: break
      case .someChanges: if random.happens(1, of: 2) { kept.append(change) }
      case .someSectors: kept += torn(change, &random)
      case .sizesAlone: kept += random.happens(1, of: 3) ? torn(change, &random) : grown(change)
      }
    }
    return kept
  }

  /// Some sectors of a write. A truncation has none: it happened or not.
  private static func torn(_ change: Change, _ random: inout SeededRandom) -> [Change] {
    guard case .write(let file, let offset, let bytes) = change else {
      return random.happens(1, of: 2) ? [change] : []
    }
    var parts: [Change] = []
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + sector - (offset + start) % sector)
      if random.happens(1, of: 2) {
        parts.append(.write(file: file, offset: offset + start, bytes: Array(bytes[start..<end])))
      }
      start = end
    }
    return parts
  }

  /// The file is as long as the write made it, without what was written.
  private static func grown(_ change: Change) -> [Change] {
    guard case .write(let file, let offset, let bytes) = change else { return [] }
    return [.extend(file: file, size: offset + bytes.count)]
  }
}
