// Health and figures for the operator.
import CollectorCore
import CollectorFiles
import CollectorHTTP
import CollectorOutbox

/// GET /health and GET /metrics.
struct OperationsRoutes: Sendable {
  let store: any Store
  let telemetry: Telemetry
  let status: ServingStatus
  let matcher: TicketMatcher
  let waiters: UpdateWaiters
  let webhooks: WebhookSender
  let trackers: TrackerSender
  let mail: MailService
  let files: FileKeeper
  let log: Log

  func add(to router: inout Router) {
    router.immediate(.GET, "/health", access: .anyone) { _ in
      let phase = status.phase
      var response = HTTPResponse.json(phase == .ok ? 200 : 503, Array("{\"status\":\"\(phase.rawValue)\"}".utf8))
      response.headers.add("Cache-Control", "no-store")
      if phase != .ok { response.headers.add("Retry-After", "5") }
      return response
    }
    router.async(.GET, "/metrics", access: .anyone) { _ in
      do {
        let text = try await metrics()
        return HTTPResponse(
          status: 200, headers: ["Content-Type": "text/plain; version=0.0.4; charset=utf-8"], body: Array(text.utf8))
      } catch {
        log.error("metrics_failed", ["error": "\(error)"])
        return (ErrorAnswer(error) ?? .unforeseen).response
      }
    }
  }

  private func metrics() async throws -> String {
    let (counts, kept, envelopes) = try await store.read {
      (try $0.counts(), try $0.keptBack(in: .all), try $0.envelopeCounts(in: .all))
    }
    let values = telemetry.values
    var text = MetricsText()
    // The sum that is always right: received = opened + attached + quarantined + erased + pending + kept back.
    text.single("tellback_reports_received_total", .counter, "Reports on disk since the beginning.", counts.received)
    text.single("tellback_reports_opened_total", .counter, "Reports that opened a ticket.", counts.opened)
    text.single("tellback_reports_attached_total", .counter, "Reports that joined a ticket.", counts.attached)
    text.single(
      "tellback_reports_quarantined_total", .counter, "Reports that no ticket could be made of.", counts.quarantined)
    text.single(
      "tellback_reports_erased_total", .counter, "Reports erased before the digest came to them.", counts.erased)
    text.single(
      "tellback_reports_erased_by_wish_total", .counter, "Reports erased at their reporters' wish, whatever they were.",
      counts.wished)
    text.single(
      "tellback_reports_swept_total", .counter, "Reports erased after the time for which their app keeps them.",
      counts.swept)
    text.single(
      "tellback_erasure_purge_pending", .gauge, "1 while files may hold words of what was erased.",
      values.isPurgePending ? 1 : 0)
    text.single("tellback_reports_pending", .gauge, "Reports on disk that are not digested yet.", counts.pending)
    text.single(
      "tellback_reports_kept_back", .gauge, "Reports of senders whom staff have blocked, not released yet.",
      counts.keptBack)
    text.single(
      "tellback_messages_kept_back", .gauge, "Messages of senders whom staff have blocked, not released yet.",
      kept.messages)
    var refused = counts.refused
    refused.merge(values.unsaved, uniquingKeysWith: +)
    text.labelled(
      "tellback_reports_refused_total", .counter, "Refused before anything was written, by reason.", by: "reason",
      refused)
    addEnvelopes(envelopes.merging(values.unsavedEnvelopes, uniquingKeysWith: +), to: &text)
    text.labelled(
      "tellback_ingest_answers_total", .counter, "Reports answered after their commit, since the start.", by: "outcome",
      values.outcomes)
    text.labelled(
      "tellback_message_answers_total", .counter, "Answers to messages of reporters that are on disk, by outcome.",
      by: "outcome", values.messages)
    text.single(
      "tellback_update_polls_waiting", .gauge, "Polls for updates that wait for one.", Int64(waiters.count))
    text.single(
      "tellback_ingest_waiting", .gauge, "Requests whose reports wait for a commit.", Int64(store.waitingIngests))
    text.histogram("tellback_ingest_commit_seconds", "From the hand-over to the synced commit.", values.commit)
    text.histogram("tellback_digest_batch_seconds", "One transaction of the digest.", values.digestBatch)
    text.single(
      "tellback_digest_reports_total", .counter, "Reports digested since the start.", Int64(values.digested.total))
    text.single(
      "tellback_digest_failures_total", .counter, "Transactions of the digest that were undone.", values.digestFailures)
    let match = matcher.figures
    text.single("tellback_match_index_ready", .gauge, "1 once the match index is built.", match.isReady ? 1 : 0)
    text.single("tellback_match_index_reports", .gauge, "Reports in the match index.", match.reports)
    text.single("tellback_match_index_bytes", .gauge, "Memory of the match index.", match.bytes)
    text.single(
      "tellback_match_failures_total", .counter, "Reports or batches that were grouped without matching.",
      values.matchFailures + match.failures)
    text.single("tellback_attachments_total", .counter, "Attachments kept since the start.", values.attachments)
    text.single(
      "tellback_heartbeat_days_total", .counter, "Days of installations in use, counted since the start.",
      values.heartbeats)
    try await addWebhooks(to: &text)
    addTrackers(to: &text)
    try await addMail(to: &text)
    addFiles(to: &text)
    addHTTP(to: &text)
    addProcess(to: &text)
    return text.text
  }

