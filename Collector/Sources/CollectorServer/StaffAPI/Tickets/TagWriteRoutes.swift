// What a program does with the tags of a ticket.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct TagWriteRoutes: Sendable {
  let api: StaffAPI

  func add(to router: inout Router) {
    // Adding and removing say what they change, so that what somebody else changed meanwhile stays without an If-Match.
    api.post(&router, "/v1/tickets/{number:int}/tags", needs: .move, ifMatch: false) { request, caller in
      let (number, change) = (Int64(try request.parameters.int("number")), try TagChange(decoding: request.body))
      return { actions, store in
        try actions.changeTags(number, add: change.add, remove: change.remove, by: caller.actor)
        return WriteOutcome(ticket: try store.finalTicket(of: number), event: 0)
      }
    }
  }
}

/// `{"add": ["vip"], "remove": []}`.
struct TagChange: Sendable {
  let add: [String]
  let remove: [String]

  init(decoding bytes: [UInt8]) throws {
    var (add, remove): ([String], [String]) = ([], [])
    try JSONReader.read(bytes) { reader in
      try reader.object("request") { reader, key in
        switch key {
        case "add": add = try Self.tags("add", &reader)
        case "remove": remove = try Self.tags("remove", &reader)
        default: try reader.skipValue()
        }
      }
    }
    guard !add.isEmpty || !remove.isEmpty else {
      throw ErrorAnswer(422, "missing", field: "add", "Say which tags to add or to remove.")
    }
    (self.add, self.remove) = (add, remove)
  }

  /// Longer than a tag may be, so that the domain names its limit.
  private static func tags(_ field: StaticString, _ reader: inout JSONReader) throws -> [String] {
    var tags: [String] = []
    try reader.array("tags", limit: TicketTag.limit) { tags.append(try $0.string("tags", limit: 1_000)) }
    return tags
  }
}
