// Reads an envelope (develop.sentry.dev/sdk/data-model/envelopes) as its bytes arrive, in pieces of any size. Invariants: where
// the pieces are cut changes nothing of what comes out; never more is held than `EnvelopeLimits.held` and one item that is
// looked through again; no input makes it fail: what cannot be kept is counted, and what is good beside it is kept.

/// A push parser for one envelope.
public struct EnvelopeReader: Sendable {
  enum State: Equatable {
    case header
    case itemHeader
    case payload
    case ended
  }

  public let limits: EnvelopeLimits
  var envelope = Envelope()
  var state = State.header
  /// The header line at hand, without its line feed, as far as it is within its limit.
  private var line: [UInt8] = []
  private var isLineTooLong = false
  var item = PendingItem()
  var itemCount = 0
  var recoveries = 0
  /// What all kept items hold.
  var held = 0
  /// After something that could not be read: lines that are no item's header are passed over, and were counted already.
  var isLost = false

  public init(limits: EnvelopeLimits = EnvelopeLimits()) { self.limits = limits }

  /// The first line; nil until it has been read.
  public var header: Envelope.Header? { state == .header ? nil : envelope.header }

  /// Takes the next piece.
  public mutating func consume(_ bytes: UnsafeBufferPointer<UInt8>) {
    var rest = bytes[...]
    while !rest.isEmpty {
      switch state {
      case .header, .itemHeader: takeLine(&rest)
      case .payload: takePayload(&rest)
      case .ended: return
      }
    }
  }

  /// Takes the next piece.
  public mutating func consume(_ bytes: some Sequence<UInt8>) {
    Array(bytes).withUnsafeBufferPointer { consume($0) }
  }

  /// Ends the envelope where it is. `fault` says why the rest of it cannot be read.
  public mutating func finish(because fault: EnvelopeFault? = nil) -> Envelope {
    if let fault {
      envelope.refuse(fault)
    } else if state == .header, line.isEmpty {
      envelope.refuse(.brokenHeader)
    }
    // What an item with a wrong length had swallowed may end within an item once more.
    while state != .ended {
      switch state {
      case .header, .itemHeader:
        if line.isEmpty { state = .ended } else { endLine(isLast: true) }
      case .payload: endCutItem()
      case .ended: break
      }
    }
    return envelope
  }

  /// Forgets what was read, and reads on without keeping anything.
  public mutating func discard() {
    envelope = Envelope()
    item = PendingItem()
    line = []
    state = .ended
  }

  private mutating func takeLine(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>) {
    let end = rest.firstIndex(of: UInt8(ascii: "\n"))
    let piece = rest[rest.startIndex..<(end ?? rest.endIndex)]
    if line.count + piece.count <= limits.line {
      line += piece
    } else {
      isLineTooLong = true
      line += piece.prefix(limits.line - line.count)
    }
    rest = rest[(end.map { $0 + 1 } ?? rest.endIndex)...]
    if end != nil { endLine(isLast: false) }
  }

  private mutating func endLine(isLast: Bool) {
    let (bytes, isWhole) = (line, !isLineTooLong)
    line.removeAll(keepingCapacity: true)
    isLineTooLong = false
    if state == .header {
      state = .itemHeader
      if !isWhole || !readHeader(bytes) {
        envelope.refuse(.brokenHeader)
        isLost = true
      }
    } else if isWhole, let header = ItemHeader(bytes) {
      isLost = false
      begin(header)
    } else if !isLost, bytes.contains(where: { $0 > 0x20 }) {
      envelope.refuse(.brokenItemHeader)
      isLost = true
    }
    if isLast, state != .payload { state = .ended }
  }

  private mutating func readHeader(_ bytes: [UInt8]) -> Bool {
    guard bytes.contains(where: { $0 > 0x20 }), LooseJSON.isObject(bytes) else { return false }
    var header = Envelope.Header()
    do {
      try LooseJSON.read(bytes) { reader in
        try reader.object { reader, key in
          switch key {
          case "event_id": header.eventID = try reader.text(limit: 36).flatMap { Hexadecimal.sixteenBytes($0.value) }
          case "dsn": header.dsn = try reader.text(limit: 1_000)?.value
          case "sent_at": header.sentAt = try reader.moment()
          case "sdk": header.sdk = try SDKName.read(&reader)
          default: break
          }
        }
      }
    } catch {
      return false
    }
    envelope.header = header
    return true
  }
}

/// `name/version` of an SDK.
enum SDKName {
  static func read(_ reader: inout LooseJSON) throws -> String? {
    var name = ""
    var version = ""
    try reader.object { reader, key in
      switch key {
      case "name": name = try reader.text(limit: 100)?.value ?? ""
      case "version": version = try reader.text(limit: 100)?.value ?? ""
      default: break
      }
    }
    guard !name.isEmpty else { return nil }
    return version.isEmpty ? name : "\(name)/\(version)"
  }
}
