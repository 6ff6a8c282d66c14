// A copy of a queue's counts outside its file. When the file is damaged, cut or missing, they tell how much is lost.
// Invariant: the counts are never ahead of the file. They are written after each commit and not synced. The end of the process
// loses nothing; after a power loss they may be behind or torn, and the file's own counts hold.
import TellbackSupport
import TellbackWire

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

struct QueueCounts: Equatable {
  /// The file that was counted: the account's `file`.
  var file: Int64
  var captured: Int64
  var delivered: Int64
  var queued: Int64
  var attachments: Int64
  /// Attachments that were sent or dropped.
  var attachmentsGone: Int64
  /// Zero by a program up to schema 6, which knew no messages.
  var messages = MessageCounts()

  var discarded: Int64 { captured - delivered - queued }

  static let size = 80
  /// The size up to schema 6, without messages.
  static let olderSize = 56
}

/// The counts of a reporter's messages: those of ``QueueCounts`` for reports.
struct MessageCounts: Equatable {
  var captured: Int64 = 0
  var delivered: Int64 = 0
  var queued: Int64 = 0

  var discarded: Int64 { captured - delivered - queued }
}

extension QueueCounts {
  /// Nil for bytes that are not complete counts with their checksum.
  init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.size || bytes.count == Self.olderSize else { return nil }
    var words = stride(from: 0, to: bytes.count, by: 8).map { start in
      bytes[start..<start + 8].reduce(0) { $0 << 8 | Int64($1) }
    }
    guard let sum = words.popLast(), sum == Self.checksum(of: words),
      words.dropFirst().allSatisfy(Account.plausible.contains)
    else { return nil }
    self.init(
      file: words[0], captured: words[1], delivered: words[2], queued: words[3], attachments: words[4],
      attachmentsGone: words[5])
    if words.count > 6 { messages = MessageCounts(captured: words[6], delivered: words[7], queued: words[8]) }
  }

  var bytes: [UInt8] {
    (numbers + [Self.checksum(of: numbers)]).map(\.bigEndian).withUnsafeBytes { Array($0) }
  }

  private var numbers: [Int64] {
    [
      file, captured, delivered, queued, attachments, attachmentsGone, messages.captured, messages.delivered,
      messages.queued,
    ]
  }

  private static func checksum(of numbers: [Int64]) -> Int64 {
    var sum = RowChecksum()
    for word in numbers { sum.mix(UInt64(bitPattern: word)) }
    return sum.value(in: nil)
  }
}

/// The counts are in the slot's lock file, which is open for as long as the queue is.
extension Slot {
  var counts: QueueCounts? {
    var bytes = [UInt8](repeating: 0, count: QueueCounts.size)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count >= QueueCounts.olderSize else { return nil }
    // An older program leaves the end of what this one wrote.
    return QueueCounts(bytes) ?? QueueCounts(Array(bytes[..<QueueCounts.olderSize]))
  }

  /// Writes in one call, so that a process that ends leaves the old counts or the new ones. A failure leaves them behind the file.
  func keep(_ counts: QueueCounts) { _ = pwrite(descriptor, counts.bytes, QueueCounts.size, 0) }

  /// Call it before the counts are reset to zero. It syncs: old counts would report a loss that did not happen.
  func forgetCounts() {
    ftruncate(descriptor, 0)
    _ = DurableFile.sync(descriptor)
  }

  /// Exchanges the counts of two slots whose files were exchanged. Nil when no free slot counted `file`.
  func exchangeCounts(for file: Int64) -> QueueCounts? {
    guard let mine = counts else { return nil }
    let directory = FilePaths.parent(of: path)
    for other in 0..<Self.count where other != number && Self.exists(other, in: directory) {
      guard let slot = try? Slot.acquire(other, in: directory), let theirs = slot.counts, theirs.file == file else {
        continue
      }
      slot.keep(mine)
      keep(theirs)
      return theirs
    }
    return nil
  }
}