  private func addEnvelopes(_ counts: [EnvelopeCount: Int64], to text: inout MetricsText) {
    func sums(_ sort: EnvelopeCount.Sort) -> [String: Int64] {
      var sums: [String: Int64] = [:]
      for (count, number) in counts where count.sort == sort { sums[count.name, default: 0] += number }
      return sums
    }
    text.labelled(
      "tellback_envelope_items_skipped_total", .counter, "Items of Sentry's SDKs that no ticket is made of, by kind.",
      by: "kind", sums(.skipped))
    text.labelled(
      "tellback_envelope_words_discarded_total", .counter,
      "Feedback that Sentry's SDKs gave up by their own count, by reason.", by: "reason", sums(.discarded))
  }

  private func addFiles(to text: inout MetricsText) {
    let tally = files.tally
    text.single(
      "tellback_attachments_moved_total", .counter, "Attachments moved to where they are kept, since the start.",
      tally.moved)
    text.single(
      "tellback_attachments_removed_total", .counter,
      "Files outside the store that were removed because nothing needs them, since the start.", tally.removed)
    text.single(
      "tellback_attachment_failures_total", .counter, "Rounds of moving and removing that failed, since the start.",
      tally.failures)
    text.single(
      "tellback_attachments_stuck", .gauge, "1 while attachments wait because their place does not answer.",
      tally.trouble == nil ? 0 : 1)
  }

  private func addTrackers(to text: inout MetricsText) {
    let tally = trackers.tally
    text.single(
      "tellback_tracker_issues_opened_total", .counter, "Issues opened on trackers, since the start.", tally.opened)
    text.single(
      "tellback_tracker_requests_failed_total", .counter, "Requests to trackers that failed, since the start.",
      tally.failedRequests)
  }

  private func addWebhooks(to text: inout MetricsText) async throws {
    let waiting = try await store.read { reads in
      try reads.webhooks().reduce(Int64(0)) { try $0 + reads.deliveryCounts(ofWebhook: $1.id).waiting }
    }
    let tally = webhooks.tally
    text.single("tellback_webhooks_waiting", .gauge, "Deliveries of webhooks that wait.", waiting)
    text.single(
      "tellback_webhooks_delivered_total", .counter, "Deliveries that a receiver took, since the start.",
      tally.delivered)
    text.single(
      "tellback_webhook_attempts_failed_total", .counter, "Attempts that failed, since the start.",
      tally.failedAttempts)
  }

  private func addMail(to text: inout MetricsText) async throws {
    let counts = try await store.read { try $0.mailCounts() }
    let tally = mail.tally
    text.single("tellback_mail_waiting", .gauge, "Mails that wait.", counts.waiting)
    text.single(
      "tellback_mail_held_back", .gauge, "1 while the mail server is not reached or takes nothing.",
      tally.trouble == nil ? 0 : 1)
    text.single("tellback_mail_sent_total", .counter, "Mails that the server took, since the start.", tally.sent)
    text.single(
      "tellback_mail_attempts_failed_total", .counter, "Attempts that failed, since the start.", tally.failed)
  }

  private func addHTTP(to text: inout MetricsText) {
    let counters = status.counters
    text.single("tellback_http_connections_total", .counter, "Connections accepted.", Int64(counters.accepted))
    text.single("tellback_http_connections_open", .gauge, "Connections open now.", Int64(counters.open))
    let answers = counters.answers.enumerated().map { ("\($0.offset + 1)xx", Int64($0.element)) }
    text.labelled(
      "tellback_http_answers_total", .counter, "Answers by class of status.", by: "class",
      Dictionary(answers) { first, _ in first })
    let refused = HTTPCounters.Refusal.allCases.map { ($0.rawValue, Int64(counters.refused[$0] ?? 0)) }
    text.labelled(
      "tellback_http_refused_total", .counter, "What the server turned away by itself.", by: "reason",
      Dictionary(refused) { first, _ in first })
    text.single("tellback_http_received_bytes_total", .counter, "Bytes read.", Int64(counters.bytesReceived))
    text.single("tellback_http_sent_bytes_total", .counter, "Bytes written.", Int64(counters.bytesSent))
  }

  private func addProcess(to text: inout MetricsText) {
    if let bytes = ProcessFigures.residentBytes {
      text.single("process_resident_memory_bytes", .gauge, "Resident memory.", bytes)
    }
    if let count = ProcessFigures.openDescriptors {
      text.single("process_open_fds", .gauge, "Open file descriptors.", Int64(count))
    }
  }
}
