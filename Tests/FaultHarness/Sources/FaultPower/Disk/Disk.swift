// The model of a disk that loses power. Synced data is kept; unsynced data may be kept, lost or torn.
//
// Files: a write since the file's last sync is kept, lost, or kept in some of its sectors of 512 bytes, independently of other
// writes. The size may have grown without the content (zeros), and a truncation may be lost.
// Folders: a name made, removed or changed since the folder's last sync is as before or as after, independently of other names.
// Syncing a file does not sync its name. Files are independent of each other.
// Bytes outside a written range never change (SQLite, "Atomic Commit", "Powersafe Overwrite").
import FaultKit
import Foundation

final class Disk {
  private final class Node {
    let isFolder: Bool
    var bytes: [UInt8] = []
    /// Writes and truncations since the last sync.
    var pending: [Change] = []
    var names: [String: Int] = [:]
    /// Changes of names since the last sync.
    var pendingNames: [Change] = []

    init(isFolder: Bool) { self.isFolder = isFolder }
  }

  private var nodes: [Int: Node] = [0: Node(isFolder: true)]

  /// Does what was done; what a sync covers becomes durable.
  func apply(_ change: Change) {
    switch change {
    case .write(let file, _, _), .truncate(let file, _), .extend(let file, _): nodes[file]?.pending.append(change)
    case .enter(let folder, _, let node, let isFolder):
      if nodes[node] == nil { nodes[node] = Node(isFolder: isFolder) }
      nodes[folder]?.pendingNames.append(change)
    case .leave(let folder, _), .move(let folder, _, _): nodes[folder]?.pendingNames.append(change)
    case .sync(let number):
      guard let node = nodes[number] else { return }
      for change in node.pending { Self.perform(change, on: &node.bytes) }
      node.pending = []
      let all = Self.all(node)
      for change in node.pendingNames { Self.perform(change, on: &node.names, moving: all) }
      node.pendingNames = []
    case .mark: break
    }
  }

  /// Everything that was done, as a computer that goes on sees it.
  func write(to path: String) throws {
    var nothing: SeededRandom?
    try write(0, to: path, keepsNames: true, &nothing)
  }

  /// What is there when the power comes back, by `random`.
  func write(to path: String, afterLossBy random: SeededRandom) throws {
    var chance: SeededRandom? = random
    // Half the time every name is there: what is in the files is then the question.
    let keepsNames = chance?.happens(1, of: 2) ?? true
    try write(0, to: path, keepsNames: keepsNames, &chance)
  }

  private func write(_ number: Int, to path: String, keepsNames: Bool, _ chance: inout SeededRandom?) throws {
    guard let node = nodes[number] else { throw FaultError("The name \(path) leads to nothing.") }
    guard node.isFolder else {
      var bytes = node.bytes
      let kept = chance == nil ? node.pending : Fate.changes(node.pending, size: bytes.count, &chance)
      for change in kept { Self.perform(change, on: &bytes) }
      guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
        throw FaultError("\(path) cannot be written.")
      }
      return
    }
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    var names = node.names
    let all = Self.all(node)
    for change in node.pendingNames where keepsNames || chance?.happens(1, of: 2) != false {
      Self.perform(change, on: &names, moving: all)
    }
    for (name, child) in names.sorted(by: { $0.key < $1.key }) {
      try write(child, to: path + "/" + name, keepsNames: keepsNames, &chance)
    }
  }

  /// Every name that the folder had since its last sync, so that a move is known though the entering was lost.
  private static func all(_ node: Node) -> [String: Int] {
    var names = node.names
    for change in node.pendingNames {
      switch change {
      case .enter(_, let name, let child, _): names[name] = child
      case .move(_, let from, let to): names[to] = names[from]
      default: break
      }
    }
    return names
  }

  private static func perform(_ change: Change, on names: inout [String: Int], moving all: [String: Int]) {
    switch change {
    case .enter(_, let name, let node, _): names[name] = node
    case .leave(_, let name): names[name] = nil
    case .move(_, let from, let to):
      if let node = names[from] ?? all[from] { names[to] = node }
      names[from] = nil
    default: break
    }
  }

  static func perform(_ change: Change, on bytes: inout [UInt8]) {
    switch change {
    case .write(_, let offset, let written):
      let end = offset + written.count
      if bytes.count < end { bytes.append(contentsOf: repeatElement(0, count: end - bytes.count)) }
      bytes.withUnsafeMutableBytes { target in
        UnsafeMutableRawBufferPointer(rebasing: target[offset..<end]).copyBytes(from: written)
      }
    case .truncate(_, let size):
      if bytes.count > size {
        bytes.removeLast(bytes.count - size)
      } else {
        bytes.append(contentsOf: repeatElement(0, count: size - bytes.count))
      }
    case .extend(_, let size):
      if bytes.count < size { bytes.append(contentsOf: repeatElement(0, count: size - bytes.count)) }
    default: break
    }
  }
}
