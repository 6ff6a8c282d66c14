// The page of delivery: where received reports went, by the collector's counts and by the apps' own.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// What the page shows.
struct DeliveryFigures: Sendable {
  static let pageSize = 50

  var counts: IngestCounts
  var apps: [(app: AppRecord, own: Accounting)]
  /// When an installation of the app last sent something; without an entry none ever did.
  var lastContact: [AppID: Timestamp] = [:]
  /// What Sentry's SDKs sent beside feedback.
  var envelopes: [EnvelopeCount: Int64] = [:]
  var quarantine: [(report: StoredReport, reason: String)]
  /// Days, by app; without an entry there is no limit.
  var retention: [AppID: Int] = [:]
  /// What webhooks are to be told, for whoever administers; nil for others.
  var webhooks: WebhookCounts?
  var mail: MailCounts?
  var mailTrouble: String?
  /// From 1.
  var page: Int
  var now: Timestamp

  /// received = opened + attached + quarantined + erased + pending + kept back.
  var accounted: Int64 {
    counts.opened + counts.attached + counts.quarantined + counts.erased + counts.pending + counts.keptBack
  }
  var isBalanced: Bool { accounted == counts.received }
}

struct DeliveryRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/delivery", needs: .read, board, show)
  }

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let page = request.query("page").flatMap { Int($0) }.map { min(max($0, 1), TicketFilter.lastPage) } ?? 1
    let (scope, now) = (viewer.account.apps, board.clock())
    let (administers, trouble) = (viewer.may(.administer), board.options.mail.trouble())
    let figures = try await board.store.read { reads in
      let apps = try reads.apps().filter { scope.contains($0.id) }
      var retention: [AppID: Int] = [:]
      var lastContact: [AppID: Timestamp] = [:]
      for app in apps {
        retention[app.id] = try reads.retentionDays(app: app.id)
        lastContact[app.id] = try reads.lastContact(app: app.id)
      }
      return DeliveryFigures(
        counts: try reads.counts(in: scope), apps: try apps.map { ($0, try reads.accounting(app: $0.id)) },
        lastContact: lastContact, envelopes: try reads.envelopeCounts(in: scope),
        quarantine: try reads.quarantine(
          in: scope, offset: (page - 1) * DeliveryFigures.pageSize, limit: DeliveryFigures.pageSize),
        retention: retention, webhooks: administers ? try WebhookFigures.counts(reads) : nil,
        mail: administers ? try reads.mailCounts() : nil, mailTrouble: trouble, page: page, now: now)
    }
    return .html(DeliveryPage(figures: figures, viewer: viewer).rendered())
  }
}
