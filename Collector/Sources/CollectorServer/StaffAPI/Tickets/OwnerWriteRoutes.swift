// What a program does with the owner of a ticket: claim, take over, hand over, hand back. Of any number who claim at once one wins.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct OwnerWriteRoutes: Sendable {
  let api: StaffAPI

  func add(to router: inout Router) {
    // What is one's own already is claimed by saying so again: a program may have lost the first answer.
    add(&router, "claim", needs: .claim) { actions, number, reason, actor in
      do { try actions.claim(number, past: reason, by: actor) } catch OwnerError.alreadyYours { return }
    }
    add(&router, "take-over", needs: .takeOver) { actions, number, reason, actor in
      do { try actions.takeOver(number, past: reason, by: actor) } catch OwnerError.alreadyYours { return }
    }
    add(&router, "hand-back", needs: .claim) { actions, number, _, actor in try actions.handBack(number, by: actor) }
    api.post(&router, "/v1/tickets/{number:int}/hand-over", needs: .claim, ifMatch: false) { request, caller in
      let (number, hand) = (Int64(try request.parameters.int("number")), try HandOver(decoding: request.body))
      return { actions, store in
        try actions.handOver(number, to: hand.receiver, note: hand.text, past: hand.reason, by: caller.actor)
        return WriteOutcome(ticket: try store.finalTicket(of: number), event: 0)
      }
    }
  }

  /// A claim is atomic by itself, so it needs no If-Match. The body is an object that may say why a limit is passed.
  private func add(
    _ router: inout Router, _ verb: String, needs permission: Permission,
    _ act: @escaping @Sendable (TicketActions, Int64, _ reason: String?, Actor) throws -> Void
  ) {
    api.post(&router, "/v1/tickets/{number:int}/\(verb)", needs: permission, ifMatch: false) { request, caller in
      let (number, reason) = (Int64(try request.parameters.int("number")), try Self.reason(request))
      return { actions, store in
        try act(actions, number, reason, caller.actor)
        return WriteOutcome(ticket: try store.finalTicket(of: number), event: 0)
      }
    }
  }

  /// Why somebody goes past a limit of open tickets; nil without it.
  private static func reason(_ request: HTTPRequest) throws -> String? {
    var reason: String?
    guard !request.body.isEmpty else { return nil }
    try JSONReader.read(request.body) { reader in
      try reader.object("request") { reader, key in
        switch key {
        case "reason": reason = try reader.optionalString("reason", limit: TicketActions.reasonLimit)
        default: try reader.skipValue()
        }
      }
    }
    return reason
  }
}

/// To whom a ticket goes, as it comes: `{"account": 3}` or `{"group": 2}`, a note for staff, and why a limit is passed.
struct HandOver: Sendable {
  let receiver: NewHolder
  let text: String?
  let reason: String?

  init(decoding bytes: [UInt8]) throws {
    var (account, group): (Int64?, Int64?)
    var (text, reason): (String?, String?)
    try JSONReader.read(bytes) { reader in
      try reader.object("request") { reader, key in
        switch key {
        case "account": account = try reader.integer("account")
        case "group": group = try reader.integer("group")
        case "text": text = try reader.optionalString("text", limit: WireLimits.note)
        case "reason": reason = try reader.optionalString("reason", limit: TicketActions.reasonLimit)
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
    self.reason = reason
  }
}
