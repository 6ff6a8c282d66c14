// Where staff answer and move a ticket. Words to reporters and words for staff are two forms that look apart, so that neither
// is taken for the other.
import CollectorCore
import TellbackWire

struct ActionPanel: Sendable {
  let details: TicketDetails
  let viewer: Viewer
  let draft: TicketDraft?

  private var ticket: Ticket { details.ticket }
  private var action: Link { Link("tickets", String(ticket.number)) }

  var html: HTML { "\(toReporters)\(toStaff)" }

  private var toReporters: HTML {
    let words = draft.map { $0.act == .note ? "" : $0.note } ?? ""
    let people = CountText.of(ticket.reporterCount, "person", "people")
    return """
      <form class="act" method="post" id="answer"\(.action, action)>
      \(Field.token(viewer))\(Field.hidden("seen", String(details.seen)))
      <label class="stack"><span class="label">To \(people) who reported it</span>
      <textarea name="note" rows="5" maxlength="10000" aria-describedby="answer-hint">
      \(words)</textarea></label>
      <p class="hint" id="answer-hint">They read it in the app, under your name.\(languages)</p>
      <div class="buttons"><button class="primary" type="submit" name="act" value="answer">Answer</button>\(waitButton)</div>
      \(resolve)
      </form>
      """
  }

  private var waitButton: HTML? {
    guard viewer.may(.move) else { return nil }
    switch ticket.state {
    case .open: return "<button type=\"submit\" name=\"act\" value=\"wait\">Wait</button>"
    case .waiting, .resolved: return "<button type=\"submit\" name=\"act\" value=\"reopen\">Reopen</button>"
    }
  }

  private var resolve: HTML? {
    guard viewer.may(.move), ticket.state.allows(.resolved) else { return nil }
    let chosen = draft?.resolution ?? .code
    let options = ResolutionKind.allCases.map { kind -> HTML in
      "<option\(.value, kind.rawValue)\(.selected, if: kind == chosen)>\(kind.label)</option>"
    }
    return """
      <div class="resolve"><label><span class="unseen">Resolved how</span><select name="resolution">\(options)</select></label>
      <button type="submit" name="act" value="resolve">Resolve</button></div>
      """
  }

  private var toStaff: HTML {
    let words = draft.map { $0.act == .note ? $0.note : "" } ?? ""
    return """
      <details class="inner"\(.open, if: !words.isEmpty)><summary>Note for staff alone</summary>
      <form class="act" method="post"\(.action, action)>
      \(Field.token(viewer))\(Field.hidden("seen", String(details.seen)))
      <label class="stack"><span class="label">No reporter sees this</span>
      <textarea name="note" rows="4" maxlength="10000">
      \(words)</textarea></label>
      <div class="buttons"><button type="submit" name="act" value="note">Keep note</button></div>
      </form></details>
      """
  }

  /// Which languages the reports on this page are in, so that an answer can meet them.
  private var languages: HTML? {
    var counts: [(name: String, count: Int)] = []
    for entry in details.reports {
      guard let name = LocaleText.language(entry.report?.locale) else { continue }
      if let index = counts.firstIndex(where: { $0.name == name }) {
        counts[index].count += 1
      } else {
        counts.append((name, 1))
      }
    }
    guard !counts.isEmpty else { return nil }
    let list = counts.sorted { $0.count > $1.count }.prefix(4).map { "\($0.name) (\($0.count))" }
    return " Their languages here: \(list.joined(separator: ", "))."
  }
}
