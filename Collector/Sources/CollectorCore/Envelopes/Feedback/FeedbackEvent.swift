// What an event of Sentry's SDKs says of a person's words and of where they were written. Every text is cut to the limit of the
// report's field that takes it; what was cut is noted.
import TellbackWire

/// The parts of an event, or of a user report, that make a report.
struct FeedbackEvent {
  var eventID: [UInt8]?
  var moment: Timestamp?
  var message = ""
  var email: String?
  var name: String?
  var url: String?
  /// Further facts of the feedback: the event that it is about, the replay.
  var about: [ReportField] = []
  var userID: String?
  var userEmail: String?
  var requestURL: String?
  var userAgent: String?
  var release: String?
  var distribution: String?
  var environment: String?
  var sdk: String?
  var context = ContextSnapshot()
  var locale: String?
  var tags: [ReportField] = []
  var contexts: [ReportField] = []
  var steps: [Step] = []
  /// Names of what was longer than its limit.
  var cut: [String] = []

  /// Reads a feedback item. Throws ``LooseJSON/Broken``.
  init(feedback payload: [UInt8]) throws {
    try LooseJSON.read(payload) { reader in
      try reader.object { reader, key in try read(key, &reader) }
    }
  }

  /// Reads a user report. Throws ``LooseJSON/Broken``.
  init(userReport payload: [UInt8]) throws {
    try LooseJSON.read(payload) { reader in
      try reader.object { reader, key in
        switch key {
        case "event_id":
          guard let text = try text(&reader, 36, key) else { return }
          eventID = Hexadecimal.sixteenBytes(text)
          about.append(ReportField("associated_event_id", .text(text)))
        case "comments": message = try text(&reader, WireLimits.text, "text") ?? ""
        case "email": email = try text(&reader, WireLimits.contact, "contact")
        case "name": name = try text(&reader, WireLimits.fieldText, key)
        default: break
        }
      }
    }
  }

  private mutating func read(_ key: String, _ reader: inout LooseJSON) throws {
    switch key {
    case "event_id": eventID = try text(&reader, 36, key).flatMap { Hexadecimal.sixteenBytes($0) }
    case "timestamp": moment = try reader.moment()
    case "release": release = try text(&reader, WireLimits.contextValue, key)
    case "dist": distribution = try text(&reader, WireLimits.contextValue, key)
    case "environment": environment = try text(&reader, WireLimits.fieldText, key)
    case "sdk": sdk = try SDKName.read(&reader)
    case "contexts": try reader.object { reader, name in try readContext(name, &reader) }
    case "user": try readUser(&reader)
    case "request": try readRequest(&reader)
    case "tags": try readTags(&reader)
    case "breadcrumbs": try readSteps(&reader)
    default: break
    }
  }

  private mutating func readContext(_ name: String, _ reader: inout LooseJSON) throws {
    switch name {
    case "feedback": try readFeedback(&reader)
    case "os": try readSystem(&reader)
    case "device": try readDevice(&reader)
    case "app": try readApp(&reader)
    case "culture":
      try reader.object { reader, key in
        switch key {
        case "locale": locale = try text(&reader, WireLimits.locale, key)
        case "timezone": context.timeZone = try text(&reader, WireLimits.contextValue, key)
        default: break
        }
      }
    // What ties telemetry together, of which there is none here.
    case "trace", "profile", "replay", "response", "otel": break
    default:
      try reader.object { reader, key in
        guard key != "type" else { return }
        try readField("\(name).\(key)", &reader, into: \.contexts)
      }
    }
  }

  private mutating func readFeedback(_ reader: inout LooseJSON) throws {
    try reader.object { reader, key in
      switch key {
      case "message": message = try text(&reader, WireLimits.text, "text") ?? ""
      case "contact_email": email = try text(&reader, WireLimits.contact, "contact")
      case "name": name = try text(&reader, WireLimits.fieldText, key)
      case "url": url = try text(&reader, WireLimits.fieldText, key)
      case "associated_event_id", "replay_id", "source": try readField(key, &reader, into: \.about)
      default: break
      }
    }
  }

  private mutating func readUser(_ reader: inout LooseJSON) throws {
    var userName: String?
    try reader.object { reader, key in
      switch key {
      // Numbers are ids too.
      case "id": userID = try plain(&reader, WireLimits.user, "user")
      case "username": userName = try text(&reader, WireLimits.user, "user")
      case "email": userEmail = try text(&reader, WireLimits.contact, "contact")
      default: break
      }
    }
    if userID?.isEmpty ?? true { userID = userName }
  }

  private mutating func readRequest(_ reader: inout LooseJSON) throws {
    try reader.object { reader, key in
      switch key {
      case "url": requestURL = try text(&reader, WireLimits.fieldText, "url")
      case "headers":
        try reader.object { reader, name in
          guard name.lowercased() == "user-agent" else { return }
          userAgent = try text(&reader, WireLimits.fieldText, "user_agent")
        }
      default: break
      }
    }
  }

  /// An object, or a list of pairs.
  private mutating func readTags(_ reader: inout LooseJSON) throws {
    guard reader.next() == UInt8(ascii: "[") else {
      return try reader.object { reader, key in try readField(key, &reader, into: \.tags) }
    }
    try reader.array { reader in
      var key: String?
      try reader.array { reader in
        if let key { return try readField(key, &reader, into: \.tags) }
        key = try text(&reader, WireLimits.fieldKey, "tags")
      }
    }
  }

  // MARK: Values

  mutating func text(_ reader: inout LooseJSON, _ limit: Int, _ name: String) throws -> String? {
    guard let text = try reader.text(limit: limit) else { return nil }
    if text.isCut { noteCut(name) }
    return text.value
  }

  /// A text, or a number or a truth as one.
  private mutating func plain(_ reader: inout LooseJSON, _ limit: Int, _ name: String) throws -> String? {
    guard let (value, isCut) = try reader.scalar(limit: limit) else { return nil }
    if isCut { noteCut(name) }
    return switch value {
    case .text(let text): text
    case .integer(let number): String(number)
    case .number(let number): String(number)
    case .bool(let truth): String(truth)
    case .date: nil
    }
  }

  /// A field, unless there are so many already.
  private mutating func readField(
    _ key: String, _ reader: inout LooseJSON, into list: WritableKeyPath<FeedbackEvent, [ReportField]>
  ) throws {
    let name = LooseJSON.cut(key, to: WireLimits.fieldKey)
    guard let (value, isCut) = try reader.scalar(limit: WireLimits.fieldText) else { return }
    guard self[keyPath: list].count < WireLimits.fields else { return noteCut("fields") }
    if isCut { noteCut(name.value) }
    self[keyPath: list].append(ReportField(name.value, value))
  }

  mutating func noteCut(_ name: String) {
    if cut.count < 20, !cut.contains(name) { cut.append(name) }
  }
}
