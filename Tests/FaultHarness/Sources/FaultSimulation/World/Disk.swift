// The disk of the simulated machines. SQLite's files below some folders fail for a while, and a folder can be copied at
// any operation, as a kill there would leave it.
import CSimulation
import FaultKit
import Foundation

/// `@unchecked Sendable`: see ``Simulator``.
final class Disk: @unchecked Sendable {
  struct Fault {
    var codes: [(FileEvent.Operation, Int32)]
    /// Operations that pass first, and that fail then.
    var after: Int
    var count: Int
  }

  private struct Trap {
    var after: Int
    var action: () -> Void
  }

  private var faults: [String: Fault] = [:]
  private var traps: [String: Trap] = [:]

  func install() throws {
    try FaultVFS.install { [unowned self] event in answer(event) }
  }

  static let full: Int32 = 13
  static let ioRead: Int32 = 266
  static let ioWrite: Int32 = 778
  static let ioSync: Int32 = 1_034

  func fail(_ folder: String, _ fault: Fault?) { faults[folder] = fault }

  /// Does `action` before the operation after `count` writes and syncs under `folder`.
  func trap(_ folder: String, after count: Int, _ action: @escaping () -> Void) {
    traps[folder] = Trap(after: count, action: action)
  }

  func forget(_ folder: String) {
    faults[folder] = nil
    traps[folder] = nil
  }

  private func answer(_ event: FileEvent) -> FileAnswer {
    guard !event.isAfter, !(faults.isEmpty && traps.isEmpty) else { return .pass }
    for (folder, var trap) in traps
    where (event.operation == .write || event.operation == .sync) && event.path.hasPrefix(folder + "/") {
      trap.after -= 1
      traps[folder] = trap.after >= 0 ? trap : nil
      if trap.after < 0 { trap.action() }
      break
    }
    for (folder, var fault) in faults where event.path.hasPrefix(folder + "/") {
      guard let code = fault.codes.first(where: { $0.0 == event.operation })?.1 else { return .pass }
      if fault.after > 0 {
        fault.after -= 1
        faults[folder] = fault
        return .pass
      }
      fault.count -= 1
      faults[folder] = fault.count > 0 ? fault : nil
      return .fail(code)
    }
    return .pass
  }

  /// The files of `source` as they are now. Locks are not copied: their holders are dead.
  static func copy(_ source: String, to target: String) throws {
    try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
    for name in try FileManager.default.contentsOfDirectory(atPath: source).sorted() {
      let (from, to) = (source + "/" + name, target + "/" + name)
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: from, isDirectory: &isFolder) else { continue }
      if isFolder.boolValue {
        try copy(from, to: to)
      } else if !name.hasSuffix("-shm") {
        let error = simulation_copy(from, to)
        guard error == 0 else { throw FaultError("\(from) cannot be copied: \(String(cString: strerror(error)))") }
      }
    }
  }
}
