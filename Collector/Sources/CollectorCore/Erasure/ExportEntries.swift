// What an installation gets of itself: each report as it came, with its ticket, its attachments and what it was told.
import TellbackWire

/// One page of what is kept of an installation, encoded.
public enum ExportEntries {
  /// The page after `cursor`. Empty when the secret is not the installation's own, or nothing is here: who asks must not
  /// learn which. At most ``WireLimits/exportReports``, and at most ``WireLimits/exportBytes`` unless one report has more.
  public static func page(
    of installation: ErasedInstallation, after cursor: ReportID?, in store: any StoreReads
  ) throws -> [UInt8] {
    let limit = WireLimits.exportReports
    guard
      try store.isProven(app: installation.app, installation: installation.id, secretHash: installation.secretHash)
    else { return ExportPage.encoded(entries: [], cursor: cursor, hasMore: false) }
    let reports = try store.reports(
      ofInstallation: installation.id, app: installation.app, after: cursor, limit: limit + 1)
    let updates = Dictionary(
      grouping: try store.updates(
        ofReports: reports.prefix(limit).map(\.id), installation: installation.id, app: installation.app),
      by: \.report)
    var entries: [[UInt8]] = []
    var bytes = 0
    for report in reports.prefix(limit) {
      let entry = try self.entry(report, updates[report.id] ?? [], in: store).encoded()
      if !entries.isEmpty, bytes + entry.count > WireLimits.exportBytes { break }
      bytes += entry.count
      entries.append(entry)
    }
    let last = entries.isEmpty ? cursor : reports[entries.count - 1].id
    let hasMore = reports.count > entries.count
    return ExportPage.encoded(
      entries: entries, cursor: last, hasMore: hasMore, heartbeats: hasMore ? [] : try heartbeats(installation, store))
  }

  private static func heartbeats(_ installation: ErasedInstallation, _ store: any StoreReads) throws -> [[UInt8]] {
    try store.activeDays(of: installation.id, app: installation.app, days: 0...Int64.max, by: .heartbeats)
      .suffix(WireLimits.exportHeartbeats).map {
        Heartbeat(day: $0.day, version: $0.version, segment: $0.segment, channel: $0.channel).encoded()
      }
  }

  private static func entry(_ stored: StoredReport, _ updates: [TicketUpdate], in store: any StoreReads) throws
    -> ExportPage.Entry
  {
    let attachments = try store.attachments(of: stored.id).map {
      ExportPage.Attachment(index: $0.index, name: $0.name, type: $0.type, bytes: $0.bytes, isHere: $0.isHere)
    }
    let messages = try store.messages(ofReport: stored.id, limit: WireLimits.exportMessages).map(\.message)
    return ExportPage.Entry(
      id: stored.id, receivedAt: stored.receivedAt, ticket: try store.shownTicket(ofReport: stored.id),
      report: stored.body, attachments: attachments, updates: Array(updates.suffix(WireLimits.exportUpdates)),
      updatesLeftOut: max(0, updates.count - WireLimits.exportUpdates), messages: messages,
      messagesLeftOut: try store.messageCount(ofReport: stored.id) - messages.count)
  }
}
