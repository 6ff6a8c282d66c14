// The transaction in memory: what neither digest nor desk uses.
import CollectorCore
import TellbackMatch
import TellbackWire

extension MemoryTransaction {
  /// Its own counts alone.
  func shownTicket(_ number: Int64) throws -> Ticket? { state.tickets[number] }
  func addSplit(_ link: TicketLink, reports: [ReportID], groupingKeys: [[UInt8]]) throws -> Int64 { throw NotKept() }
  func suggestions(ofTicket number: Int64) throws -> [TicketSuggestion] {
    state.suggestions.filter { $0.ticket == number }
  }
  func placedReports(after sequence: Int64, limit: Int) throws -> (reports: [PlacedReport], last: Int64?) {
    throw NotKept()
  }
  func shownTicket(ofSequence sequence: Int64) throws -> Int64? {
    state.placed.first { $0.placement.report == sequence }?.placement.ticket
  }
  func matchSettings(app: AppID) throws -> MatchSettings { MatchSettings() }
  func addSuggestions(_ suggestions: [TicketSuggestion]) throws { state.suggestions += suggestions }
  func openSuggestions(in apps: AppScope, base: Double, limit: Int) throws -> [TicketSuggestion] {
    throw NotKept()
  }
  func setMatchSettings(_ settings: MatchSettings, app: AppID) throws { throw NotKept() }
  func unmatchedReports(limit: Int) throws -> [(report: StoredReport, ticket: Int64)] { throw NotKept() }
  func markUnmatched(report sequence: Int64) throws { throw NotKept() }
  func markMatched(report sequence: Int64) throws { throw NotKept() }
  func neighbours(ofTicket number: Int64) throws -> [TicketNeighbour] { [] }
  func triageCounts(app: AppID) throws -> [TriageCount] { [] }
  func triageConfidence(app: AppID) throws -> Double { 0.6 }
  func addNeighbours(_ neighbours: [TicketNeighbour], ofTicket number: Int64) throws {}
  func countTriage(_ field: TriageField, proposed: String, chosen: String, app: AppID) throws { throw NotKept() }
  func setTriageConfidence(_ confidence: Double, app: AppID) throws { throw NotKept() }
  func publicationState(app: AppID) throws -> [Int64] { throw NotKept() }
  func publishedIssues(app: AppID) throws -> [PublishedIssue] { throw NotKept() }
  func withdrawPublishedIssue(ofTicket number: Int64, at: Timestamp) throws -> Bool { throw NotKept() }

