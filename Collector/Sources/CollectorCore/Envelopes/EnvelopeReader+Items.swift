// Items of an envelope: how long they are, which are kept, and what is done where a length is wrong.

/// The line before an item.
struct ItemHeader {
  var kind: String
  /// Nil without one, or with one that is no count: then the item ends with its line.
  var length: Int?
  var filename = ""
  var contentType = ""

  /// Nil for what is no item's header. Events name a `type` too, but hold what no header does.
  init?(_ bytes: [UInt8]) {
    guard bytes.contains(UInt8(ascii: "{")) else { return nil }
    var kind: String?
    var (filename, contentType) = ("", "")
    var length: Int64?
    var isEvent = false
    do {
      try LooseJSON.read(bytes) { reader in
        try reader.object { reader, key in
          switch key {
          case "type": kind = try reader.text(limit: 64)?.value
          case "length": length = try reader.count()
          case "filename": filename = try reader.text(limit: 1_000)?.value ?? ""
          case "content_type": contentType = try reader.text(limit: 200)?.value ?? ""
          case "contexts", "event_id", "breadcrumbs", "message", "comments": isEvent = true
          default: break
          }
        }
      }
    } catch {
      return nil
    }
    guard let kind, !kind.isEmpty, !isEvent else { return nil }
    self.kind = kind
    self.length = length.flatMap { Int(exactly: $0) }
    self.filename = filename
    self.contentType = contentType
  }
}

/// The item at hand.
struct PendingItem: Sendable {
  enum Role: Sendable, Equatable {
    case kept(Envelope.Kind)
    case clientReport
    /// Nothing is made of it.
    case skipped
    /// It is counted by this fault already.
    case refused
  }

  var role = Role.skipped
  var kind = ""
  var filename = ""
  var contentType = ""
  /// Nil where it ends with its line.
  var length: Int?
  var received = 0
  var bytes: [UInt8] = []
  /// Bytes that are held at most.
  var limit = 0
  /// It goes on after the length that its header names.
  var isLonger = false
  /// A carriage return came after that length; alone it belongs to the item.
  var sawReturn = false

  var isOverLimit: Bool { received > limit }
  /// Words and counts, which end with their line.
  var isText: Bool {
    switch role {
    case .kept(.feedback), .kept(.userReport), .clientReport: true
    case .kept(.attachment), .skipped, .refused: false
    }
  }
}

extension EnvelopeReader {
  mutating func begin(_ header: ItemHeader) {
    guard itemCount < limits.items else {
      envelope.refuse(.tooManyItems)
      state = .ended
      return
    }
    itemCount += 1
    item = PendingItem()
    item.kind = header.kind
    item.filename = header.filename
    item.contentType = header.contentType
    item.length = header.length
    item.limit = min(limits.recoverable, max(0, limits.held - held))
    switch header.kind {
    case "feedback": admit(.feedback)
    case "user_report": admit(.userReport)
    case "attachment": admit(.attachment)
    case "client_report":
      item.role = .clientReport
      item.limit = limits.recoverable
    default: item.role = .skipped
    }
    item.bytes.reserveCapacity(min(header.length ?? 0, item.limit, 65_536))
    state = .payload
  }

  private mutating func admit(_ kind: Envelope.Kind) {
    let isFile = kind == .attachment
    let count = envelope.items.count { ($0.kind == .attachment) == isFile }
    guard count < (isFile ? limits.attachments : limits.reports) else {
      envelope.refuse(isFile ? .tooManyAttachments : .tooManyReports)
      item.role = .refused
      return
    }
    item.role = .kept(kind)
    item.limit = min(isFile ? limits.attachment : limits.event, max(0, limits.held - held))
  }

  mutating func takePayload(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>) {
    if let length = item.length, !item.isLonger {
      guard item.received == length else {
        let count = min(length - item.received, rest.count)
        keep(rest.prefix(count))
        rest = rest.dropFirst(count)
        return
      }
      switch rest.first {
      case UInt8(ascii: "\n"):
        rest = rest.dropFirst()
        return endItem()
      case UInt8(ascii: "\r") where !item.sawReturn:
        item.sawReturn = true
        rest = rest.dropFirst()
        return
      case UInt8(ascii: "{") where length == 0 && !item.sawReturn:
        // Nothing, and no line feed after it.
        return endItem()
      default: goOn()
      }
    }
    let end = rest.firstIndex(of: UInt8(ascii: "\n"))
    keep(rest[rest.startIndex..<(end ?? rest.endIndex)])
    rest = rest[(end.map { $0 + 1 } ?? rest.endIndex)...]
    if end != nil { endItem() }
  }

  private mutating func goOn() {
    item.isLonger = true
    guard item.sawReturn else { return }
    item.received += 1
    if item.bytes.count < item.limit { item.bytes.append(UInt8(ascii: "\r")) }
  }

  private mutating func keep(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
    item.received += bytes.count
    let room = item.limit - item.bytes.count
    if room > 0 { item.bytes += bytes.prefix(room) }
    // Of what is too large, as much stays as is looked through should the length be wrong.
    if item.isOverLimit, item.bytes.count > limits.recoverable {
      item.bytes = Array(item.bytes.prefix(limits.recoverable))
      item.limit = limits.recoverable
    }
  }

