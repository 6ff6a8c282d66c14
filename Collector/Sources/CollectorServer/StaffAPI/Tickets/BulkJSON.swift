// Many tickets as a program names them, and what came of each as it reads it.
import CollectorCore
import TellbackWire

/// `{"tickets": [{"ticket": 42, "event": 1234}]}`; the verb's own fields stand beside it.
struct BulkTickets: Sendable {
  /// In the order of the request, each once.
  let numbers: [Int64]
  /// The newest event that was read of a ticket, which is its ETag; a ticket without one is missing.
  let seen: [Int64: Int64]

  /// Throws ``ErrorAnswer`` or ``WireError``.
  init(decoding bytes: [UInt8]) throws {
    var numbers: [Int64] = []
    var seen: [Int64: Int64] = [:]
    var known: Set<Int64> = []
    try JSONReader.read(bytes) { reader in
      try reader.object("request") { reader, key in
        switch key {
        case "tickets":
          try reader.array("tickets", limit: BulkRunner.limit) { reader in
            let (ticket, event) = try Self.ticket(&reader)
            if known.insert(ticket).inserted { numbers.append(ticket) }
            if let event { seen[ticket] = event }
          }
        case "reason":
          throw ErrorAnswer(
            422, "invalid_value", field: "reason", "A limit of open tickets is passed for one ticket at a time.")
        default: try reader.skipValue()
        }
      }
    }
    guard !numbers.isEmpty else {
      throw ErrorAnswer(
        422, "missing", field: "tickets",
        "tickets is missing: 1 to \(BulkRunner.limit) objects, each with ticket, its number.")
    }
    (self.numbers, self.seen) = (numbers, seen)
  }

  private static func ticket(_ reader: inout JSONReader) throws -> (Int64, Int64?) {
    var (ticket, event): (Int64?, Int64?)
    try reader.object("tickets") { reader, key in
      switch key {
      case "ticket": ticket = try reader.integer("ticket")
      case "event": event = try reader.skipNull() ? nil : try reader.integer("event")
      default: try reader.skipValue()
      }
    }
    guard let ticket else {
      throw ErrorAnswer(422, "missing", field: "tickets", "Each of tickets must have ticket, its number.")
    }
    return (ticket, event)
  }

  func checkSaysWhatWasSeen() throws {
    guard let silent = numbers.first(where: { seen[$0] == nil }) else { return }
    throw ErrorAnswer(
      428, "precondition_required", field: "event",
      "Say which state of ticket \(silent) you have seen: send its event, or If-Match: * for any state of all of them.")
  }

  static let nothingToMerge = ErrorAnswer(
    422, "invalid_value", field: "tickets", "tickets must name at least one ticket beside the one that stays.")
}

extension BulkVerb {
  /// `{"severity": "high"}`.
  static func severity(_ bytes: [UInt8]) throws -> Severity {
    var severity: Severity?
    try JSONReader.read(bytes) { reader in
      try reader.object("request") { reader, key in
        guard key == "severity" else { return try reader.skipValue() }
        let word = try reader.string("severity", limit: 100)
        severity = Severity.allCases.first { $0.word == word }
        guard severity != nil else {
          throw ErrorAnswer(
            422, "invalid_value", field: "severity",
            "severity must be one of \(Severity.allCases.map(\.word).joined(separator: ", ")).")
        }
      }
    }
    guard let severity else { throw ErrorAnswer(422, "missing", field: "severity", "severity is missing.") }
    return severity
  }
}

extension BulkWords {
  /// `{"text": …}` or `{"canned": 3}`.
  init(decoding bytes: [UInt8]) throws {
    var (text, canned): (String?, Int64?)
    try JSONReader.read(bytes) { reader in
      try reader.object("request") { reader, key in
        switch key {
        case "text": text = try reader.optionalString("text", limit: WireLimits.note)
        case "canned": canned = try reader.skipNull() ? nil : try reader.integer("canned")
        case "to":
          throw ErrorAnswer(
            422, "invalid_value", field: "to", "An answer to many tickets goes to everybody who reported them.")
        default: try reader.skipValue()
        }
      }
    }
    switch (text, canned) {
    case (let text?, nil): self = .typed(text)
    case (nil, let canned?): self = .canned(canned)
    default:
      throw ErrorAnswer(422, "missing", field: "text", "Say what to answer: text, or canned, one of them.")
    }
  }
}

extension BulkReceipt {
  func encoded() -> [UInt8] {
    WriteOutcome(ticket: ticket, event: event, link: link, held: held).encoded()
  }

  /// What ``encoded()`` wrote.
  init(decoding bytes: [UInt8]) throws {
    var (ticket, event, link, held): (Int64, Int64, Int64?, Int64?) = (0, 0, nil, nil)
    try JSONReader.read(bytes) { reader in
      try reader.object("kept answer") { reader, key in
        switch key {
        case "ticket": ticket = try reader.integer("ticket")
        case "event": event = try reader.integer("event")
        case "link": link = try reader.integer("link")
        case "held": held = try reader.integer("held")
        default: try reader.skipValue()
        }
      }
    }
    self.init(ticket: ticket, event: event, link: link, held: held)
  }
}

/// `{"done": [{"number", "ticket", "event"}], "failed": [{"number", "code", "message"}]}`.
struct BulkAnswer: Sendable {
  let outcomes: [BulkOutcome]

  init(_ outcomes: [BulkOutcome]) { self.outcomes = outcomes }

  func encoded() -> [UInt8] {
    var writer = JSONWriter(reservingCapacity: 64 + outcomes.count * 96)
    writer.object { writer in
      writer.array("done") { writer in
        for outcome in outcomes {
          guard case .done = outcome.result, let receipt = outcome.receipt else { continue }
          writer.object { writer in
            writer.integer("number", outcome.ticket)
            writer.raw("result", receipt.encoded())
          }
        }
      }
      writer.array("failed") { writer in
        for outcome in outcomes {
          guard case .failed(let sentence) = outcome.result else { continue }
          writer.object { writer in
            writer.integer("number", outcome.ticket)
            writer.string("code", optional: outcome.code)
            writer.string("message", sentence)
          }
        }
      }
    }
    return writer.bytes
  }
}
