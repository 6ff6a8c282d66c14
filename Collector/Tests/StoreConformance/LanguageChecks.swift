// The language in which somebody reads the board: chosen, changed, and left to the browser again.
import CollectorCore
import TellbackWire

let languageChecks = [
  StoreCheck(
    "the language of the board is kept for each account, also when the store is opened again",
    reopening: {
      store, reopen in
      let at = Timestamp(milliseconds: 1_767_225_600_000)
      let (ada, ben) = try await store.write { store in
        (
          try store.createAccount(email: "ada@example.com", name: "Ada", role: .support, passwordHash: "-", at: at).id,
          try store.createAccount(email: "ben@example.com", name: "Ben", role: .support, passwordHash: "-", at: at).id
        )
      }
      try await store.write { store in
        try expect(try store.boardLanguage(ofAccount: ada) == nil)
        try store.setBoardLanguage(.english, ofAccount: ada)
        try store.setBoardLanguage(.german, ofAccount: ada)
        try store.setBoardLanguage(.english, ofAccount: ben)
        try store.setBoardLanguage(nil, ofAccount: ben)
        try store.setBoardLanguage(nil, ofAccount: ben)
      }
      await store.close()
      let again = try reopen()
      try await again.read { reads in
        try expectEqual(try reads.boardLanguage(ofAccount: ada), .german)
        try expect(try reads.boardLanguage(ofAccount: ben) == nil)
      }
      await again.close()
    })
]
