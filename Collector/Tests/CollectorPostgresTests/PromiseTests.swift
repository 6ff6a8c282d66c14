// Writes that nobody waits for: what fails is told all the same, before anything of it is kept.
#if PostgreSQL
  import CollectorCore
  import CollectorPostgres
  import TellbackWire
  import TestDatabases
  import Testing

  @Suite(.enabled(if: TestDatabase.isThere, TestDatabase.why))
  struct PromiseTests {
    private func with(_ body: (DigestScene, String) async throws -> Void) async throws {
      try await TestDatabase.with { address in
        let store = try PostgresStore(address: address)
        do { try await body(try await DigestScene(on: store), address) } catch {
          await store.close()
          throw error
        }
        await store.close()
      }
    }

    @Test func `a change of a ticket that is not there fails its write, and nothing of the write is kept`() async throws
    {
      try await with { scene, _ in
        await #expect(throws: StoreError.failed("There is no ticket 99.")) {
          try await scene.store.write { store in
            _ = try store.createApp(name: "kept?", quota: IngestQuota(), at: DigestScene.start)
            try store.noteChange(ofTicket: 99, at: DigestScene.start)
          }
        }
        let apps = try await scene.apps()
        #expect(apps == ["shop"])
      }
    }

    @Test func `a report that is not pending fails alone: what the transaction did before and does after is kept`()
      async throws
    {
      try await with { scene, _ in
        try await scene.ingest([DigestScene.report(1, "it broke")])
        try await scene.store.write { store in
          _ = try store.createApp(name: "before", quota: IngestQuota(), at: DigestScene.start)
          #expect(throws: StoreError.notPending(77)) {
            try store.isolated {
              _ = try store.createApp(name: "undone", quota: IngestQuota(), at: DigestScene.start)
              try store.quarantine(report: 77, reason: "none", at: DigestScene.start)
            }
          }
          _ = try store.createApp(name: "after", quota: IngestQuota(), at: DigestScene.start)
        }
        let apps = try await scene.apps()
        #expect(apps == ["after", "before", "shop"])
      }
    }

    @Test func `a batch with a report that somebody digested meanwhile is done apart, not given up`() async throws {
      try await with { scene, _ in
        try await scene.ingest((1...6).map { DigestScene.report($0, DigestScene.words($0)) })
        let digest = Digest()
        await #expect(throws: DigestedApart.self) {
          try await scene.store.write { store in
            _ = try digest.digestPending(in: store, now: DigestScene.now, together: true) { placed in
              // The last write of the batch is the one that fails: nobody reads after it.
              if placed.sequence == 6 { try? store.appendBroken() }
            }
          }
        }
        let tallies = try await scene.digest(64)
        #expect(tallies.map(\.opened) == [6])
      }
    }

    @Test func `numbers that another took are seen, and the transaction is done once more`() async throws {
      try await with { scene, address in
        try await scene.ingest((1...40).map { DigestScene.report($0, DigestScene.words($0)) })
        let digest = Digest()
        let tally = try await scene.store.write { store in
          var placed = 0
          return try digest.digestPending(in: store, now: DigestScene.now, together: true) { _ in
            placed += 1
            // Somebody without the writers' lock, such as a person at psql.
            if placed == 20 {
              _ = try? TestDatabase.run("SELECT nextval(pg_get_serial_sequence('tellback.event', 'id'))", on: address)
            }
          }
        }
        #expect(tally.opened == 40)
        let events = try await scene.store.read { store in
          try (1...40).flatMap { try store.events(ofTicket: $0, after: 0, limit: 10) }.map(\.id)
        }
        #expect(events.count == 40)
        #expect(Set(events).count == 40)
      }
    }
  }

  extension DigestScene {
    fileprivate func apps() async throws -> [String] {
      try await store.read { try $0.apps().map(\.name).sorted() }
    }
  }

  extension StoreWrites {
    /// A count of a ticket that is not there: nothing waits for it.
    fileprivate func appendBroken() throws { try noteChange(ofTicket: 9_999, at: DigestScene.now) }
  }
#endif
