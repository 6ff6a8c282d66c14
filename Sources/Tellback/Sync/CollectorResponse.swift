// Reads a response without a list of receipts: an error's code and sentence, or the receipt of one attachment.
import TellbackWire

struct CollectorResponse {
  /// True when the body is JSON with a code or a receipt: a collector wrote it, not a proxy.
  private(set) var isOurs = false
  private(set) var receipt: Receipt?
  private(set) var code: String
  /// One sentence for a person.
  private(set) var why: String

  init(_ response: TransportResponse) {
    code = "http_\(response.status)"
    why = "The collector answered \(response.status)."
    var found: (code: String?, message: String?)
    // Anything but a JSON object is ignored; the status says enough.
    try? JSONReader.read(response.body) { reader in
      try reader.object("answer") { reader, key in
        if key == "error", reader.next() == UInt8(ascii: "{") {
          try reader.object("error") { try Self.read(&$0, $1, &found) }
        } else {
          try Self.read(&reader, key, &found)
        }
      }
    }
    receipt = try? JSONReader.read(response.body) { try Receipt(from: &$0) }
    if let code = found.code {
      self.code = code
      isOurs = true
    }
    if receipt != nil { isOurs = true }
    if let message = found.message, isOurs { why = message }
  }

  private static func read(
    _ reader: inout JSONReader, _ key: String, _ found: inout (code: String?, message: String?)
  ) throws {
    switch (key, reader.next()) {
    case ("code", UInt8(ascii: "\"")): found.code = try reader.string("code", limit: 64)
    case ("message", UInt8(ascii: "\"")): found.message = try reader.string("message", limit: WireLimits.note)
    default: try reader.skipValue()
    }
  }
}
