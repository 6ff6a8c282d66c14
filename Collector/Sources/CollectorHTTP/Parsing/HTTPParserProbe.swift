// What the fuzzer and the tests need of the parser: everything it makes of some bytes, as values to compare.

/// The outcome of feeding bytes to a parser as a connection does, pipelined requests and all.
@_spi(Fuzzing) public struct HTTPParserProbe: Sendable {
  struct Message: Sendable, Equatable {
    var method: HTTPMethod
    var target: [UInt8]
    var path: String
    var fields: [[UInt8]]
    var body: [UInt8]
    var keepsAlive: Bool
  }

  /// A limit on bodies that short inputs can pass.
  @_spi(Fuzzing) public static let maxBody = 4096

  private(set) var messages: [Message] = []
  private(set) var failure: HTTPError?
  private var brokenPromises: [String] = []
  private var sawGzip = false

  /// Reads `bytes` cut at the given ascending offsets.
  @_spi(Fuzzing) public static func read(_ bytes: [UInt8], cuts: [Int]) -> HTTPParserProbe {
    var limits = HTTPParserLimits()
    limits.requestLine = 512
    limits.head = 1024
    limits.fields = 16
    limits.trailer = 128
    limits.chunkLine = 64
    limits.chunkExtensions = 128
    var parser = HTTPRequestParser(limits: limits)
    var probe = HTTPParserProbe()
    var start = 0
    for end in cuts + [bytes.count] where end >= start && end <= bytes.count {
      guard probe.feed(&parser, Array(bytes[start..<end])) else { break }
      start = end
    }
    return probe
  }

  /// What differs between two readings of the same bytes, or nil.
  @_spi(Fuzzing) public func difference(from other: HTTPParserProbe) -> String? {
    if messages != other.messages { return "messages \(messages) against \(other.messages)" }
    // Both find broken gzip, but where two things are wrong with it, which is found first depends on the pieces.
    if sawGzip, failure != nil, other.failure != nil { return nil }
    guard failure?.status == other.failure?.status, failure?.code == other.failure?.code else {
      return "failure \(String(describing: failure)) against \(String(describing: other.failure))"
    }
    return nil
  }

  /// What the parser let through though it must not, or nil.
  @_spi(Fuzzing) public var brokenPromise: String? { brokenPromises.first }

  /// False when the connection would be closed.
  private mutating func feed(_ parser: inout HTTPRequestParser, _ piece: [UInt8]) -> Bool {
    var offset = 0
    while true {
      let before = offset
      let event = parser.consume(piece, &offset, piece.count)
      if offset < before || offset > piece.count { brokenPromises.append("the offset left the input") }
      switch event {
      case .needsMore:
        if offset < piece.count { brokenPromises.append("input was left though more is needed") }
        return true
      case .head:
        if let head = parser.parsedHead { check(head) }
        if let error = parser.admitBody(maxBytes: Self.maxBody) { return fail(error) }
      case .complete:
        guard let (head, body) = parser.takeMessage() else {
          brokenPromises.append("a complete message cannot be taken")
          return false
        }
        note(head, body)
      case .failed(let error): return fail(error)
      }
    }
  }

  private mutating func fail(_ error: HTTPError) -> Bool {
    failure = error
    if !(400...599).contains(error.status) { brokenPromises.append("a failure has status \(error.status)") }
    return false
  }

  private mutating func note(_ head: ParsedHead, _ body: [UInt8]) {
    if body.count > Self.maxBody { brokenPromises.append("a body of \(body.count) bytes passed") }
    messages.append(
      Message(
        method: head.method, target: Array(head.bytes[head.targetRange]), path: head.path,
        fields: head.fields.flatMap { [Array(head.bytes[$0.name]), Array(head.bytes[$0.value])] }, body: body,
        keepsAlive: head.keepsAlive))
    let request = HTTPRequest(head: head, body: body, remoteAddress: "", parameters: RouteParameters())
    _ = (request.rawTarget, request.query, request.cookie("a"), try? request.form())
  }

  /// What RFC 9110 and 9112 promise of every head that is accepted, checked by other means than the parser's.
  private mutating func check(_ head: ParsedHead) {
    sawGzip = sawGzip || head.coding == .gzip
    let all = HTTPHeaders(bytes: head.bytes, fields: head.fields)
    for (name, value) in all.all {
      if name.isEmpty || name.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F || $0 == Byte.colon }) {
        brokenPromises.append("a field is named '\(name)'")
      }
      if value.utf8.contains(where: { $0 < 0x20 && $0 != Byte.tab || $0 == 0x7F }) {
        brokenPromises.append("a field value holds a control character")
      }
    }
    let lengths = all.values("content-length")
    let codings = all.values("transfer-encoding")
    if lengths.count + codings.count > 1 { brokenPromises.append("the length is ambiguous") }
    if let length = lengths.first, Int(length) == nil || length.utf8.first == Byte.plus {
      brokenPromises.append("the length is '\(length)'")
    }
    if !head.isVersion1_0, all.values("host").count != 1 { brokenPromises.append("there is not one Host") }
    if !head.target.isAsterisk {
      if head.path.utf8.first != Byte.slash { brokenPromises.append("the path is '\(head.path)'") }
      if head.path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
        brokenPromises.append("the path holds a control character")
      }
    }
  }
}
