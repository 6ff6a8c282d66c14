// Chooses what is sent next: reports, then messages, then attachments. Sends attachments, and acts on each response.
import TellbackWire

extension Sync {
  /// Sends the next batch of reports, of messages when no report is due, or the next attachment when neither is.
  func sendNext() async -> Turn {
    await waitWhileHeld()
    let epoch = epoch
    let (count, bytes, horizon) = (batchLimit, settings.batchBytes, settings.retry.cap + .seconds(3_600))
    let skipped = skipped
    let messageCount = time.uptime() >= messageSchedule.next ? messageLimit : 0
    let next:
      (
        reports: [QueuedReport], messages: [QueuedMessage], attachment: QueuedAttachment?, accounting: Accounting,
        installation: InstallationCredential
      )
    do {
      next = try await queue.run { [time] store in
        store.moveMemoryToFile()
        let reports = try store.nextBatch(
          count: count, bytes: bytes, now: time.now(), horizon: horizon)
        // Rows and identity are read together: rows are never sent under another identity.
        guard reports.isEmpty else { return (reports, [], nil, store.accounting, store.credential) }
        let messages =
          messageCount > 0
          ? try store.nextMessages(count: messageCount, bytes: bytes, now: time.now(), horizon: horizon) : []
        guard messages.isEmpty else { return ([], messages, nil, store.accounting, store.credential) }
        // When all were skipped, the round starts again.
        let attachment = try store.nextAttachment(besides: skipped) ?? store.nextAttachment(besides: [])
        return ([], [], attachment, store.accounting, store.credential)
      }
    } catch {
      return failed("The queue could not be read: \(error)")
    }
    if !next.reports.isEmpty {
      return await send(.reports(next.reports, next.accounting, at: time.now()), as: next.installation, epoch)
    }
    if !next.messages.isEmpty {
      return await send(.messages(next.messages, at: time.now()), as: next.installation, epoch)
    }
    if let attachment = next.attachment {
      if skipped.contains(attachment.key) { self.skipped = [] }
      return await send(attachment, as: next.installation, epoch)
    }
    return .idle
  }

  // MARK: Attachments

  private func send(
    _ attachment: QueuedAttachment, as installation: InstallationCredential, _ epoch: Int
  ) async -> Turn {
    let response: TransportResponse
    do {
      var request = try endpoint.attachment(attachment, as: installation)
      // A large attachment on a slow line gets at least one second for each 16 KiB.
      request.timeout += .seconds(attachment.data.count / 16_384)
      guard let answer = try await send(request, in: epoch) else { return .progressed }
      response = answer
    } catch {
      skipped.insert(attachment.key)
      return failed("The collector could not be reached: \(error)")
    }
    let answer = CollectorResponse(response)
    switch settings.retry.verdict(status: response.status, retryAfter: retryAfter(response)) {
    case .answered:
      // A response to another request must not remove this attachment from the queue.
      guard let receipt = answer.receipt, receipt.id == attachment.report,
        receipt.attachment ?? attachment.position == attachment.position
      else {
        return failed("What answered \(response.status) is not the collector: its response names another attachment.")
      }
      if receipt.outcome == .refused { return await shed(attachment, answer.code, answer.why) }
      do {
        try await queue.run { store in
          try store.removeAttachment { try $0.deliver(attachment.report, attachment.position) }
        }
      } catch {
        return failed("The queue could not keep the collector's receipt: \(error)")
      }
      forget(attachment.key)
      succeeded()
      return .progressed
    case .poison, .tooLarge: return await shed(attachment, answer.code, answer.why)
    case .probe where response.status == 404 && answer.isOurs:
      return await shed(attachment, "unknown_report", answer.why)
    case .serverError(let floor):
      skipped.insert(attachment.key)
      if isToBlame(attachment.key) {
        guard attachment.attempts < 2 * settings.retry.serverErrorsBeforePuttingOff else {
          return await shed(attachment, "server_error", answer.why)
        }
        await count(attachment)
      }
      return failed(answer.why, floor: floor)
    case .retry(let floor):
      skipped.insert(attachment.key)
      return failed(answer.why, floor: floor)
    case .probe: return rejected(response.status, answer.why)
    case .gone: return gone()
    }
  }

  private func shed(_ attachment: QueuedAttachment, _ reason: String, _ why: String) async -> Turn {
    do {
      try await queue.run { store in
        try store.removeAttachment { try $0.shed(attachment.report, attachment.position, reason: reason) }
      }
    } catch {
      return failed("The queue could not drop an attachment: \(error)")
    }
    forget(attachment.key)
    hub.publish(attachment.report, .attachmentShed(name: attachment.name, why: why))
    return .progressed
  }

  /// A server error counts against the attachment only when the collector accepted something else since the last error on it:
  /// in an outage no attachment is at fault.
  private func isToBlame(_ key: AttachmentKey) -> Bool {
    defer { serverErrors[key] = deliveries }
    return serverErrors[key].map { $0 < deliveries } ?? false
  }

  private func forget(_ key: AttachmentKey) {
    skipped.remove(key)
    serverErrors[key] = nil
  }

  private func count(_ attachment: QueuedAttachment) async {
    // When this fails, the next server error counts.
    try? await queue.run { store in
      try store.withAttachments { try $0.countAttempt(attachment.report, attachment.position) }
    }
  }

  func retryAfter(_ response: TransportResponse) -> Duration? {
    guard let text = response.headers["retry-after"] else { return nil }
    // By the server's clock where the response has a date, so that the device's clock does not matter.
    let serverNow = response.headers["date"].flatMap { RetryAfter.date($0) }
    return RetryAfter.parse(text, now: serverNow ?? time.now())
  }
}
