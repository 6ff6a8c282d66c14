// What open pages follow: the newest event, and who is answering.
import CollectorCore

struct LiveState: Sendable, Equatable {
  /// Somebody who is answering. Signs that are renewed change nothing of it.
  struct Person: Sendable, Equatable {
    var ticket: Int64
    var account: Int64
    var name: String
    var app: AppID
  }

  var newest: Int64
  var present: [Person] = []

  init(newest: Int64, present: [Presence] = []) {
    self.newest = newest
    self.present = present.map { Person(ticket: $0.ticket, account: $0.account, name: $0.name, app: $0.app) }
  }

  /// Of one viewer: others, in their apps.
  func present(for viewer: Viewer) -> [Person] {
    present.filter { viewer.account.apps.contains($0.app) && $0.account != viewer.account.id }
  }
}
