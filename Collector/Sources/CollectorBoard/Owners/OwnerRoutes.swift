// The form that changes who has a ticket.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// What can be done about who has a ticket.
enum OwnerAction: String, Sendable, CaseIterable {
  case claim
  case handOver = "hand-over"
  case handBack = "hand-back"
  case takeOver = "take-over"
  case follow, unfollow
  /// The owner keeps a claim that would be given back as idle.
  case keep

  var permission: Permission { self == .takeOver ? .takeOver : .claim }

  var notice: TicketNotice {
    switch self {
    case .claim: .claimed
    case .handOver: .handedOver
    case .handBack: .handedBack
    case .takeOver: .tookOver
    case .follow: .followed
    case .unfollow: .unfollowed
    case .keep: .kept
    }
  }
}

struct OwnerRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.form("/tickets/{number:int}/owner", needs: .claim, board, act)
  }

  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let number = Int64(try request.parameters.int("number"))
    guard let act = form["act"].flatMap(OwnerAction.init(rawValue:)) else {
      throw HTTPError.unknownAct
    }
    guard viewer.may(act.permission) else {
      return ErrorPages.page(act.permission.refusal(viewer.account.role), viewer: viewer, words: KeptWords(form))
    }
    let (receiver, note, reason, now) = (
      Self.receiver(form["to"]), form.text("note"), form["reason"], board.clock()
    )
    do {
      try await board.store.write { store in
        try viewer.checkSees(ticket: number, store)
        let actions = TicketActions(store, now: now)
        switch act {
        case .claim: try actions.claim(number, past: reason, by: viewer.actor)
        case .handBack: try actions.handBack(number, by: viewer.actor)
        case .takeOver: try actions.takeOver(number, past: reason, by: viewer.actor)
        case .keep: try actions.keep(number, by: viewer.actor)
        case .follow: try actions.follow(number, account: viewer.account.id)
        case .unfollow: try actions.unfollow(number, account: viewer.account.id)
        case .handOver:
          guard let receiver else { throw OwnerError.noSuchPerson }
          try actions.handOver(number, to: receiver, note: note, past: reason, by: viewer.actor)
        }
      }
    } catch TicketError.noSuchTicket(number) {
      throw HTTPError.noTicket(number)
    } catch {
      guard let (field, message) = Self.place(of: error, act) else { throw error }
      let refused = RefusedForm(form: "owner", field: field, message: message, values: form)
      return try await showAgain(request, refused, board, viewer)
    }
    board.options.onDueChange()
    return Flash(act.notice).redirect(to: Link("tickets", String(number)), board)
  }

  /// `person-7` or `group-3`.
  static func receiver(_ text: String?) -> NewHolder? {
    let parts = (text ?? "").split(separator: "-", maxSplits: 1)
    guard parts.count == 2, let id = Int64(parts[1]) else { return nil }
    switch parts[0] {
    case "person": return .account(id)
    case "group": return .group(id)
    default: return nil
    }
  }

  /// The field that an error belongs to; nil for an error that is no fault of what was chosen.
  private static func place(of error: any Error, _ act: OwnerAction) -> (field: String, message: String)? {
    switch error {
    case let error as OwnerError:
      switch error {
      case .noSuchPerson, .cannotHaveIt, .noSuchGroup: ("to", error.sentence)
      case .limitReached where act == .handOver, .reasonTooLong: ("reason", error.sentence)
      default: ("", error.sentence)
      }
    case let error as TicketError: ("note", error.sentence)
    default: nil
    }
  }
}
