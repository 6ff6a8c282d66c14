// Known issues: what apps are told of a ticket, and people who say "me too".
import CollectorCore
import TellbackWire

extension StoreCheck {
  static let knownIssueChecks: [StoreCheck] = [
    StoreCheck("a ticket is published as a known issue, changed and withdrawn") { store in
      let scene = try await MergeScene(store, tickets: 3)
      let (a, b, app) = (scene.tickets[0], scene.tickets[1], scene.app)
      try await store.write { store in
        let actions = TicketActions(store, now: start)
        try actions.publish(a, title: " It  breaks ", words: "", workaround: "  ", fixedIn: nil, by: mergingStaff)
        try actions.publish(b, title: "Other", words: "w", workaround: "Wait.", fixedIn: "2.0", by: mergingStaff)
        try actions.publish(a, title: "It breaks", words: "x y", workaround: "Do not.", fixedIn: nil, by: mergingStaff)
        try expectEqual(
          try store.publishedIssues(app: app),
          [
            PublishedIssue(ticket: a, title: "It breaks", words: "x y", workaround: "Do not.", publishedAt: start),
            PublishedIssue(
              ticket: b, title: "Other", words: "w", workaround: "Wait.", fixedIn: "2.0", publishedAt: start),
          ])
        let old = try KnownIssuePublisher.digest(app: app, version: "1.9", in: store)
        // Two reporters come before one.
        try expectEqual(old.issues.map(\.id), [b, a])
        let new = try KnownIssuePublisher.digest(app: app, version: "2.0", in: store)
        try expectEqual(new.issues.map(\.id), [a])
        try actions.claim(a, by: mergingStaff)
        try actions.resolve(a, as: .code, note: nil, by: mergingStaff)
        try expectEqual(
          try KnownIssuePublisher.digest(app: app, version: nil, in: store).issues.map(\.state), [.open, .fixed])
        // Merged, the survivor speaks for both.
        try actions.merge(a, into: b, by: mergingStaff)
        try expectEqual(
          try KnownIssuePublisher.digest(app: app, version: nil, in: store).issues,
          [KnownIssue(id: b, title: "Other", words: "w", workaround: "Wait.", state: .open, fixedIn: "2.0")])
        try actions.withdraw(b, by: mergingStaff)
        try expect(try store.publishedIssue(ofTicket: b) == nil)
        try expect(try store.wasPublished(ticket: b, app: app))
        try expect(try !store.wasPublished(ticket: scene.tickets[2], app: app))
        do {
          try actions.withdraw(b, by: mergingStaff)
          throw BrokenPromise(description: "withdrawn twice")
        } catch let error as PublicationError { try expectEqual(error, .notPublished(b)) }
        let long = String(repeating: "x", count: WireLimits.knownIssueTitle + 1)
        do {
          try actions.publish(b, title: long, words: "", workaround: nil, fixedIn: nil, by: mergingStaff)
          throw BrokenPromise(description: "a long title was taken")
        } catch let error as PublicationError { try expectEqual(error, .tooLong("title", bytes: 201, limit: 200)) }
      }
    },
    StoreCheck("me too counts a person onto a published ticket, once, and onto no other") { store in
      var scene = try await MergeScene(store, tickets: 2)
      let (a, b) = (scene.tickets[0], scene.tickets[1])
      try await store.write { store in
        try TicketActions(store, now: start).publish(
          a, title: "It breaks", words: "", workaround: nil, fixedIn: nil, by: mergingStaff)
      }
      try expectEqual(try await scene.meToo(store, 1, issue: a, reporter: 50), a)
      try expectEqual(try await scene.meToo(store, 2, issue: a, reporter: 50), a)
      try expectEqual(try await scene.meToo(store, 3, issue: a, reporter: 51), a)
      let ticket = try await store.read { try unwrap(try $0.ticket(a)) }
      try expectEqual(ticket.reportCount, 4)
      try expectEqual(ticket.reporterCount, 3)
      // Nobody gets onto a ticket, and hears its answers, by guessing its number.
      let guessed = try await scene.meToo(store, 4, issue: b, reporter: 52)
      try expect(guessed != b && guessed != a)
    },
  ]
}
