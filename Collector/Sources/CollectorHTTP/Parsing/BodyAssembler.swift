// Collects a body and undoes gzip as the bytes arrive. Invariant: never holds more than the limit it was given.

struct BodyAssembler {
  private var bytes: [UInt8] = []
  private var received = 0
  private var limit = 0
  private var gunzip: Gunzip?

  mutating func begin(_ head: ParsedHead, maxBytes: Int, ratio: Int) throws(HTTPError) {
    bytes = []
    received = 0
    limit = maxBytes
    gunzip = head.isGzip && head.framing != .none ? try Gunzip(maxBytes: maxBytes, ratio: ratio) : nil
    if case .length(let count) = head.framing {
      guard count <= limit else { throw Self.tooLarge(limit) }
      // A length is only a promise: what is set aside for it stays small until the bytes come.
      if gunzip == nil { bytes.reserveCapacity(min(count, 64 * 1024)) }
    }
  }

  /// Refuses a chunk as soon as its size is known.
  func expect(_ count: Int) throws(HTTPError) {
    guard count <= limit - received else { throw Self.tooLarge(limit) }
  }

  mutating func append(_ input: [UInt8], _ range: Range<Int>) throws(HTTPError) {
    try expect(range.count)
    received += range.count
    if let gunzip {
      try gunzip.inflate(input, range, into: &bytes)
    } else {
      bytes.append(contentsOf: input[range])
    }
  }

  mutating func finish() throws(HTTPError) {
    if received > 0 { try gunzip?.finish() }
    gunzip = nil
  }

  mutating func take() -> [UInt8] {
    let taken = bytes
    bytes = []
    return taken
  }

  static func tooLarge(_ limit: Int) -> HTTPError {
    HTTPError(
      status: 413, code: "body_too_large", message: "The body of this request may have at most \(limit) bytes.")
  }
}
