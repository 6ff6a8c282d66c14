// The weekly digest of whoever looks, and what it is about. Everybody chooses for themselves alone.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct WatchRoutes: Sendable {
  static let link = Link("week")

  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/week", needs: .read, board, show)
    router.form("/week", needs: .read, board, act)
  }

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let flash = Flash(request)
    return .html(try await page(viewer, done: flash, refused: nil).rendered(), telling: flash)
  }

  func act(_ request: HTTPRequest, _ form: HTTPForm, _ viewer: Viewer) async throws -> HTTPResponse {
    let (now, person) = (board.clock(), viewer.account)
    let (act, id) = (form["act"] ?? "", form["watch"].flatMap { Int64($0) })
    do {
      switch (act, id) {
      case ("watch", _):
        let back = try await board.store.write { store in
          let entry = try WatchForm(form, in: person.apps, store)
          try WatchActions(store, now: now).watch(entry.subject, of: entry.app, by: person)
          return entry.back
        }
        return Flash(.watched).redirect(to: back, board)
      case ("unwatch", let id?):
        try await board.store.write { try WatchActions($0, now: now).unwatch(id, by: person.id) }
        return Flash(.unwatched).redirect(to: Self.link, board)
      case ("mail", _):
        let isWanted = form["mail"] == "yes"
        try await board.store.write { try WatchActions($0, now: now).wantMail(isWanted, by: person.id) }
        return Flash(.saved).redirect(to: Self.link, board)
      default: throw HTTPError.unknownAct
      }
    } catch let error as WatchError {
      let refused = RefusedForm(
        form: WeekPage.newForm, field: WatchForm.field(of: error), message: error.sentence, values: form)
      return .html(error.isMissing ? 404 : 422, try await page(viewer, done: nil, refused: refused).rendered())
    }
  }

  private func page(_ viewer: Viewer, done: Flash?, refused: RefusedForm?) async throws -> WeekPage {
    let (now, person) = (board.clock(), viewer.account)
    return try await board.store.read { reads in
      let digest = try WeekDigest(of: person, at: now, reads)
      var pains: [Int64: String] = [:]
      for case .pain(let number) in digest.watches.map(\.subject) { pains[number] = try reads.painPoint(number)?.title }
      return WeekPage(
        digest: digest, pains: pains, apps: try reads.apps().filter { person.apps.contains($0.id) },
        wantsMail: try !reads.isWeekMailOff(account: person.id), viewer: viewer, now: now, done: done, refused: refused)
    }
  }
}

/// What somebody chose to watch.
struct WatchForm: Sendable {
  enum Sort: String, CaseIterable {
    case app, component, segment, pain, reporters

    var label: Phrase {
      switch self {
      case .app: WatchText.everythingOf
      case .component: WatchText.component
      case .segment: WatchText.segment
      case .pain: WatchText.pain
      case .reporters: WatchText.reporters
      }
    }
  }

  let app: AppID
  let subject: Watch.Subject
  /// The page on which it was chosen.
  let back: Link

  /// Throws ``WatchError``. A pain point brings its app along.
  init(_ form: HTTPForm, in scope: AppScope, _ reads: any StoreReads) throws {
    let (name, sort) = (form.text("name"), form["sort"].flatMap(Sort.init(rawValue:)))
    guard let sort else { throw WatchError.noName }
    let number = sort == .pain ? Int64(name.trimmed) ?? 0 : 0
    let ofPain = sort == .pain ? try reads.painPoint(number)?.app : nil
    // That another app has one with this number is nobody's business.
    guard sort != .pain || ofPain.map(scope.contains) == true else { throw WatchError.noSuchPain(number) }
    guard let app = ofPain ?? form["app"].flatMap({ Int64($0) }).map(AppID.init) else { throw WatchError.noSuchApp }
    self.app = app
    subject =
      switch sort {
      case .app: .app
      case .component: .component(name)
      case .segment: .segment(name)
      case .pain: .pain(number)
      case .reporters: .reporters(field: name, value: form.text("value"))
      }
    back = form["back"] == "pain" && sort == .pain ? PainRoutes.link(number) : WatchRoutes.link
  }

  static func field(of error: WatchError) -> String {
    switch error {
    case .noSuchApp: "app"
    case .noName, .tooLong, .noSuchPain: "name"
    case .noValue: "value"
    case .tooMany, .noSuchWatch: ""
    }
  }
}

extension WatchError {
  /// The same answer for what the person does not see as for what is not there.
  fileprivate var isMissing: Bool {
    switch self {
    case .noSuchApp, .noSuchPain, .noSuchWatch: true
    case .noName, .noValue, .tooLong, .tooMany: false
    }
  }
}
