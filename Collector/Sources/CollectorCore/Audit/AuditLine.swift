// An entry of the audit log as one line of JSON, for exports.
import TellbackWire

extension AuditEntry {
  /// Without a line break at its end.
  public func encoded() -> [UInt8] {
    var writer = JSONWriter(reservingCapacity: 256)
    writer.object { writer in
      writer.integer("id", id)
      writer.integer("at", at.milliseconds)
      writer.string("act", act.rawValue)
      writer.string("way", actor.way)
      if let account = actor.account { writer.integer("account", account) }
      writer.string("by", actor.name)
      writer.string("address", optional: address)
      if let app { writer.integer("app", app.value) }
      if let ticket { writer.integer("ticket", ticket) }
      if !subject.isEmpty { writer.string("subject", subject) }
      if !detail.isEmpty { writer.string("detail", detail) }
    }
    return writer.bytes
  }
}

extension AuditActor {
  /// `board`, `api`, `command`, `system` or `visitor`.
  public var way: String {
    switch self {
    case .staff: "board"
    case .program: "api"
    case .command: "command"
    case .system: "system"
    case .visitor: "visitor"
    }
  }
}
