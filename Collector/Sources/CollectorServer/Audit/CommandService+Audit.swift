// Performs the commands that read the audit log.
import CollectorCore
import Foundation

extension CommandService {
  func perform(_ command: AuditCommand) async throws -> String {
    switch command {
    case .list(let query):
      let entries = try await store.read { try $0.auditEntries(query) }
      return entries.map { String(decoding: $0.encoded(), as: UTF8.self) + "\n" }.joined()
    case .export(let target): return try await export(to: target)
    }
  }

  /// Writes a file that only its owner can read, and none that is there already.
  private func export(to target: String) async throws -> String {
    let descriptor = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw CommandFailure("\(target) cannot be written: \(String(cString: strerror(errno))).")
    }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var query = AuditQuery(limit: 1_000)
    var count = 0
    do {
      while true {
        let entries = try await store.read { [query] in try $0.auditEntries(query) }
        try file.write(contentsOf: Data(entries.flatMap { $0.encoded() + [UInt8(ascii: "\n")] }))
        count += entries.count
        guard entries.count == 1_000, let last = entries.last else { break }
        query.before = last.id
      }
      try file.synchronize()
    } catch {
      unlink(target)
      throw CommandFailure("\(target) cannot be written: \(error)")
    }
    try await act { [count] _, store in
      try note(.logExported, in: store, detail: "\(count) lines by audit export")
    }
    return "\(count) lines, newest first, are in \(target).\n"
  }
}
