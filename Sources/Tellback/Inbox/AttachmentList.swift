// The attachments of a message from staff as one value of a row.
import TellbackWire

extension [AttachmentInfo] {
  /// A JSON array of name, type and size.
  func encoded() -> [UInt8] {
    var writer = JSONWriter()
    writer.array { writer in
      for info in self {
        writer.object { writer in
          writer.string("name", info.name)
          writer.string("type", info.type)
          writer.integer("bytes", info.bytes)
        }
      }
    }
    return writer.bytes
  }

  /// Nothing for bytes that damage changed: the message itself is still shown.
  init(stored bytes: [UInt8]) {
    self = []
    guard !bytes.isEmpty else { return }
    let list = try? JSONReader.read(bytes) { reader in
      var list: [AttachmentInfo] = []
      try reader.array("attachments", limit: WireLimits.attachments) { reader in
        var info = AttachmentInfo(name: "", type: "", bytes: 0)
        try reader.object("attachments") { reader, key in
          switch key {
          case "name": info.name = try reader.string("name", limit: WireLimits.attachmentName)
          case "type": info.type = try reader.string("type", limit: WireLimits.attachmentType)
          case "bytes": info.bytes = try reader.integer("bytes")
          default: try reader.skipValue()
          }
        }
        list.append(info)
      }
      return list
    }
    self = list ?? []
  }
}
