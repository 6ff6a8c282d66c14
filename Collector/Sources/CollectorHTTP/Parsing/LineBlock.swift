// Lines ended by CR LF up to an empty one: a head, or a trailer. Invariant: `bytes` holds no control character but HTAB and
// the CR LF pairs, so whoever reads a line needs to check only its grammar.

struct LineBlock {
  private(set) var bytes: [UInt8] = []
  /// Where the next line to hand out starts.
  private var parsed = 0
  /// The end of the last whole line.
  private var completed = 0
  private var sawCarriageReturn = false

  /// How much of the line that is not yet whole has arrived, without the CR that may end it.
  var incompleteCount: Int { unendedCount - (sawCarriageReturn ? 1 : 0) }

  private var unendedCount: Int { bytes.count - completed }

  /// Takes input up to the empty line, the end, the limit, or the first byte that may not be there; that byte's error is
  /// returned, not thrown, because the lines before it come first.
  mutating func append(_ input: [UInt8], _ offset: inout Int, _ end: Int, limit: Int) -> HTTPError? {
    let start = offset
    let stop = min(end, start + max(0, limit - bytes.count))
    var index = start
    var problem: HTTPError?
    var lineStart = start - unendedCount
    var afterReturn = sawCarriageReturn
    var wholeLines = start
    scan: while index < stop {
      let byte = input[index]
      if afterReturn {
        guard byte == Byte.lineFeed else {
          problem = Self.bareCarriageReturn
          break scan
        }
        afterReturn = false
        index += 1
        wholeLines = index
        if index - lineStart == 2 { break scan }
        lineStart = index
        continue
      }
      if byte >= 0x20 && byte != Byte.delete {
        index += 1
        continue
      }
      switch byte {
      case Byte.carriageReturn: afterReturn = true
      case Byte.tab: break
      case Byte.lineFeed:
        problem = Self.bareLineFeed
        break scan
      default:
        problem = Self.control(byte)
        break scan
      }
      index += 1
    }
    if wholeLines > start { completed = bytes.count + (wholeLines - start) }
    bytes.append(contentsOf: input[start..<index])
    sawCarriageReturn = afterReturn
    offset = index
    return problem
  }

  /// The next whole line without its CR LF, or nil.
  mutating func nextLine() -> Range<Int>? {
    guard parsed < completed else { return nil }
    let start = parsed
    var end = start
    while bytes[end] != Byte.carriageReturn { end += 1 }
    parsed = end + 2
    return start..<end
  }

  mutating func takeBytes() -> [UInt8] {
    let taken = bytes
    self = LineBlock()
    return taken
  }

  static let bareCarriageReturn = HTTPError.badRequest(
    "bare_cr", "A CR stands without its LF (RFC 9112 section 2.2).")
  static let bareLineFeed = HTTPError.badRequest("bare_lf", "A line ends in LF without CR (RFC 9112 section 2.2).")

  static func control(_ byte: UInt8) -> HTTPError {
    .badRequest("control_character", "The request holds a control character (byte \(byte)) where none may be.")
  }
}
