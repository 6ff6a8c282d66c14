// The daily heartbeat: noted once a day, and sent behind whatever goes to the collector next. On its own it goes only when nothing
// else went that day: in the last four hours of its day, each installation at a moment of its own, or on a later day.
import TellbackWire

extension Sync {
  /// What this sender has done with heartbeats so far.
  struct HeartbeatProgress {
    var noted: Heartbeat?
    /// Whether the file may hold rows that are to be sent, or to be deleted.
    var mayHaveRows = true
    /// ``HeartbeatSettings/contacts`` at the last attempt. While it is behind, they are sent.
    var contacts = 0
    var schedule = RetrySchedule()
    var failures = 0
    /// When in the last four hours of a day they are sent on their own, from 0 to 1.
    var share: Double?
  }

  /// The user agreed, or no longer does, or the segment is another one.
  nonisolated func heartbeatsChanged() {
    Task { await lookAgain() }
  }

  private func lookAgain() {
    heartbeat.mayHaveRows = true
    wakeUp.signal()
  }

  /// Notes today, or deletes what waits where the user does not agree. It costs no I/O once that is done.
  func noteDay() async {
    guard let heartbeats, notesDays || heartbeat.mayHaveRows else { return }
    guard heartbeats.isAllowed else {
      heartbeat.noted = nil
      guard heartbeat.mayHaveRows, (try? await queue.run({ try $0.forgetHeartbeats() })) != nil else { return }
      heartbeat.mayHaveRows = false
      return
    }
    let today = heartbeats.heartbeat(on: time.now().day)
    guard notesDays, today != heartbeat.noted else { return }
    // What cannot be written now is noted at a later turn.
    guard let isNoted = try? await queue.run({ try $0.note(today, tellsPages: heartbeats.tellsPages) }) else { return }
    // What went yesterday takes nothing along today.
    if heartbeat.noted != nil { heartbeat.contacts = heartbeats.contacts }
    heartbeat.noted = today
    // A new day also completes the help and the pages of the one before.
    heartbeat.mayHaveRows = heartbeat.mayHaveRows || isNoted
  }

  /// Sends what waits, when it is due and no report waits for the collector to come back.
  func sendHeartbeats() async {
    guard let heartbeats, heartbeats.isAllowed, heartbeat.mayHaveRows, failures == 0,
      time.uptime() >= heartbeat.schedule.next
    else { return }
    await waitWhileHeld()
    while !Task.isCancelled, !isGone, heartbeats.isAllowed {
      let (epoch, now) = (epoch, time.now())
      let found: WaitingHeartbeats?
      // A queue that cannot be read now is read at a later turn.
      do {
        found = try await queue.run {
          try $0.waitingHeartbeats(today: now.day, tellsPages: heartbeats.tellsPages)
        }
      } catch { return }
      guard let waiting = found else {
        // Help of today is complete tomorrow, when the next day is noted.
        heartbeat.mayHaveRows = false
        heartbeat.contacts = heartbeats.contacts
        return
      }
      guard heartbeat.contacts != heartbeats.contacts || isDueAlone(waiting, now) else { return }
      guard await send(waiting, at: now, epoch) else {
        heartbeat.contacts = heartbeats.contacts
        return
      }
    }
  }

  /// When to look again, in uptime: within an hour, since clocks are changed, and at the next day.
  func nextHeartbeat() -> UInt64 {
    guard heartbeats?.isAllowed == true, notesDays || heartbeat.mayHaveRows else { return .max }
    let now = time.uptime()
    let untilTomorrow = 86_400_000 - time.now().milliseconds % 86_400_000
    let next = now.addingClamped(UInt64(min(max(untilTomorrow, 1), 3_600_000)) * 1_000_000)
    return heartbeat.mayHaveRows && heartbeat.schedule.next > now ? min(next, heartbeat.schedule.next) : next
  }

  private func isDueAlone(_ waiting: WaitingHeartbeats, _ now: Timestamp) -> Bool {
    let share = heartbeat.share ?? chance()
    heartbeat.share = share
    guard let oldest = (waiting.days.map(\.day) + waiting.help.map(\.day) + waiting.reached.map(\.day)).min() else {
      return false
    }
    let ofDay = Double(now.milliseconds % 86_400_000)
    return oldest < now.day || ofDay >= 72_000_000 + share * 14_400_000
  }

  /// True when they were settled and more may wait.
  private func send(_ waiting: WaitingHeartbeats, at now: Timestamp, _ epoch: Int) async -> Bool {
    let response: TransportResponse
    do {
      let body = HeartbeatBatch(sentAt: now, days: waiting.days, help: waiting.help, reached: waiting.reached).encoded()
      let answer = try await send(try endpoint.heartbeats(body, as: waiting.installation), in: epoch)
      guard let answer else { return false }
      response = answer
    } catch {
      return postponeHeartbeats(nil)
    }
    switch settings.retry.verdict(status: response.status, retryAfter: retryAfter(response)) {
    case .answered:
      guard HeartbeatAnswer.count(response.body) == Int64(waiting.count) else { return postponeHeartbeats(nil) }
    case .poison where CollectorResponse(response).isOurs:
      // It will never be taken.
      break
    case .gone:
      _ = gone()
      return false
    case .retry(let floor), .serverError(let floor): return postponeHeartbeats(floor)
    case .poison, .tooLarge, .probe:
      // A collector that knows no heartbeats yet.
      wait(&heartbeat.schedule, settings.retry.probeDelay(chance: chance()), mayShorten: false)
      return false
    }
    // Rows that stay would be sent again and again.
    guard let settled = try? await queue.run({ try $0.settle(waiting) }), settled > 0 else {
      return postponeHeartbeats(nil)
    }
    heartbeat.failures = 0
    heartbeat.schedule.clear()
    // More may wait.
    heartbeats?.noteContact()
    return true
  }

  /// Heartbeats wait longer than anything else.
  private func postponeHeartbeats(_ floor: Duration?) -> Bool {
    heartbeat.failures += 1
    let delay = .seconds(60) + settings.retry.delay(failures: heartbeat.failures, chance: chance())
    wait(&heartbeat.schedule, delay, floor: floor)
    return false
  }
}
