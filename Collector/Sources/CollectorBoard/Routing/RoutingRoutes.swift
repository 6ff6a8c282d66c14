// Rules of routing: their list, one of them, and trying a change before it is saved. Admins change them, leads read them.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// What the pages of rules show, read in one snapshot.
struct RoutingDetails: Sendable {
  var rules: [RoutingRule]
  /// See ``RoutingReads/routingStamp()``.
  var stamp: Int64
  /// That the viewer sees.
  var apps: [AppRecord]
  var people: [StaffAccount]
  var groups: [StaffGroup]
  var components: [String]
  var tags: [String]
  /// What each rule does, in words, by the rule's id.
  var effects: [Int64: [Phrase]]

  init(_ reads: any StoreReads, for viewer: Viewer) throws {
    let scope = viewer.account.apps
    // Whoever sees some apps sees their rules, and those for all.
    rules = try reads.routingRules().filter { $0.app.map(scope.contains) ?? true }
    stamp = try reads.routingStamp()
    apps = try reads.apps().filter { scope.contains($0.id) }
    people = try reads.accounts()
    groups = try reads.groups()
    components = try reads.facets(in: scope).components
    tags = try reads.tags(in: scope, limit: 200)
    effects = [:]
    for rule in rules { effects[rule.id] = try RoutingText.effects(rule.effects, in: reads) }
  }

  func app(_ rule: RoutingRule) -> String {
    rule.app.map { id in apps.first { $0.id == id }?.name ?? RoutingText.anApp.text } ?? RoutingText.allApps.text
  }

  /// Why a rule cannot do all that it says at present; nil when it can.
  func warning(_ rule: RoutingRule) -> Phrase? {
    guard let id = rule.effects.owner, let person = people.first(where: { $0.id == id }) else { return nil }
    if person.disabledAt != nil { return RoutingText.isDisabled(person.name) }
    return person.awaySince == nil ? nil : RoutingText.isAway(person.name)
  }
}

struct RoutingRoutes: Sendable {
  static let link = Link("settings", "routing")

  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/settings/routing", needs: .readSettings, board, list)
    router.form("/settings/routing", needs: .administer, board, change)
    router.page("/settings/routing/{rule}", needs: .administer, board, edit)
    router.form("/settings/routing/{rule}", needs: .administer, board, maxBody: Self.ruleBytes, save)
  }

  /// A rule with all of its values.
  private static let ruleBytes = 4 * 1024 * 1024

  // MARK: The list

  func list(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let flash = Flash(request)
    let details = try await board.store.read { try RoutingDetails($0, for: viewer) }
    return .html(RoutingPage(details: details, viewer: viewer, done: flash).rendered(), telling: flash)
  }

  func change(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    guard let id = form["rule"].flatMap({ Int64($0) }) else { throw HTTPError.unknownAct }
    let change: RoutingChange
    switch form["act"] {
    case "up": change = .moveUp(id)
    case "down": change = .moveDown(id)
    case "enable": change = .enable(id, true)
    case "disable": change = .enable(id, false)
    case "delete": change = .delete(id)
    default: throw HTTPError.unknownAct
    }
    let (now, seen) = (board.clock(), form["stamp"].flatMap { Int64($0) } ?? 0)
    do {
      try await board.store.write { store in
        try RoutingActions(store, now: now, by: viewer.auditActor).perform(change, seen: seen)
      }
    } catch let error as RoutingError {
      let details = try await board.store.read { try RoutingDetails($0, for: viewer) }
      let page = RoutingPage(details: details, viewer: viewer, refusal: (id, error.sentence))
      return .html(422, page.rendered())
    }
    let notice: TicketNotice = if case .delete = change { .ruleDeleted } else { .rulesSaved }
    return Flash(notice).redirect(to: Self.link, board)
  }

  // MARK: One rule

  func edit(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let id = try self.id(request)
    let page = try await board.store.read { reads in
      let details = try RoutingDetails(reads, for: viewer)
      return RulePage(details: details, rule: try Self.find(id, details), viewer: viewer)
    }
    return .html(page.rendered())
  }

  func save(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let id = try self.id(request)
    guard let act = form["act"], ["try", "save"].contains(act) else { throw HTTPError.unknownAct }
    let entry = RuleForm(form, id: id)
    let (now, scope) = (board.clock(), viewer.account.apps)
    do {
      if act == "save" {
        try await board.store.write { store in
          let change = RoutingChange.save(try entry.rule(), place: entry.place)
          try RoutingActions(store, now: now, by: viewer.auditActor).perform(change, seen: entry.stamp)
        }
        return Flash(.rulesSaved).redirect(to: Self.link, board)
      }
      let page = try await board.store.read { reads in
        let details = try RoutingDetails(reads, for: viewer)
        var page = RulePage(details: details, rule: try Self.find(id, details), viewer: viewer)
        let rule = try entry.rule()
        let before = try reads.routingRules()
        let after = try RoutingPlan.rules(after: .save(rule, place: entry.place), of: before, in: reads)
        let trial = try RoutingTrial(of: after, beside: before, app: rule.app, in: scope, reads)
        page.trial = try TrialView(trial, app: rule.app, reads)
        page.typed = RefusedForm(form: RulePage.form, field: "-", message: "", values: form)
        return page
      }
      return .html(page.rendered())
    } catch {
      guard let (field, message) = RuleForm.problem(of: error) else { throw error }
      let page = try await board.store.read { reads in
        let details = try RoutingDetails(reads, for: viewer)
        var page = RulePage(details: details, rule: try Self.find(id, details), viewer: viewer)
        page.typed = RefusedForm(form: RulePage.form, field: field, message: message, values: form)
        return page
      }
      return .html(422, page.rendered())
    }
  }

  /// 0 for one that is to be made.
  private func id(_ request: HTTPRequest) throws -> Int64 {
    let text = try request.parameters.string("rule")
    if text == "new" { return 0 }
    guard let id = Int64(text), id > 0 else { throw HTTPError.noRule }
    return id
  }

  private static func find(_ id: Int64, _ details: RoutingDetails) throws -> RoutingRule? {
    guard id != 0 else { return nil }
    guard let rule = details.rules.first(where: { $0.id == id }) else { throw HTTPError.noRule }
    return rule
  }
}

extension HTTPError {
  static var noRule: HTTPError { HTTPError(status: 404, code: "no_such_rule", message: RoutingText.noRule) }
}
