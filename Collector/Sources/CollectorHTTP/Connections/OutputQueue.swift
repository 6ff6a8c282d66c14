// Bytes on their way to one client. Small pieces are joined, large ones are queued as they are, without a copy.
// Invariant: `count` is what has not left yet; `first` and `offset` name the next byte.

struct OutputQueue {
  private var segments: [[UInt8]] = []
  private var first = 0
  private var offset = 0
  private(set) var count = 0
  private static let joinLimit = 16 * 1024

  var isEmpty: Bool { count == 0 }

  /// Appends by writing into the last small piece, which spares a copy and an allocation.
  @inline(__always) mutating func write(_ body: (inout [UInt8]) -> Void) {
    if segments.isEmpty || segments[segments.count - 1].count >= Self.joinLimit { segments.append([]) }
    let last = segments.count - 1
    let before = segments[last].count
    body(&segments[last])
    count += segments[last].count - before
  }

  mutating func append(_ bytes: [UInt8]) {
    guard bytes.count >= Self.joinLimit else { return write { $0 += bytes } }
    count += bytes.count
    segments.append(bytes)
  }

  /// Sends what the socket takes. Returns the bytes sent, and the error that makes the rest pointless.
  mutating func flush(_ descriptor: Int32) -> (sent: Int, failure: Int32?) {
    var total = 0
    while count > 0 {
      switch Sockets.send(descriptor, segments[first], from: offset, more: first + 1 < segments.count) {
      case .bytes(let sent):
        total += sent
        count -= sent
        offset += sent
        if offset == segments[first].count { advance() }
      case .wouldBlock: return (total, nil)
      case .failed(let code): return (total, code)
      }
    }
    return (total, nil)
  }

  private mutating func advance() {
    offset = 0
    if first + 1 < segments.count {
      segments[first] = []
      first += 1
      return
    }
    // Everything has left. The memory of a small answer serves the next one; that of a large one goes back.
    var last = segments.removeLast()
    segments.removeAll(keepingCapacity: true)
    first = 0
    guard last.capacity <= Self.joinLimit else { return }
    last.removeAll(keepingCapacity: true)
    segments.append(last)
  }
}
