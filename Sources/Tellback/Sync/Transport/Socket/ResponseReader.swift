// Reads one HTTP/1.1 response (RFC 9112) from bytes as they come. Pure, strict and bounded: anything unclear is an error.
import TellbackWire

/// The part of a response that has come so far.
struct ResponseReader {
  /// The most bytes of all heads and trailers together.
  static let headLimit = 65_536
  /// The most interim responses (1xx).
  static let interimLimit = 16

  private enum Phase: Equatable {
    case head
    case fixed(Int)
    case chunkSize
    case chunk(Int)
    case chunkEnd
    case trailer
    case untilClose
    case done
  }

  private(set) var response = TransportResponse(status: 0)
  private let responseLimit: Int
  private var phase = Phase.head
  private var pending: [UInt8] = []
  private var position = 0
  private var headBytes = 0
  private var interims = 0
  private var isPersistent = false

  /// `responseLimit`: the most bytes of the body.
  init(responseLimit: Int) { self.responseLimit = responseLimit }

  var isComplete: Bool { phase == .done }
  /// True when the connection can carry another request: the response is complete and no byte is left over.
  var mayReuse: Bool { isComplete && isPersistent && pending.isEmpty }

  /// Takes the bytes that came.
  mutating func take(_ bytes: some Collection<UInt8>) throws(TellbackError) {
    pending.append(contentsOf: bytes)
    while try advance() {}
    pending.removeFirst(position)
    position = 0
  }

  /// The other side ended the connection.
  mutating func end() throws(TellbackError) {
    if phase == .untilClose { phase = .done }
    guard isComplete else { throw Self.failure("the connection ended before the response was complete") }
  }

  /// False when more bytes are needed, or none.
  private mutating func advance() throws(TellbackError) -> Bool {
    switch phase {
    case .head: return try readHead()
    case .fixed(let count):
      let rest = try readBody(count)
      phase = rest == 0 ? .done : .fixed(rest)
      return false
    case .chunkSize:
      guard let line = try line() else { return false }
      guard let size = Self.chunkSize(line) else { throw Self.failure("a chunk has no size") }
      phase = size == 0 ? .trailer : .chunk(size)
      return true
    case .chunk(let count):
      let rest = try readBody(count)
      phase = rest == 0 ? .chunkEnd : .chunk(rest)
      return rest == 0
    case .chunkEnd:
      guard let line = try line() else { return false }
      guard line.isEmpty else { throw Self.failure("a chunk does not end where it should") }
      phase = .chunkSize
      return true
    case .trailer:
      guard let line = try line() else { return false }
      if line.isEmpty { phase = .done }
      return !line.isEmpty
    case .untilClose:
      _ = try readBody(.max)
      return false
    case .done: return false
    }
  }

  // MARK: The head

  private mutating func readHead() throws(TellbackError) -> Bool {
    let start = position
    let counted = headBytes
    var lines: [ArraySlice<UInt8>] = []
    while true {
      guard let line = try line() else {
        // Not complete yet: it is read again from its start.
        (position, headBytes) = (start, counted)
        return false
      }
      if line.isEmpty { break }
      lines.append(line)
    }
    guard let first = lines.first, let (status, isNew) = Self.status(first) else {
      throw Self.failure("it is not HTTP/1.1")
    }
    let headers = try Self.headers(lines.dropFirst())
    if (100..<200).contains(status) {
      interims += 1
      guard status != 101, interims <= Self.interimLimit else {
        throw Self.failure("there were too many interim responses")
      }
      return true
    }
    response = TransportResponse(status: status, headers: headers)
    isPersistent = isNew && headers["connection"]?.lowercased().contains("close") != true
    try choosePhase(status, headers)
    return true
  }

