// Writes a match index to a file as the collector does while it runs: in pieces, waiting for the disk now and then.
import BenchKit
import Foundation
import TellbackMatch

/// `@unchecked Sendable`: the index is only read while it is written; the lock protects the rest.
final class SnapshotWriting: @unchecked Sendable {
  private let index: MatchIndex
  private let path: String
  private let lock = NSLock()
  private var result: Double??

  init(_ index: MatchIndex, _ path: String) {
    self.index = index
    self.path = path
  }

  var isDone: Bool { lock.withLock { result != nil } }
  /// Nil until it is done, and when it failed.
  var seconds: Double? { lock.withLock { result ?? nil } }

  func run() {
    let started = ContinuousClock.now
    let isWritten = (try? write()) != nil
    let took = started.duration(to: .now)
    lock.withLock { result = .some(isWritten ? took / .seconds(1) : nil) }
  }

  private func write() throws {
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    defer { try? file.close() }
    var unsynced = 0
    try index.writeSnapshot { bytes in
      for start in stride(from: 0, to: bytes.count, by: 1_048_576) {
        let piece = UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + 1_048_576, bytes.count)])
        try file.write(contentsOf: piece)
        unsynced += piece.count
        guard unsynced >= 8_388_608 else { continue }
        try file.synchronize()
        unsynced = 0
      }
    }
    try file.synchronize()
    #if os(Linux)
      // Out of the page cache, as after a start of the machine. Where the system does not do it, the reading is warm.
      let refusal = posix_fadvise(file.fileDescriptor, 0, 0, POSIX_FADV_DONTNEED)
      if refusal != 0 { note("  the file stays in the page cache: error \(refusal)") }
    #endif
  }
}