  func apps() throws -> [AppRecord] { throw NotKept() }
  func app(_ id: AppID) throws -> AppRecord? { throw NotKept() }
  func app(named name: String) throws -> AppRecord? { throw NotKept() }
  func keys(of app: AppID) throws -> [AppKeyRecord] { throw NotKept() }
  func activeKeys() throws -> [AppKeyRecord] { throw NotKept() }
  func changes(after number: Int64, limit: Int) throws -> [NumberedChange] { throw NotKept() }
  func newestChange() throws -> Int64 { throw NotKept() }
  func forgottenChanges() throws -> Int64 { throw NotKept() }
  func forgetChanges(before moment: Timestamp, limit: Int) throws -> Int { throw NotKept() }
  func reports(withReference reference: Reference) throws -> [StoredReport] { throw NotKept() }
  func quarantine(in apps: AppScope, offset: Int, limit: Int) throws -> [(report: StoredReport, reason: String)] {
    state.aside
  }
  func attachments(of report: ReportID) throws -> [StoredAttachment] { throw NotKept() }
  func attachmentData(of report: ReportID, index: Int) throws -> [UInt8]? { throw NotKept() }
  func tickets(_ query: TicketQuery) throws -> TicketPage { throw NotKept() }
  func facets(in apps: AppScope) throws -> TicketFacets { throw NotKept() }
  func versions(ofTicket number: Int64) throws -> [VersionSeen] { throw NotKept() }
  func updates(app: AppID, installation: ReportID, after sequence: Int64, limit: Int) throws -> [TicketUpdate] {
    Array(state.updates.filter { $0.sequence > sequence }.prefix(limit))
  }
  func installationSecretHash(app: AppID, installation: ReportID) throws -> [UInt8]? { [] }
  func newestUpdate() throws -> Int64 { Int64(state.updates.count) }
  func toldInstallations(after sequence: Int64) throws -> (
    newest: Int64?, installations: [(app: AppID, installation: ReportID)]
  ) { throw NotKept() }
  func isErased(_ contact: InstallationContact) throws -> Bool { false }
  func accounting(app: AppID) throws -> Accounting { throw NotKept() }
  func lastContact(app: AppID) throws -> Timestamp? { throw NotKept() }
  func createApp(name: String, quota: IngestQuota, at: Timestamp) throws -> AppRecord { throw NotKept() }
  func createKey(app: AppID, hash: [UInt8], hint: String, at: Timestamp) throws -> AppKeyRecord { throw NotKept() }
  func revokeKey(_ id: Int64, at: Timestamp) throws -> Bool { throw NotKept() }
  func webKeys(of app: AppID) throws -> [WebKeyRecord] { throw NotKept() }
  func webKeys() throws -> [WebKeyRecord] { throw NotKept() }
  func webKey(_ id: Int64) throws -> WebKeyRecord? { throw NotKept() }
  func createWebKey(app: AppID, key: String, origins: [WebOrigin], quota: IngestQuota, at: Timestamp) throws
    -> WebKeyRecord
  { throw NotKept() }
  func blockWebKey(_ id: Int64, at: Timestamp) throws -> Bool { throw NotKept() }
  func unblockWebKey(_ id: Int64, at: Timestamp) throws -> Bool { throw NotKept() }
  func revokeWebKey(_ id: Int64, at: Timestamp) throws -> Bool { throw NotKept() }
  func countRefused(_ reason: String, by count: Int64) throws { throw NotKept() }
  func storeAttachment(app: AppID, report: ReportID, index: Int, type: String, data: [UInt8], at: Timestamp) throws
    -> Bool?
  { throw NotKept() }
  func eraseAhead(report: ReportID, app: AppID, installation: ReportID, at: Timestamp) throws { throw NotKept() }
  func beginErasure(of contact: InstallationContact) throws -> Bool { throw NotKept() }
  func finishErasure(of installation: ErasedInstallation, at: Timestamp) throws { throw NotKept() }
  func setRetention(days: Int?, app: AppID) throws { throw NotKept() }
  func forgetTombstones(before moment: Timestamp, unknown: Timestamp, limit: Int) throws -> Int { throw NotKept() }
  func isProven(app: AppID, installation: ReportID, secretHash: [UInt8]) throws -> Bool { true }
  func reports(ofInstallation installation: ReportID, app: AppID, after id: ReportID?, limit: Int) throws
    -> [StoredReport]
  { throw NotKept() }
  func updates(ofReports ids: [ReportID], installation: ReportID, app: AppID) throws -> [TicketUpdate] {
    throw NotKept()
  }
  func retentionDays(app: AppID) throws -> Int? { throw NotKept() }
  func settledReports(app: AppID, before moment: Timestamp, after sequence: Int64, limit: Int) throws
    -> (ids: [ReportID], last: Int64?)
  { throw NotKept() }
  func unfinishedErasures(limit: Int) throws -> [ErasedInstallation] { throw NotKept() }
}

/// Imports write what the embedded store alone is asked for here.
extension MemoryTransaction {
  func imported(_ key: ImportKey) throws -> Int64? { throw NotKept() }
  func isImported(event id: Int64) throws -> Bool { throw NotKept() }
  func noteImported(_ key: ImportKey, target: Int64, at: Timestamp) throws { throw NotKept() }
  func addImportedReport(_ report: IncomingReport) throws -> Int64? { throw NotKept() }
  func addImportedReply(_ message: ReporterMessage, report sequence: Int64, event: Int64) throws -> Bool {
    throw NotKept()
  }
  func noteImportedEvents(after last: Int64) throws { throw NotKept() }
}