  /// The item is whole, by its length or by its line.
  private mutating func endItem() {
    state = .itemHeader
    switch item.role {
    case .refused: break
    case .skipped:
      envelope.skipped[EnvelopeKinds.counted(item.kind), default: 0] += 1
      if item.isLonger { return endWrongLength() }
    case .kept(.attachment):
      if item.isLonger {
        envelope.refuse(.wrongLength)
        return endWrongLength()
      } else if item.isOverLimit {
        envelope.refuse(.tooLarge)
      } else {
        keepItem(.attachment)
      }
    case .kept, .clientReport: endText()
    }
    item.bytes = []
  }

  /// The length was too small, and what follows belongs to nothing until the next header; or too large, and the item swallowed the
  /// line feed after it and a part of the next header.
  private mutating func endWrongLength() {
    isLost = true
    // What was swallowed stands at its end.
    let tail = item.bytes.suffix(limits.recoverable)
    let swallowed = tail.firstIndex(of: UInt8(ascii: "\n")).map { Array(tail[($0 + 1)...]) } ?? []
    let isWhole = !item.isOverLimit
    item.bytes = []
    if isWhole, !swallowed.isEmpty { lookThrough(swallowed + [UInt8(ascii: "\n")]) }
  }

  private mutating func endText() {
    if !item.isOverLimit, LooseJSON.isObject(item.bytes) { return keepText() }
    // A length that is too large swallows the next items; what the SDKs write stands on one line.
    if let end = item.bytes.firstIndex(of: UInt8(ascii: "\n")) {
      let swallowed = Array(item.bytes[(end + 1)...]) + (item.isOverLimit ? [] : [UInt8(ascii: "\n")])
      item.bytes.removeSubrange(end...)
      if LooseJSON.isObject(item.bytes) { keepText() } else { envelope.refuse(.brokenJSON) }
      return lookThrough(swallowed)
    }
    envelope.refuse(item.isOverLimit ? .tooLarge : .brokenJSON)
  }

  private mutating func keepText() {
    guard item.role != .clientReport else { return readClientReport() }
    if case .kept(let kind) = item.role { keepItem(kind) }
  }

  private mutating func keepItem(_ kind: Envelope.Kind) {
    held += item.bytes.count
    envelope.items.append(
      Envelope.Item(kind: kind, filename: item.filename, contentType: item.contentType, payload: item.bytes))
  }

  /// The envelope ends within the item, or its length was too large.
  mutating func endCutItem() {
    let isWhole = item.isLonger || item.length == nil || item.length == item.received
    guard !isWhole else { return endItem() }
    state = .ended
    let line = item.bytes.prefix { $0 != UInt8(ascii: "\n") }
    let swallowed = Array(item.bytes.dropFirst(line.count + 1).suffix(limits.event))
    switch item.role {
    case .refused: break
    case .skipped: envelope.skipped[EnvelopeKinds.counted(item.kind), default: 0] += 1
    case .kept(.attachment): envelope.refuse(.cutShort)
    case .kept, .clientReport:
      if !item.isOverLimit, LooseJSON.isObject(item.bytes) {
        keepText()
        break
      }
      item.bytes = Array(line)
      if LooseJSON.isObject(item.bytes) { keepText() } else { envelope.refuse(.cutShort) }
    }
    item.bytes = []
    lookThrough(swallowed)
  }

  /// Reads on in what an item with a wrong length had swallowed.
  private mutating func lookThrough(_ swallowed: [UInt8]) {
    guard !swallowed.isEmpty, recoveries < limits.recoveries else { return }
    recoveries += 1
    item = PendingItem()
    isLost = true
    state = .itemHeader
    swallowed.withUnsafeBufferPointer { consume($0) }
  }

  /// What an SDK says that it gave up. Of events, spans and sessions it may give up what it likes.
  private mutating func readClientReport() {
    var discarded: [String: Int64] = [:]
    do {
      try LooseJSON.read(item.bytes) { reader in
        try reader.object { reader, key in
          guard key == "discarded_events" else { return }
          try reader.array { reader in
            var (reason, category, count) = ("", "", Int64(0))
            try reader.object { reader, key in
              switch key {
              case "reason": reason = try reader.text(limit: 64)?.value ?? ""
              case "category": category = try reader.text(limit: 64)?.value ?? ""
              case "quantity": count = try reader.count() ?? 0
              default: break
              }
            }
            guard EnvelopeKinds.categoriesOfWords.contains(category), count > 0 else { return }
            discarded[EnvelopeKinds.counted(reason: reason), default: 0] += min(count, EnvelopeKinds.mostDiscarded)
          }
        }
      }
    } catch {
      return envelope.refuse(.brokenJSON)
    }
    for (reason, count) in discarded {
      let sum = envelope.discarded[reason, default: 0] + min(count, EnvelopeKinds.mostDiscarded)
      envelope.discarded[reason] = min(sum, EnvelopeKinds.mostDiscarded)
    }
  }
}
