// Breadcrumbs as steps (develop.sentry.dev/sdk/data-model/event-payloads/breadcrumbs): the newest are kept, oldest first.
import TellbackWire

extension FeedbackEvent {
  /// A list, or an object with the list in `values`.
  mutating func readSteps(_ reader: inout LooseJSON) throws {
    guard reader.next() == UInt8(ascii: "{") else { return try readStepList(&reader) }
    try reader.object { reader, key in
      if key == "values" { try readStepList(&reader) }
    }
  }

  private mutating func readStepList(_ reader: inout LooseJSON) throws {
    // As a ring, so that a long list moves nothing.
    var ring: [Step] = []
    var count = 0
    try reader.array { reader in
      guard let step = try readStep(&reader) else { return }
      if ring.count < WireLimits.steps { ring.append(step) } else { ring[count % WireLimits.steps] = step }
      count += 1
    }
    guard count > ring.count else { return steps = ring }
    noteCut("steps")
    let oldest = count % WireLimits.steps
    steps = Array(ring[oldest...] + ring[..<oldest])
  }

  private mutating func readStep(_ reader: inout LooseJSON) throws -> Step? {
    var at: Timestamp?
    var (category, message, data) = ("", "", StepData())
    try reader.object { reader, key in
      switch key {
      case "timestamp": at = try reader.moment()
      case "category": category = try reader.text(limit: 100)?.value ?? ""
      case "message": message = try reader.text(limit: WireLimits.stepText)?.value ?? ""
      case "data": data = try StepData(&reader)
      default: break
      }
    }
    let parts = [message.isEmpty ? data.words : message]
    let words = ([category] + parts).filter { !$0.isEmpty }.joined(separator: ": ")
    guard !words.isEmpty else { return nil }
    return Step(
      at: at ?? Timestamp(milliseconds: 0), page: data.to.map { PageAddress.page(of: $0) },
      text: LooseJSON.cut(words, to: WireLimits.stepText).value)
  }
}

/// Of a breadcrumb's data, what tells a navigation or a request.
private struct StepData {
  var from: String?
  var to: String?
  var method: String?
  var url: String?
  var status: String?

  init() {}

  init(_ reader: inout LooseJSON) throws {
    try reader.object { reader, key in
      switch key {
      case "from": from = try reader.text(limit: WireLimits.page)?.value
      case "to": to = try reader.text(limit: WireLimits.page)?.value
      case "method": method = try reader.text(limit: 20)?.value
      case "url": url = try reader.text(limit: WireLimits.stepText)?.value
      case "status_code":
        switch try reader.scalar(limit: 20)?.value {
        case .integer(let code): status = String(code)
        case .text(let code): status = code
        default: break
        }
      default: break
      }
    }
  }

  var words: String {
    if let to { return [from, to].compactMap { $0 }.joined(separator: " → ") }
    return [method, url, status].compactMap { $0 }.joined(separator: " ")
  }
}
