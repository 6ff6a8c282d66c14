// What the person does in the conversations of one process: replies, read marks, verdicts, ratings and thanks.
import FaultKit
import Tellback

extension User {
  func converse(_ process: AppProcess, _ reporter: Reporter) async {
    let conversations = (try? await reporter.inbox.conversations(limit: 20).map(\.id)) ?? []
    // People add to what they have just written, also while it waits to be sent.
    let known = (newest.map { [$0, $0, $0] } ?? []) + conversations
    guard !known.isEmpty else { return }
    let report = known[random.below(known.count)]
    switch random.below(100) {
    case ..<55: await reply(to: report, process, reporter)
    case ..<70:
      world.simulator.note("\(process.name) reads \(report)")
      _ = try? await reporter.inbox.markRead(report)
    case ..<85:
      let helps = random.happens(1, of: 2)
      await say("verdict \(helps)", about: report, process) { () async throws(TellbackError) in
        try await reporter.inbox.helped(helps, report)
      }
    case ..<93:
      let stars = 1 + random.below(5)
      await say("\(stars) stars", about: report, process) { () async throws(TellbackError) in
        try await reporter.inbox.rate(report, stars: stars)
      }
    default:
      await say("thanks", about: report, process) { () async throws(TellbackError) in
        try await reporter.inbox.thank(report)
      }
    }
  }

  private func reply(to report: ReportID, _ process: AppProcess, _ reporter: Reporter) async {
    guard let reply = try? await reporter.inbox.prepareReply(to: report, text: words()) else { return }
    world.ledger.said[reply.id] = Ledger.Said(
      process: process.name, folder: folder.index, report: report, text: reply.message.text)
    do {
      let receipt = try await reporter.inbox.send(reply)
      guard !process.isDead else { return }
      note(receipt, "reply", process)
    } catch  where error.code == .queueFull || error.code == .unknownConversation {
      if !process.isDead { world.ledger.said[reply.id]?.promise = .refused }
    } catch {
      world.simulator.note("\(process.name) did not save the reply \(reply.id): \(error)")
    }
  }

  private func say(
    _ what: String, about report: ReportID, _ process: AppProcess,
    _ call: () async throws(TellbackError) -> MessageReceipt
  ) async {
    world.ledger.unsureSaid += 1
    do {
      let receipt = try await call()
      guard !process.isDead else { return }
      world.ledger.unsureSaid -= 1
      world.ledger.said[receipt.id] = Ledger.Said(
        process: process.name, folder: folder.index, report: report, text: nil)
      note(receipt, what, process)
    } catch  where error.code == .invalidMessage || error.code == .unknownConversation || error.code == .queueFull {
      // Nothing was answered yet, and so on: nothing was saved.
      if !process.isDead { world.ledger.unsureSaid -= 1 }
    } catch {
      world.simulator.note("\(process.name) did not save \(what): \(error)")
    }
  }

  private func note(_ receipt: MessageReceipt, _ what: String, _ process: AppProcess) {
    world.ledger.said[receipt.id]?.promise = .saved(durable: receipt.durable)
    world.ledger.count("messages")
    world.simulator.note("\(process.name) saved \(what) \(receipt.id) durable \(receipt.durable)")
  }
}
