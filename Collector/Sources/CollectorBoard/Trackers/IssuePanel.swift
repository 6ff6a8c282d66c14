// The issues in which a ticket is worked on: where they stand, what their closing proposes, and the forms that open and tie one. What a
// form of opening shows is what is sent.
import CollectorCore
import TellbackWire

/// What a ticket's page shows of its issues.
struct TicketIssues: Sendable {
  var issues: [TrackerIssue]
  /// Of the ticket's app.
  var trackers: [Tracker]
  /// What can be opened: one for each tracker that has no issue of the ticket under way.
  var drafts: [IssueDraft]

  init(of ticket: Ticket, mayMove: Bool, board: String?, _ reads: any StoreReads) throws {
    trackers = try reads.trackers(in: .app(ticket.app))
    let issues = trackers.isEmpty ? [] : try reads.trackerIssues(ofTicket: ticket.number)
    self.issues = issues
    let free = trackers.filter { tracker in
      !issues.contains { $0.tracker == tracker.id && ($0.state == .waiting || $0.state == .open) }
    }
    drafts = mayMove ? try free.map { try IssueDraft(of: ticket, on: $0, board: board, reads) } : []
  }

  func tracker(of issue: TrackerIssue) -> Tracker? { trackers.first { $0.id == issue.tracker } }

  /// The newest that was closed, where nobody has decided what that means and none of the others is still open.
  func proposal(for ticket: Ticket) -> TrackerIssue? {
    guard ticket.state != .resolved, !issues.contains(where: { $0.state == .open || $0.state == .waiting }) else {
      return nil
    }
    return issues.last { $0.proposesResolving }
  }
}

extension TicketDetails {
  var issueProposal: TrackerIssue? { issues.proposal(for: ticket) }
  /// The outcome that a closed issue proposes.
  func isProposed(_ kind: ResolutionKind) -> Bool {
    guard kind == .code, let proposal = issueProposal else { return false }
    return !proposal.isNotPlanned
  }
  var proposedVersion: String? { issueProposal.flatMap { $0.isNotPlanned ? nil : $0.version } }
}

enum IssueMark {
  /// `acme/shop#12`, which leads there; the project alone before it has a number.
  static func link(_ issue: TrackerIssue, _ tracker: Tracker?) -> HTML {
    guard let number = issue.number, let url = issue.url else {
      return Words.inline(tracker?.settings.project ?? TrackerText.issue.text, limit: 200)
    }
    let text = tracker?.settings.reference(number) ?? "#\(number)"
    // The tracker need not learn from which page somebody came.
    guard let link = WebAddress(url) else { return Words.inline(text, limit: 200) }
    return "<a rel=\"noopener noreferrer\"\(.href, web: link)>\(Words.inline(text, limit: 200))</a>"
  }

  static func state(_ issue: TrackerIssue) -> HTML {
    let mark =
      switch issue.state {
      case .open: "mark mark-on"
      case .waiting: "mark mark-wait"
      case .closed: "mark"
      case .failed, .lost: "mark mark-off"
      }
    let label = issue.state == .closed && issue.isNotPlanned ? TrackerText.notPlanned : TrackerText.state(issue.state)
    let version: HTML? = issue.version.flatMap {
      issue.state == .closed ? " \(TrackerText.inVersion(Words.inline($0, limit: 100)))" : nil
    }
    return "<span\(.class, mark)>\(label)</span>\(version)"
  }

  /// In a row of a list, which leads to the ticket, so that it is no link here.
  static func row(_ issues: [TrackerIssue]) -> HTML? {
    guard let issue = issues.last else { return nil }
    let name = issue.number.map { "#\($0)" } ?? ""
    let more: HTML? = issues.count > 1 ? " +\(issues.count - 1)" : nil
    return "<span class=\"component\">\(TrackerText.issue) \(name) \(TrackerText.state(issue.state))\(more)</span>"
  }
}

/// Among the filters of a list, where an app has a tracker.
enum IssueSelect {
  static func html(_ listing: TicketListing) -> HTML? {
    let chosen = listing.filter.more.issues
    guard listing.hasTrackers || chosen != nil else { return nil }
    let options = [("", TrackerText.any.text)] + IssueFilter.allCases.map { ($0.rawValue, TrackerText.filter($0).text) }
    return Field.select("issue", label: TrackerText.filter.text, options: options, chosen: chosen?.rawValue ?? "")
  }
}

struct IssuePanel: Sendable {
  static let tieForm = "tie-issue"
  static func openForm(_ tracker: Int64) -> String { "open-issue-\(tracker)" }

  let details: TicketDetails
  let viewer: Viewer
  let refused: RefusedForm?

  private var shown: TicketIssues { details.issues }
  private var action: Link { Link("tickets", String(details.ticket.number), "issues") }

