// Collects a body, or hands it to a reader, and undoes compression as the bytes arrive. Invariant: never holds more than the limit
// it was given; with a reader, never more than a step of decoding.

struct BodyAssembler {
  private var bytes: [UInt8] = []
  private var received = 0
  private var limit = 0
  private var decoder: (any BodyDecoder)?
  private var reader: (any BodyReader)?
  /// The reader was told that no more can be read.
  private var isOver = false

  mutating func begin(
    _ head: ParsedHead, _ rules: BodyRules, ratio: Int, reader: (any BodyReader)?
  ) throws(HTTPError) {
    bytes = []
    received = 0
    isOver = false
    limit = rules.maxBytes
    self.reader = reader
    decoder = nil
    guard head.framing != .none else { return }
    guard rules.codings.contains(head.coding) else { throw ContentCoding.refusal(rules.codings) }
    if !rules.isDropped { decoder = try Self.decoder(head.coding, DecoderLimits(maxBytes: limit, ratio: ratio)) }
    if case .length(let count) = head.framing {
      guard count <= limit else { throw Self.tooLarge(limit) }
      // A length is only a promise: what is set aside for it stays small until the bytes come.
      if decoder == nil, reader == nil { bytes.reserveCapacity(min(count, 64 * 1024)) }
    }
  }

  private static func decoder(
    _ coding: ContentCoding, _ limits: DecoderLimits
  ) throws(HTTPError) -> (any BodyDecoder)? {
    switch coding {
    case .identity, .misnamed, .unknown: nil
    case .gzip: try Inflater(.gzip, limits)
    case .deflate: try Inflater(.deflate, limits)
    case .brotli: try Unbrotli(limits)
    }
  }

  /// Refuses a chunk as soon as its size is known.
  func expect(_ count: Int) throws(HTTPError) {
    guard count <= limit - received else { throw Self.tooLarge(limit) }
  }

  mutating func append(_ input: [UInt8], _ range: Range<Int>) throws(HTTPError) {
    try expect(range.count)
    received += range.count
    guard let reader else {
      guard let decoder else { return bytes.append(contentsOf: input[range]) }
      return try decoder.decode(input, range, into: &bytes) { _ in }
    }
    guard !isOver else { return }
    guard let decoder else {
      return input.withUnsafeBufferPointer { reader.read(UnsafeBufferPointer(rebasing: $0[range])) }
    }
    do {
      try decoder.decode(input, range, into: &bytes) { bytes in
        bytes.withUnsafeBufferPointer { reader.read($0) }
        bytes.removeAll(keepingCapacity: true)
      }
    } catch {
      end(reader, error)
    }
  }

  mutating func finish() throws(HTTPError) {
    defer { decoder = nil }
    guard received > 0, !isOver, let decoder else { return }
    do {
      try decoder.finish()
    } catch {
      guard let reader else { throw error }
      end(reader, error)
    }
  }

  private mutating func end(_ reader: any BodyReader, _ error: HTTPError) {
    isOver = true
    bytes = []
    reader.fail(error)
  }

  mutating func take() -> [UInt8] {
    let taken = reader == nil ? bytes : []
    bytes = []
    reader = nil
    return taken
  }

  static func tooLarge(_ limit: Int) -> HTTPError {
    HTTPError(
      status: 413, code: "body_too_large", message: "The body of this request may have at most \(limit) bytes.")
  }
}
