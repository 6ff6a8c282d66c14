// The request parser (RFC 9112): a push parser that takes bytes in any pieces and needs no more memory than its limits.
// Invariants: where the pieces are cut changes nothing of what comes out; nothing is read past the end it was given;
// whatever could be read in two ways is refused, never guessed.

/// Limits on the parts of a request that the parser keeps or counts. All in bytes, except `fields`.
@_spi(Fuzzing) public struct HTTPParserLimits: Sendable {
  public var requestLine = 8 * 1024
  public var head = 32 * 1024
  public var fields = 100
  public var chunkLine = 1024
  public var chunkExtensions = 8 * 1024
  public var trailer = 8 * 1024
  /// How many times larger than its compressed form a gzip body may be, once it is over 64 KiB.
  public var compressionRatio = 100

  public init() {}
}

@_spi(Fuzzing) public struct HTTPRequestParser {
  @_spi(Fuzzing) public enum Event {
    /// All input was taken; more is needed.
    case needsMore
    /// The head is whole. `admitBody` must be called before the next `consume`.
    case head
    /// The message is whole; bytes after `offset` belong to the next one.
    case complete
    /// The message is refused; what follows on this connection cannot be told apart from it.
    case failed(HTTPError)
  }

  enum State: Equatable {
    case leading
    case head
    case awaitingAdmission
    case fixed(remaining: Int)
    case chunkLine
    case chunkData(remaining: Int)
    case chunkEnd
    case trailer
    case complete
    case failed
  }

  let limits: HTTPParserLimits
  private(set) var state = State.leading
  private(set) var sawInput = false
  private var lines = LineBlock()
  private var fields: [HTTPHeaders.Field] = []
  private var semantics = HeadSemantics()
  private(set) var parsedHead: ParsedHead?
  private var body = BodyAssembler()
  private var chunkLine: [UInt8] = []
  private var extensionBytes = 0
  private var sawCarriageReturn = false

  public init(limits: HTTPParserLimits = HTTPParserLimits()) {
    self.limits = limits
  }

  /// Whether the head announces a body that is not empty.
  var expectsBody: Bool { parsedHead.map { $0.framing != .none } ?? false }

  /// Takes input from `offset` up to `end`, moves `offset` past what it took, and says what came of it.
  public mutating func consume(_ input: [UInt8], _ offset: inout Int, _ end: Int) -> Event {
    do {
      return try advance(input, &offset, min(end, input.count))
    } catch {
      state = .failed
      return .failed(error)
    }
  }

  /// Says how large the body may be, after decoding, and what takes it; a declared length over the limit fails at once.
  public mutating func admitBody(maxBytes: Int) -> HTTPError? { admitBody(BodyRules(maxBytes: maxBytes)) }

  mutating func admitBody(_ rules: BodyRules, reader: (any BodyReader)? = nil) -> HTTPError? {
    guard state == .awaitingAdmission, let head = parsedHead else { return nil }
    do {
      try body.begin(head, rules, ratio: limits.compressionRatio, reader: reader)
    } catch {
      state = .failed
      return error
    }
    switch head.framing {
    case .none: state = .complete
    case .length(let count): state = .fixed(remaining: count)
    case .chunked: state = .chunkLine
    }
    return nil
  }

  /// Hands over the finished message and starts on the next.
  mutating func takeMessage() -> (head: ParsedHead, body: [UInt8])? {
    guard state == .complete, let head = parsedHead else { return nil }
    let bytes = body.take()
    reset()
    return (head, bytes)
  }

  private mutating func reset() {
    state = .leading
    sawInput = false
    lines = LineBlock()
    fields = []
    semantics = HeadSemantics()
    parsedHead = nil
    extensionBytes = 0
    sawCarriageReturn = false
  }

  private mutating func advance(_ input: [UInt8], _ offset: inout Int, _ end: Int) throws(HTTPError) -> Event {
    while true {
      switch state {
      case .complete:
        return .complete
      case .failed, .awaitingAdmission:
        return .needsMore
      default: break
      }
      guard offset < end else { return .needsMore }
      sawInput = true
      switch state {
      case .leading: try skipEmptyLine(input, &offset)
      case .head: if try readHead(input, &offset, end) { return .head }
      case .fixed(let remaining): try readFixed(input, &offset, end, remaining)
      case .chunkLine: try readChunkLine(input, &offset, end)
      case .chunkData(let remaining): try readChunkData(input, &offset, end, remaining)
      case .chunkEnd: try readChunkEnd(input, &offset)
      case .trailer: try readTrailer(input, &offset, end)
      case .complete, .failed, .awaitingAdmission: break
      }
    }
  }
}

// MARK: - The head

extension HTTPRequestParser {
  /// One empty line before the request line is ignored (section 2.2), for old clients that end a body with it.
  private mutating func skipEmptyLine(_ input: [UInt8], _ offset: inout Int) throws(HTTPError) {
    if sawCarriageReturn {
      guard input[offset] == Byte.lineFeed else { throw LineBlock.bareCarriageReturn }
      offset += 1
      sawCarriageReturn = false
      state = .head
    } else if input[offset] == Byte.carriageReturn {
      offset += 1
      sawCarriageReturn = true
    } else {
      state = .head
    }
  }