  /// Above the columns.
  var proposal: HTML? {
    guard let issue = details.issueProposal else { return nil }
    let version = issue.version.map { Words.inline($0, limit: 100) }
    let text = TrackerText.proposal(
      IssueMark.link(issue, shown.tracker(of: issue)), version, isNotPlanned: issue.isNotPlanned)
    let gate = OwnerGate(ticket: details.ticket, viewer: viewer)
    let buttons: HTML? =
      viewer.may(.move)
      ? """
      \(gate.other == nil && !issue.isNotPlanned && version != nil ? "<button type=\"submit\" class=\"primary\" form=\"resolve\" name=\"act\" value=\"resolve\">\(TrackerText.resolve)</button>" as HTML : nil)
      \(gate.other == nil ? "<a class=\"button\" href=\"#resolving\">\(TrackerText.outcome)</a>" as HTML : nil)
      \(ActButton("settle", TrackerText.settle, viewer, action, values: [("issue", String(issue.id))]).html)
      """ : nil
    return
      "<div class=\"done issue-proposal\" role=\"status\"><p>\(text)</p><div class=\"buttons\">\(buttons)</div></div>"
  }

  var html: HTML? {
    guard !shown.trackers.isEmpty, viewer.may(.move) || !shown.issues.isEmpty else { return nil }
    let list: HTML? =
      shown.issues.isEmpty ? nil : "<h2 id=\"issues-title\">\(TrackerText.log)</h2><ul>\(shown.issues.map(row))</ul>"
    return "<section class=\"links relations issues\">\(list)\(general)\(shown.drafts.map(opening))\(tying)</section>"
  }

  /// What is wrong with no field of a form that is on the page.
  private var general: HTML? {
    guard let refused, refused.form == "issues" || refused.form.hasPrefix("open-issue-"),
      !shown.drafts.contains(where: { Self.openForm($0.tracker.id) == refused.form })
    else { return nil }
    return "<p class=\"alert\" role=\"alert\">\(refused.message)</p>"
  }

  private func row(_ issue: TrackerIssue) -> HTML {
    let number = String(issue.id)
    let name = issue.number.flatMap { shown.tracker(of: issue)?.settings.reference($0) } ?? TrackerText.issue.text
    let error: HTML? = issue.error.map {
      "<p class=\"quiet\">\(Words.inline(OutgoingProblem.told($0), limit: 500))</p>"
    }
    var buttons: [HTML] = []
    if viewer.may(.move) {
      if issue.error != nil, issue.state != .failed || issue.title != nil {
        buttons.append(
          ActButton("again", TrackerText.again, viewer, action, values: [("issue", number)], about: name).html)
      } else if issue.state == .open || issue.state == .closed {
        buttons.append(
          ActButton("again", TrackerText.lookNow, viewer, action, values: [("issue", number)], about: name).html)
      }
      let untie = issue.number == nil ? TrackerText.giveUp : TrackerText.untie
      buttons.append(ActButton("untie", untie, viewer, action, values: [("issue", number)], about: name).html)
    }
    return """
      <li>\(IssueMark.link(issue, shown.tracker(of: issue))) \(IssueMark.state(issue))\(error)<div class="buttons">\(buttons)</div></li>
      """
  }

  private func opening(_ draft: IssueDraft) -> HTML {
    let (settings, form) = (draft.tracker.settings, Self.openForm(draft.tracker.id))
    let fields = FormFields(form, refused)
    let label: HTML? = settings.label.map {
      "<p class=\"hint\">\(TrackerText.labelled(Words.inline($0, limit: 100)))</p>"
    }
    return """
      <details class="inner issuing"\(.open, if: fields.isRefused)><summary>\(TrackerText.opening(on: Words.inline(settings.name, limit: 100)))</summary>
      <form class="act" method="post"\(.id, form)\(.action, action)>\(Field.token(viewer))\(Field.hidden("tracker", String(draft.tracker.id)))\(fields.error)
      <p class="hint"\(.id, "\(form)-hint")>\(TrackerText.exactly)</p>
      <label class="stack"><span class="label">\(TrackerText.issueTitle)</span><input type="text" name="title" dir="auto" required autocomplete="off"\(.maxLength, String(TrackerLimits.title))\(.value, fields.value("title", or: draft.title))\(fields.marks("title", hint: "\(form)-hint"))></label>
      \(fields.error("title"))
      <label class="stack"><span class="label">\(TrackerText.issueBody)</span><textarea name="body" rows="8" dir="auto"\(.maxLength, String(TrackerLimits.body))\(fields.marks("body", hint: "\(form)-hint"))>
      \(fields.value("body", or: draft.body))</textarea></label>
      \(fields.error("body"))\(label)
      <p class="hint">\(TrackerText.markerHint) <code>&lt;!-- tellback-issue … --&gt;</code></p>
      <div class="buttons"><button class="primary" type="submit" name="act" value="open">\(TrackerText.open)</button></div></form></details>
      """
  }

  private var tying: HTML? {
    guard viewer.may(.move) else { return nil }
    let fields = FormFields(Self.tieForm, refused)
    return """
      <details class="inner"\(.open, if: fields.isRefused)><summary>\(TrackerText.tie)</summary>
      <form class="act" method="post"\(.id, Self.tieForm)\(.action, action)>\(Field.token(viewer))\(fields.error)
      <label class="stack"><span class="label">\(TrackerText.url)</span><input type="url" name="url" maxlength="2500" autocomplete="off" spellcheck="false"\(.value, fields.value("url"))\(fields.marks("url"))></label>
      \(fields.error("url"))
      <div class="buttons"><button type="submit" name="act" value="tie">\(TrackerText.tieIt)</button></div></form></details>
      """
  }
}
