// The verbs for many tickets, as the bar names them.
import CollectorCore
import CollectorHTTP

enum BulkAct: String, Sendable, CaseIterable {
  case claim, answer, tag, severity, wait, resolve, merge
  case handOver = "hand-over"

  var permission: Permission {
    switch self {
    case .claim, .handOver: .claim
    case .answer: .answer
    case .tag, .severity, .wait, .resolve, .merge: .move
    }
  }

  var label: Phrase {
    switch self {
    case .claim: BulkText.claim
    case .answer: BulkText.answer
    case .tag: BulkText.tag
    case .severity: BulkText.severity
    case .wait: BulkText.wait
    case .resolve: BulkText.resolve
    case .merge: BulkText.merge
    case .handOver: BulkText.handOver
    }
  }
}

extension BulkUndo {
  /// What whoever did it had to have.
  var permission: Permission {
    switch self {
    case .claim: .claim
    case .message: .answer
    case .tags, .severity, .wait, .merge: .move
    }
  }
}

/// The bar below the list: what can be done with the tickets that are selected. Without scripts it is a form like any other.
enum BulkBar {
  static let form = "bulk"

  /// Its label is large enough to be hit, and lies over the link that covers the row.
  static func box(_ ticket: Ticket) -> HTML {
    """
    <label class="select"><input type="checkbox" name="ticket" autocomplete="off" form="bulk"\(.value, String(ticket.number))><span class="unseen">\(BulkText.select(ticket.number))</span></label>
    """
  }

  static func html(_ filter: TicketFilter, _ viewer: Viewer) -> HTML? {
    let acts = BulkAct.allCases.filter { viewer.may($0.permission) }
    guard !acts.isEmpty else { return nil }
    let buttons = acts.map { act -> HTML in
      "<button type=\"submit\" name=\"act\"\(.value, act.rawValue)>\(act.label)</button>"
    }
    return """
      <form class="bulk-bar" id="bulk" method="post"\(.action, Link("bulk"))\(.ariaLabel, BulkText.bar)>\(Field.token(viewer))\(Field.hidden("step", "ask"))\(Field.hidden("back", filter.link.path))
      <p class="selected" role="status"\(.dataState, BulkText.selected.text)></p>
      <div class="buttons">\(buttons)
      <span class="spread"><button type="button" class="plain" data-act="select-all" hidden>\(BulkText.all)</button><button type="button" class="plain" data-act="select-none" hidden>\(BulkText.none)</button></span></div>
      </form>
      """
  }
}
