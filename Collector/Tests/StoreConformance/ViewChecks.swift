// Saved views: one's own first, shared ones for everybody.
import CollectorCore
import TellbackWire

let viewChecks = [
  StoreCheck("saved views are kept, shared, changed and deleted") { store in
    let at = Timestamp(milliseconds: 1_767_225_600_000)
    let (ada, ben) = try await store.write { store in
      (
        try store.createAccount(email: "ada@example.com", name: "Ada", role: .support, passwordHash: "-", at: at).id,
        try store.createAccount(email: "ben@example.com", name: "Ben", role: .support, passwordHash: "-", at: at).id
      )
    }
    try await store.write { store in
      let actions = ViewActions(store, now: at)
      try actions.save("zebra", query: "kind=idea", isShared: false, by: ada)
      try actions.save("Alpha", query: "state=all&q=a%20b", isShared: true, by: ada)
      try actions.save("beta", query: "", isShared: false, by: ben)
    }
    let (hers, his) = try await store.read {
      (try $0.views(forAccount: ada), try $0.views(forAccount: ben))
    }
    try expectEqual(hers.map(\.name), ["Alpha", "zebra"])
    try expectEqual(his.map(\.name), ["beta", "Alpha"])
    try expectEqual(hers.first?.query, "state=all&q=a%20b")
    let (alpha, beta) = (try unwrap(hers.first).id, try unwrap(his.first).id)
    try await expectError(ViewError.noSuchView) {
      try await store.write { try ViewActions($0, now: at).change(alpha, name: "x", isShared: false, by: ben) }
    }
    try await expectError(ViewError.noSuchView) {
      try await store.write { try ViewActions($0, now: at).delete(beta, by: ada, isAdmin: true) }
    }
    try await store.write { try ViewActions($0, now: at).change(beta, name: " More  ideas ", isShared: true, by: ben) }
    try expectEqual(
      try await store.read { try $0.views(forAccount: ada) }.map(\.name), ["Alpha", "zebra", "More ideas"])
    try expectEqual(try await store.read { try $0.sharedViewCount() }, 2)
    try await store.write { try ViewActions($0, now: at).delete(beta, by: ada, isAdmin: true) }
    try expectEqual(try await store.read { try $0.view(beta) } == nil, true)
  },
  StoreCheck("saved views have limits") { store in
    let at = Timestamp(milliseconds: 1_767_225_600_000)
    let ada = try await store.write {
      try $0.createAccount(email: "ada@example.com", name: "Ada", role: .support, passwordHash: "-", at: at).id
    }
    for (name, query, error) in [
      (" ", "", ViewError.noName), (String(repeating: "n", count: 101), "", .nameTooLong(bytes: 101)),
      ("n", String(repeating: "q", count: 2_001), .queryTooLong(bytes: 2_001)),
    ] {
      try await expectError(error) {
        _ = try await store.write { try ViewActions($0, now: at).save(name, query: query, isShared: false, by: ada) }
      }
    }
    try await store.write { store in
      for index in 0..<SavedView.limit {
        try ViewActions(store, now: at).save("view \(index)", query: "", isShared: false, by: ada)
      }
    }
    try await expectError(ViewError.tooMany) {
      _ = try await store.write { try ViewActions($0, now: at).save("more", query: "", isShared: false, by: ada) }
    }
  },
]
