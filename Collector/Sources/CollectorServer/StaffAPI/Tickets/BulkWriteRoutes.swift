// What a program does to many tickets at once: each by itself and by the same rules as alone, and it is told what came of each.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct BulkWriteRoutes: Sendable {
  let api: StaffAPI

  private typealias Verb = @Sendable (BulkTickets, [UInt8]) throws -> BulkVerb

  func add(to router: inout Router) {
    add(&router, "claim", needs: .claim, seen: false) { _, _ in .claim }
    add(&router, "hand-over", needs: .claim, seen: false) { _, body in
      let hand = try HandOver(decoding: body)
      return .handOver(hand.receiver, note: hand.text ?? "")
    }
    add(&router, "tags", needs: .move, seen: false) { _, body in
      let change = try TagChange(decoding: body)
      return .tag(add: change.add, remove: change.remove)
    }
    add(&router, "severity", needs: .move, seen: false) { _, body in .severity(try BulkVerb.severity(body)) }
    add(&router, "moves", needs: .move, seen: true) { _, body in try TicketMove(decoding: body).verb() }
    add(&router, "merge", needs: .move, seen: true) { tickets, body in
      let survivor = try StaffWriteRoutes.survivor(body)
      guard tickets.numbers.contains(where: { $0 != survivor }) else { throw BulkTickets.nothingToMerge }
      return .merge(survivor: survivor)
    }
    add(&router, "answers", needs: .answer, seen: true) { _, body in .answer(try BulkWords(decoding: body)) }
  }

  /// With `seen` each ticket must say which of its events was read, or the request that any state will do: `If-Match: *`.
  private func add(
    _ router: inout Router, _ part: String, needs permission: Permission, seen: Bool, _ verb: @escaping Verb
  ) {
    router.async(
      .POST, "/v1/tickets/bulk/\(part)", access: .token(permission), maxBody: StaffAPI.bodyLimit
    ) { request in
      await api.answer(request) {
        let caller = try await api.authenticator.caller(of: request, needs: permission)
        return try await perform(request, caller, seen: seen, verb)
      }
    }
  }

  private func perform(
    _ request: HTTPRequest, _ caller: StaffCaller, seen: Bool, _ verb: Verb
  ) async throws -> HTTPResponse {
    try StaffAPI.checkIsJSON(request)
    let key = try StaffAPI.key(request)
    let tickets = try BulkTickets(decoding: request.body)
    let verb = try verb(tickets, request.body)
    if seen, request.headers["if-match"] != "*" { try tickets.checkSaysWhatWasSeen() }
    try api.authenticator.take(tickets.numbers.count - 1, by: caller)
    try await checkSeesOne(of: tickets.numbers, caller)
    let memory = try await memory(request, key, caller)
    var seenOf = tickets.seen
    // Each merge into the survivor changes it.
    if case .merge(let survivor) = verb { seenOf[survivor] = nil }
    let outcomes = try await runner(caller, seenOf, memory).run(verb, on: tickets.numbers, by: caller.actor)
    api.onDueChange()
    return .json(200, BulkAnswer(outcomes).encoded())
  }

  /// Of tickets that are not seen at all, the answer is the same as for one that is not there.
  private func checkSeesOne(of numbers: [Int64], _ caller: StaffCaller) async throws {
    let seesOne = try await api.store.read { reads in
      try numbers.contains { number in try reads.ticket(number).map { caller.account.apps.contains($0.app) } ?? false }
    }
    guard seesOne else { throw ErrorAnswer.noTicket(numbers[0]) }
  }

  private func runner(_ caller: StaffCaller, _ seen: [Int64: Int64], _ memory: BulkMemory?) -> BulkRunner {
    let log = api.log
    return BulkRunner(
      api.store, now: api.clock(), undoSeconds: api.undoSeconds,
      check: { number, store in
        try caller.checkSees(ticket: number, store)
        guard let read = seen[number] else { return }
        let newest = try store.newestAct(ofTicket: store.finalTicket(of: number))
        guard read == newest else { throw ErrorAnswer.overtaken(newest) }
      },
      reason: { error in (error as? ErrorAnswer ?? ErrorAnswer(staff: error) ?? ErrorAnswer(error))?.message },
      code: { error in
        if case OwnerError.alreadyYours = error { return "already_yours" }
        return (error as? ErrorAnswer ?? ErrorAnswer(staff: error) ?? ErrorAnswer(error) ?? .unforeseen).code
      },
      memory: memory,
      onFailure: { log.error("staff_api_failed", ["path": "/v1/tickets/bulk", "error": "\($0)"]) })
  }

  // MARK: Once

  /// Nil without a key. The key itself is kept first, with the hash of the request; then a key made of it for each ticket.
  private func memory(_ request: HTTPRequest, _ key: String?, _ caller: StaffCaller) async throws -> BulkMemory? {
    guard let key else { return nil }
    let (account, now, hash, secrets) = (caller.account.id, api.clock(), api.hash(of: request), api.secrets)
    try await api.store.write { store in
      if let kept = try store.keptAnswer(account: account, key: key), now < kept.at.adding(seconds: KeptAnswer.seconds)
      {
        guard kept.requestHash == hash else { throw StaffAPI.otherRequest }
        return
      }
      try store.keepAnswer(
        KeptAnswer(account: account, key: key, requestHash: hash, status: 200, body: Array("{}".utf8), at: now))
    }
    // A key of a program cannot be one of these by chance: they are hashes.
    let name: @Sendable (Int64) -> String = { ticket in
      Hexadecimal.text(secrets.tokenHash(Array("bulk \(ticket)\n".utf8) + hash + Array(key.utf8)))
    }
    return BulkMemory(
      recall: { ticket, store in
        guard let kept = try store.keptAnswer(account: account, key: name(ticket)),
          now < kept.at.adding(seconds: KeptAnswer.seconds)
        else { return nil }
        return try BulkReceipt(decoding: kept.body)
      },
      keep: { ticket, receipt, store in
        try store.keepAnswer(
          KeptAnswer(
            account: account, key: name(ticket), requestHash: hash, status: 200, body: receipt.encoded(), at: now))
      })
  }
}