  /// RFC 9112, section 6.3.
  private mutating func choosePhase(_ status: Int, _ headers: [String: String]) throws(TellbackError) {
    if let coding = headers["content-encoding"], coding.lowercased() != "identity" {
      throw Self.failure("the response is compressed, which was not asked for")
    }
    if status == 204 || status == 304 {
      phase = .done
    } else if let coding = headers["transfer-encoding"] {
      guard coding.lowercased() == "chunked", headers["content-length"] == nil else {
        throw Self.failure("the response's length is not clear")
      }
      phase = .chunkSize
    } else if let text = headers["content-length"] {
      guard text.utf8.count <= 18, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let count = Int(text) else {
        throw Self.failure("the response's length is not a number")
      }
      guard count <= responseLimit else { throw Self.tooLarge }
      phase = count == 0 ? .done : .fixed(count)
    } else {
      isPersistent = false
      phase = .untilClose
    }
  }

  /// The status, and whether it is HTTP/1.1 rather than 1.0.
  private static func status(_ line: ArraySlice<UInt8>) -> (Int, Bool)? {
    let bytes = Array(line)
    guard bytes.count >= 12, bytes.starts(with: "HTTP/1.".utf8), bytes[7] == 0x30 || bytes[7] == 0x31, bytes[8] == 0x20,
      bytes.count == 12 || bytes[12] == 0x20
    else { return nil }
    var status = 0
    for byte in bytes[9..<12] {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      status = status * 10 + Int(byte - 0x30)
    }
    return (100..<600).contains(status) ? (status, bytes[7] == 0x31) : nil
  }

  private static func headers(_ lines: ArraySlice<ArraySlice<UInt8>>) throws(TellbackError) -> [String: String] {
    var headers: [String: String] = [:]
    for line in lines {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
        line[..<colon].allSatisfy({ $0 > 0x20 && $0 < 0x7F })
      else { throw failure("a header field of the response has no name") }
      let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
      let value = trimmed(line[(colon + 1)...])
      if let old = headers[name] {
        // Two different lengths are a way to smuggle responses.
        guard name != "content-length" || old == value else { throw failure("the response has two lengths") }
        if name != "content-length" { headers[name] = old + ", " + value }
      } else {
        headers[name] = value
      }
    }
    return headers
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
    var text = bytes.drop(while: isBlank)
    while let last = text.last, isBlank(last) { text.removeLast() }
    return String(decoding: text, as: UTF8.self)
  }

  // MARK: Pieces

  /// The next line without its end; nil when it is not complete yet.
  private mutating func line() throws(TellbackError) -> ArraySlice<UInt8>? {
    guard let end = pending[position...].firstIndex(of: 0x0A) else {
      guard headBytes + pending.count - position <= Self.headLimit else {
        throw Self.failure("the response's head is larger than \(Self.headLimit) bytes")
      }
      return nil
    }
    headBytes += end + 1 - position
    guard headBytes <= Self.headLimit else {
      throw Self.failure("the response's head is larger than \(Self.headLimit) bytes")
    }
    var line = pending[position..<end]
    if line.last == 0x0D { line.removeLast() }
    position = end + 1
    return line
  }

  /// Takes up to `count` bytes of the body. Returns how many are still to come.
  private mutating func readBody(_ count: Int) throws(TellbackError) -> Int {
    let taken = min(count, pending.count - position)
    guard response.body.count + taken <= responseLimit else { throw Self.tooLarge }
    response.body.append(contentsOf: pending[position..<(position + taken)])
    position += taken
    return count - taken
  }

  private static func chunkSize(_ line: ArraySlice<UInt8>) -> Int? {
    // A chunk extension follows a semicolon (RFC 9112, section 7.1.1); it is ignored.
    let digits = line.prefix { $0 != UInt8(ascii: ";") && $0 != 0x20 && $0 != 0x09 }
    guard (1...8).contains(digits.count) else { return nil }
    let isHex = digits.allSatisfy {
      ($0 >= 0x30 && $0 <= 0x39) || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x66)
    }
    return isHex ? Int(String(decoding: digits, as: UTF8.self), radix: 16) : nil
  }

  private static func failure(_ why: String) -> TellbackError {
    TellbackError(.transport, "The response could not be used: \(why).")
  }

  private static var tooLarge: TellbackError { TellbackError(.transport, "The response is larger than its limit.") }
}
