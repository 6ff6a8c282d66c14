// What a program does with the owner of a ticket: claim, take over, hand over, hand back. Of any number who claim at once one wins.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct OwnerWriteRoutes: Sendable {
  let api: StaffAPI

  func add(to router: inout Router) {
    // What is one's own already is claimed by saying so again: a program may have lost the first answer.
    add(&router, "claim", needs: .claim) { actions, number, actor in
      do { try actions.claim(number, by: actor) } catch OwnerError.alreadyYours { return }
    }
    add(&router, "take-over", needs: .takeOver) { actions, number, actor in
      do { try actions.takeOver(number, by: actor) } catch OwnerError.alreadyYours { return }
    }
    add(&router, "hand-back", needs: .claim) { try $0.handBack($1, by: $2) }
    api.post(&router, "/v1/tickets/{number:int}/hand-over", needs: .claim, ifMatch: false) { request, caller in
      let (number, hand) = (Int64(try request.parameters.int("number")), try HandOver(decoding: request.body))
      return { actions, store in
        try actions.handOver(number, to: hand.receiver, note: hand.text, by: caller.actor)
        return WriteOutcome(ticket: try store.finalTicket(of: number), event: 0)
      }
    }
  }

  /// A claim is atomic by itself, so it needs no If-Match. The body is an empty object.
  private func add(
    _ router: inout Router, _ verb: String, needs permission: Permission,
    _ act: @escaping @Sendable (TicketActions, Int64, Actor) throws -> Void
  ) {
    api.post(&router, "/v1/tickets/{number:int}/\(verb)", needs: permission, ifMatch: false) { request, caller in
      let number = Int64(try request.parameters.int("number"))
      return { actions, store in
        try act(actions, number, caller.actor)
        return WriteOutcome(ticket: try store.finalTicket(of: number), event: 0)
      }
    }
  }
}

/// To whom a ticket goes, as it comes: `{"account": 3}` or `{"group": 2}`, and a note for staff.
private struct HandOver: Sendable {
  let receiver: NewHolder
  let text: String?

  init(decoding bytes: [UInt8]) throws {
    var (account, group): (Int64?, Int64?)
    var text: String?
    try JSONReader.read(bytes) { reader in
      try reader.object("request") { reader, key in
        switch key {
        case "account": account = try reader.integer("account")
        case "group": group = try reader.integer("group")
        case "text": text = try reader.optionalString("text", limit: WireLimits.note)
        default: try reader.skipValue()
        }
      }
    }
    switch (account, group) {
    case (let account?, nil): receiver = .account(account)
    case (nil, let group?): receiver = .group(group)
    default: throw ErrorAnswer(422, "missing", field: "account", "Say to whom: account or group, one of them.")
    }
    self.text = text
  }
}
