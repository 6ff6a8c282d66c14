// The audit log: filters, cursor, and what it forgets.
import CollectorCore
import TellbackWire

private func entry(_ act: AuditAct, _ subject: String, by actor: AuditActor = .command, at seconds: Int64 = 0)
  -> AuditEntry
{
  AuditEntry(
    at: start.adding(seconds: seconds), act: act, by: actor, address: "10.0.0.1", app: AppID(1), ticket: 7,
    subject: subject, detail: "\u{202E}<b>&")
}

extension StoreCheck {
  static let auditChecks: [StoreCheck] = [
    StoreCheck("an entry of the audit log is kept whole, by whichever way somebody came") { store in
      let actors: [AuditActor] = [
        .staff(id: 3, name: "Ann"), .program(id: 3, name: "Ann"), .command, .system, .visitor,
      ]
      for actor in actors { _ = try await store.write { try $0.audit(entry(.merged, "x", by: actor)) } }
      let found = try await store.read { try $0.auditEntries(AuditQuery()) }
      try expectEqual(found.map(\.actor), actors.reversed())
      var first = entry(.merged, "x", by: .visitor)
      first.id = try unwrap(found.first?.id)
      try expectEqual(found.first, first)
    },
    StoreCheck("every act can be kept and read") { store in
      try await store.write { store in for act in AuditAct.allCases { try store.audit(entry(act, "")) } }
      let found = try await store.read { try $0.auditEntries(AuditQuery(limit: 1_000)) }
      try expectEqual(found.map(\.act), AuditAct.allCases.reversed())
    },
    StoreCheck("the audit log is read by filter and cursor, newest first, nothing twice") { store in
      try await store.write { store in
        for number in 0..<25 {
          let actor: AuditActor = number % 2 == 0 ? .staff(id: 1, name: "Ann") : .command
          try store.audit(
            entry(number % 5 == 0 ? .signedIn : .merged, "user\(number)@example.org", by: actor, at: Int64(number)))
        }
      }
      var seen: [Int64] = []
      var query = AuditQuery(limit: 10)
      while true {
        let page = try await store.read { [query] in try $0.auditEntries(query) }
        guard let last = page.last else { break }
        seen += page.map(\.id)
        query.before = last.id
      }
      try expectEqual(seen.count, 25)
      try expectEqual(seen, seen.sorted(by: >))
      try await store.read { store in
        try expectEqual(try store.auditEntries(AuditQuery(act: .signedIn)).count, 5)
        try expectEqual(try store.auditEntries(AuditQuery(account: 1)).count, 13)
        try expectEqual(try store.auditEntries(AuditQuery(act: .signedIn, account: 1)).count, 3)
        try expectEqual(try store.auditEntries(AuditQuery(subject: "USER1@")).count, 1)
        try expectEqual(try store.auditEntries(AuditQuery(subject: "%")).count, 0)
        let some = AuditQuery(since: start.adding(seconds: 5), until: start.adding(seconds: 8))
        try expectEqual(try store.auditEntries(some).map(\.at), [7, 6, 5].map { start.adding(seconds: $0) })
      }
    },
    StoreCheck("the audit log forgets by age and by number, and failed sign-ins push nothing else out") { store in
      try await store.write { store in
        for number in 0..<10 { try store.audit(entry(.merged, "m\(number)", at: Int64(number))) }
        for number in 0..<100 { try store.audit(entry(.signInFailed, "f\(number)", at: 50)) }
      }
      let none = try await store.write { try $0.forgetAudit(before: start, most: 100, limit: 500) }
      try expectEqual(none, 0)
      let old = try await store.write { try $0.forgetAudit(before: start.adding(seconds: 3), most: 100, limit: 2) }
      try expectEqual(old, 2)
      let rest = try await store.write { try $0.forgetAudit(before: start.adding(seconds: 3), most: 20, limit: 500) }
      try expectEqual(rest, 81)
      try await store.read { store in
        try expectEqual(
          try store.auditEntries(AuditQuery(act: .merged)).map(\.subject), (3..<10).reversed().map { "m\($0)" })
        try expectEqual(
          try store.auditEntries(AuditQuery(act: .signInFailed)).map(\.subject), (80..<100).reversed().map { "f\($0)" })
      }
    },
  ]
}
