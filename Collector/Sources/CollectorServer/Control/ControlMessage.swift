// What a tool and the collector say to each other: one line of JSON each way.
import TellbackWire

/// A command handed over: its words, and what stood on the tool's standard input.
struct ControlRequest: Sendable, Equatable {
  var arguments: [String]
  var input: String?

  func encoded() -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.array("arguments") { for argument in arguments { $0.string(nil, argument) } }
      writer.string("input", optional: input)
    }
    return writer.bytes
  }

  init(arguments: [String], input: String?) {
    self.arguments = arguments
    self.input = input
  }

  init(decoding bytes: [UInt8]) throws {
    var arguments: [String] = []
    var input: String?
    try JSONReader.read(bytes) { reader in
      try reader.object("request") { reader, key in
        switch key {
        case "arguments":
          try reader.array("arguments", limit: 100) { arguments.append(try $0.string("arguments", limit: 4_096)) }
        case "input": input = try reader.optionalString("input", limit: 4_096)
        default: try reader.skipValue()
        }
      }
    }
    self.init(arguments: arguments, input: input)
  }
}

/// What came of it: the exit status, and text for standard output or, when the status is not 0, standard error.
struct ControlReply: Sendable, Equatable {
  var status: Int32
  var text: String

  func encoded() -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.integer("status", Int64(status))
      writer.string("text", text)
    }
    return writer.bytes
  }

  init(status: Int32, text: String) {
    self.status = status
    self.text = text
  }

  init(decoding bytes: [UInt8]) throws {
    var status: Int64 = 1
    var text = ""
    try JSONReader.read(bytes) { reader in
      try reader.object("reply") { reader, key in
        switch key {
        case "status": status = try reader.integer("status")
        case "text": text = try reader.string("text", limit: UnixSocket.messageLimit)
        default: try reader.skipValue()
        }
      }
    }
    self.init(status: Int32(clamping: status), text: text)
  }
}
