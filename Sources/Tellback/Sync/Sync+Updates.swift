// Polls for updates of delivered reports, by cursor: soon after a delivery, later at an interval.
import TellbackWire

extension Sync {
  func expectAnswersSoon() {
    nextUpdateDelays = [.seconds(2), .seconds(8), .seconds(30)]
    lastDelivery = time.uptime()
    let moment = time.uptime().addingClamped(500_000_000)
    if moment < updateSchedule.notBefore { updateSchedule.rest(until: moment) }
    live.wakeUp.signal()
  }

  /// Polls until there is no further page. A flush polls even when no poll is due; without one, only while an answer may come.
  func fetchUpdates(isAsked: Bool) async {
    let awaits: Awaiting
    let credential: InstallationCredential
    do {
      (awaits, credential) = try await (awaitsAnswers(), queue.run { $0.credential })
    } catch {
      schedule(Self.unreadableQueuePause)
      return
    }
    switch awaits {
    case .now: break
    // A corrected clock may change that; checking costs no request.
    case .noLonger: schedule(Self.askedWhateverTheClock)
    case .never: updateSchedule.rest(until: .max)
    }
    guard awaits == .now else { return }
    let epoch = epoch
    do {
      var hasMore = true
      while hasMore, !Task.isCancelled { hasMore = try await fetchPage(as: credential, epoch) }
      updateFailures = 0
      updateSchedule.clear()
      reached()
      let delay =
        nextUpdateDelays.isEmpty
        ? settings.updateInterval : min(nextUpdateDelays.removeFirst(), settings.updateInterval)
      // With 10 % jitter, so that installations do not poll in step.
      schedule(.seconds(delay.seconds * (0.9 + 0.2 * chance())))
    } catch {
      updateFailures += 1
      let delay = max(settings.updateInterval, settings.retry.delay(failures: updateFailures, chance: chance()))
      wait(&updateSchedule, delay, floor: (error as? UpdatesRefused)?.floor)
    }
  }

  /// Whether an answer may come for delivered reports.
  enum Awaiting { case now, noLonger, never }

  /// For this long after a start the SDK polls, whatever the device's clock says about the deliveries.
  static let askedWhateverTheClock = Duration.seconds(3_600)

  /// Deliveries are dated by the device's clock, which may have been wrong then or may be wrong now. Deliveries since the start
  /// are therefore dated by uptime, and the SDK polls for a while after each start.
  func awaitsAnswers() async throws -> Awaiting {
    let since = time.now().adding(seconds: -Self.answersAwaited)
    let (isRecent, hasAny) = try await queue.run { store in
      (
        try store.awaitsAnswers(since: since),
        try store.awaitsAnswers(since: Timestamp(milliseconds: .min))
      )
    }
    guard hasAny else { return .never }
    let now = time.uptime()
    if isRecent || now < startedAt.addingClamped(Self.askedWhateverTheClock.nanoseconds) { return .now }
    let awaited = Duration.seconds(Self.answersAwaited).nanoseconds
    if let lastDelivery, now < lastDelivery.addingClamped(awaited) { return .now }
    return .noLonger
  }

  private func schedule(_ delay: Duration) {
    updateSchedule.rest(until: time.uptime().addingClamped(delay.nanoseconds))
  }

  /// True when there is a further page.
  private func fetchPage(as credential: InstallationCredential, _ epoch: Int) async throws -> Bool {
    let cursor = try await queue.run { $0.main.cursor }
    guard let response = try await send(try endpoint.updates(after: cursor, as: credential), in: epoch) else {
      return false
    }
    guard response.status == 200 else {
      failedRequests += 1
      throw UpdatesRefused(status: response.status, floor: retryAfter(response))
    }
    let page = try UpdatePage(decoding: response.body)
    // A page for another installation or an older poll would move the cursor past updates still to come.
    guard page.installation ?? credential.id == credential.id, page.after ?? cursor == cursor else {
      failedRequests += 1
      throw TellbackError(.transport, "The updates that came belong to another poll.")
    }
    try await queue.run { [hub, time] in try $0.receive(page, at: time.now(), telling: hub) }
    // A page that does not move the cursor would be fetched again and again.
    return page.hasMore && page.cursor > cursor
  }
}

/// A response to a poll with a status other than 200.
struct UpdatesRefused: Error {
  let status: Int
  let floor: Duration?
}
