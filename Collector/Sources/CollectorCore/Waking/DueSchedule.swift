// What becomes due with time, and when the next of it is: everything is found in the store, so a restart loses nothing.
import TellbackWire

/// After how long things end by themselves, in seconds; 0 for never.
public struct DueSchedule: Sendable, Equatable {
  /// An open ticket whose owner does nothing on it is given back.
  public var idleSeconds: Int64
  /// The reporters are reminded that a ticket waits for them.
  public var reminderSeconds: Int64
  /// After the reminder, the ticket ends for want of an answer.
  public var unansweredSeconds: Int64

  public init(idleSeconds: Int64 = 0, reminderSeconds: Int64 = 0, unansweredSeconds: Int64 = 0) {
    self.idleSeconds = max(0, idleSeconds)
    self.reminderSeconds = max(0, reminderSeconds)
    self.unansweredSeconds = max(0, unansweredSeconds)
  }

  /// When the next thing is due; nil when nothing waits.
  public func next(in store: any StoreReads) throws -> Timestamp? {
    var moments = [
      try store.nextOutgoing(), try store.nextWake(), try store.nextClock(), try store.pendingAdoption(),
      try store.nextPainDecision(), try store.nextStuckLook(),
    ]
    if idleSeconds > 0 { moments.append(try store.oldestClaim()?.adding(seconds: idleSeconds)) }
    if reminderSeconds > 0 {
      moments.append(try store.oldestWaitForReporter(isReminded: false)?.adding(seconds: reminderSeconds))
    }
    if unansweredSeconds > 0 {
      moments.append(try store.oldestWaitForReporter(isReminded: true)?.adding(seconds: unansweredSeconds))
    }
    return moments.compactMap(\.self).min()
  }
}

/// What was done because its time had come.
public struct DueTally: Sendable, Equatable {
  public var sent = 0
  public var woken = 0
  public var givenBack = 0
  public var reminded = 0
  public var ended = 0
  public var clocks = ClockTally()
  /// Open tickets that were brought under changed service levels.
  public var adopted = 0
  /// Pain points on which nobody decided in time.
  public var undecided = 0
  /// Tickets that escalated by themselves.
  public var stuck = 0

  public init() {}

  public var total: Int { sent + woken + givenBack + reminded + ended + clocks.total + adopted + undecided + stuck }

  public static func += (left: inout DueTally, right: DueTally) {
    left.sent += right.sent
    left.woken += right.woken
    left.givenBack += right.givenBack
    left.reminded += right.reminded
    left.ended += right.ended
    left.clocks.warned += right.clocks.warned
    left.clocks.breached += right.clocks.breached
    left.clocks.escalated += right.clocks.escalated
    left.clocks.moved += right.clocks.moved
    left.adopted += right.adopted
    left.undecided += right.undecided
    left.stuck += right.stuck
  }
}

extension TicketActions {
  /// Does what is due, at most `limit` of each.
  public func doWhatIsDue(_ schedule: DueSchedule, limit: Int) throws -> DueTally {
    var done = DueTally()
    done.sent = try sendDue(limit: limit)
    done.woken = try wakeDue(limit: limit)
    if schedule.idleSeconds > 0 {
      done.givenBack = try giveBackIdle(afterSeconds: schedule.idleSeconds, limit: limit)
    }
    if schedule.reminderSeconds > 0 {
      done.reminded = try remindDue(afterSeconds: schedule.reminderSeconds, limit: limit)
    }
    if schedule.unansweredSeconds > 0 {
      done.ended = try endUnanswered(afterSeconds: schedule.unansweredSeconds, limit: limit)
    }
    done.adopted = try adoptServiceRules(limit: limit * 5)
    done.clocks = try attendToClocks(limit: limit)
    done.undecided = try PainActions(self).escalateDue(limit: limit)
    done.stuck = try escalateStuck(limit: limit)
    return done
  }
}