  private mutating func readHead(_ input: [UInt8], _ offset: inout Int, _ end: Int) throws(HTTPError) -> Bool {
    let problem = lines.append(input, &offset, end, limit: limits.head)
    while let line = lines.nextLine() {
      if line.isEmpty {
        // Only the request line may not be missing; `finish` sees to that.
        parsedHead = try semantics.finish(bytes: lines.takeBytes(), fields: fields)
        fields = []
        state = .awaitingAdmission
        return true
      }
      if semantics.needsRequestLine {
        guard line.count <= limits.requestLine else { throw Self.targetTooLong(limits.requestLine) }
        try semantics.readRequestLine(lines.bytes, line)
      } else {
        guard fields.count < limits.fields else { throw Self.tooManyFields(limits.fields) }
        let field = try FieldLine.parse(lines.bytes, line)
        try semantics.note(lines.bytes, field)
        fields.append(field)
      }
    }
    if semantics.needsRequestLine, lines.incompleteCount > limits.requestLine {
      throw Self.targetTooLong(limits.requestLine)
    }
    if let problem { throw problem }
    guard lines.bytes.count < limits.head else { throw Self.headTooLarge(limits.head) }
    return false
  }

  private static func targetTooLong(_ limit: Int) -> HTTPError {
    HTTPError(
      status: 414, code: "target_too_long", message: "The request line is longer than \(limit) bytes.")
  }

  private static func tooManyFields(_ limit: Int) -> HTTPError {
    HTTPError(status: 431, code: "too_many_fields", message: "The request has more than \(limit) header fields.")
  }

  private static func headTooLarge(_ limit: Int) -> HTTPError {
    HTTPError(
      status: 431, code: "head_too_large", message: "The head of the request is larger than \(limit) bytes.")
  }
}

// MARK: - The body

extension HTTPRequestParser {
  private mutating func readFixed(
    _ input: [UInt8], _ offset: inout Int, _ end: Int, _ remaining: Int
  ) throws(HTTPError) {
    let count = min(remaining, end - offset)
    try body.append(input, offset..<(offset + count))
    offset += count
    if count == remaining {
      try body.finish()
      state = .complete
    } else {
      state = .fixed(remaining: remaining - count)
    }
  }

  private mutating func readChunkLine(_ input: [UInt8], _ offset: inout Int, _ end: Int) throws(HTTPError) {
    while offset < end {
      let byte = input[offset]
      offset += 1
      if sawCarriageReturn {
        guard byte == Byte.lineFeed else { throw LineBlock.bareCarriageReturn }
        sawCarriageReturn = false
        return try beginChunk()
      }
      if byte == Byte.carriageReturn {
        sawCarriageReturn = true
        continue
      }
      guard byte != Byte.lineFeed else { throw LineBlock.bareLineFeed }
      guard !byte.isControl || byte == Byte.tab else { throw LineBlock.control(byte) }
      guard chunkLine.count < limits.chunkLine else {
        throw .badRequest("bad_chunk", "A chunk's size line is longer than \(limits.chunkLine) bytes.")
      }
      chunkLine.append(byte)
    }
  }

  private mutating func beginChunk() throws(HTTPError) {
    let chunk = try ChunkLine(parsing: chunkLine)
    chunkLine.removeAll(keepingCapacity: true)
    extensionBytes += chunk.extensionBytes
    guard extensionBytes <= limits.chunkExtensions else {
      throw .badRequest("bad_chunk", "The chunk extensions are larger than \(limits.chunkExtensions) bytes.")
    }
    if chunk.size == 0 {
      lines = LineBlock()
      state = .trailer
    } else {
      try body.expect(chunk.size)
      state = .chunkData(remaining: chunk.size)
    }
  }

  private mutating func readChunkData(
    _ input: [UInt8], _ offset: inout Int, _ end: Int, _ remaining: Int
  ) throws(HTTPError) {
    let count = min(remaining, end - offset)
    try body.append(input, offset..<(offset + count))
    offset += count
    state = count == remaining ? .chunkEnd : .chunkData(remaining: remaining - count)
  }

  private mutating func readChunkEnd(_ input: [UInt8], _ offset: inout Int) throws(HTTPError) {
    let byte = input[offset]
    offset += 1
    guard byte == (sawCarriageReturn ? Byte.lineFeed : Byte.carriageReturn) else {
      throw .badRequest("bad_chunk", "A chunk's data is not followed by CR LF.")
    }
    if sawCarriageReturn { state = .chunkLine }
    sawCarriageReturn.toggle()
  }

  /// Trailer fields are checked and counted like header fields, then dropped (section 7.1.2 allows both keeping and dropping).
  private mutating func readTrailer(_ input: [UInt8], _ offset: inout Int, _ end: Int) throws(HTTPError) {
    let problem = lines.append(input, &offset, end, limit: limits.trailer)
    while let line = lines.nextLine() {
      if line.isEmpty {
        try body.finish()
        state = .complete
        return
      }
      guard fields.count < limits.fields else { throw Self.tooManyFields(limits.fields) }
      let field = try FieldLine.parse(lines.bytes, line)
      guard !FieldLine.isForbiddenInTrailer(lines.bytes[field.name]) else {
        throw .badRequest("bad_trailer", "The trailer holds a field that only the header may hold.")
      }
      fields.append(field)
    }
    if let problem { throw problem }
    guard lines.bytes.count < limits.trailer else {
      throw HTTPError(
        status: 431, code: "trailer_too_large", message: "The trailer is larger than \(limits.trailer) bytes.")
    }
  }
}
