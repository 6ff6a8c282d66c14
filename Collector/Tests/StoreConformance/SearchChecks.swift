// Search finds words, references and numbers, and no input is ever syntax.
import CollectorCore
import TellbackWire

extension StoreCheck {
  static let searchChecks = [
    StoreCheck("all words must be there, in any case and without accents, and the last may be only begun") { store in
      let app = try await store.makeApp()
      let pay = try await store.openTicket(with: makeReport(1, "Désolé, the payment failed twice"), app: app)
      let login = try await store.openTicket(with: makeReport(2, "The login failed"), app: app)
      try await store.read { store in
        func find(_ search: String) throws -> Set<Int64> {
          Set(try store.tickets(TicketQuery(search: search)).tickets.map(\.number))
        }
        try expectEqual(try find("failed"), [pay, login])
        try expectEqual(try find("FAILED payment"), [pay])
        try expectEqual(try find("desole"), [pay])
        try expectEqual(try find("failed pay"), [pay])
        try expectEqual(try find("pay failed"), [])
        try expectEqual(try find("  login\t "), [login])
        try expectEqual(try find("   "), [pay, login])
        try expectEqual(try find("nothing"), [])
      }
    },
    StoreCheck("error, page, user, contact and segment are found too, and a ticket by any of its reports") { store in
      let app = try await store.makeApp()
      var report = makeReport(1, "It broke")
      report.error = ReportedError(type: "URLError", message: "timed out at the gateway")
      report.user = "cust-4711"
      report.contact = "ann@example.org"
      report.segment = "Acme GmbH"
      let number = try await store.openTicket(with: report, app: app)
      try await store.attach(makeReport(2, "Late words"), to: number, app: app)
      try await store.read { store in
        for search in ["URLError", "gateway", "/cart", "cust-4711", "ann@example.org", "acme gmbh", "late words"] {
          let found = try store.tickets(TicketQuery(search: search))
          try expectEqual(found.tickets.map(\.number), [number])
          try expectEqual(found.total, 1)
        }
      }
    },
    StoreCheck("stack frames, devices, emoji, answers and notes are found") { store in
      let app = try await store.makeApp()
      var report = makeReport(1, "It broke 😡👍🏽 twice😡, ❤️ anyway")
      report.error = ReportedError(
        type: "PayError", message: "no", frames: ["Checkout.PaymentClient.charge(_:card:) PaymentClient.swift:118"])
      report.context.device = "Fairphone5"
      report.context.osName = "Android"
      report.context.osVersion = "15.1"
      let number = try await store.openTicket(with: report, app: app)
      let other = try await store.openTicket(with: makeReport(2, "Another matter 😀"), app: app)
      try await store.write { store in
        let actions = TicketActions(store, now: start)
        let kim = try store.makeStaff("Kim")[0]
        try actions.claim(other, by: kim)
        try actions.note(number, text: "Provider confirms the incident", by: kim)
        try actions.answer(other, note: "Please update to the newest version 🎉", by: kim)
      }
      try await store.read { store in
        func find(_ search: String) throws -> [Int64] {
          try store.tickets(TicketQuery(search: search)).tickets.map(\.number)
        }
        for search in [
          "PaymentClient", "PaymentClient.swift:118", "charge(_:card:)", "fairphone5", "Android 15.1", "😡", "👍", "👍🏽",
          "❤️",
          "❤", "provider incident", "twice", "confirms",
        ] { try expect(try find(search) == [number], search) }
        for search in ["😀", "newest version", "🎉"] { try expect(try find(search) == [other], search) }
        for search in ["😡 😀", "🚀", "provider newest"] { try expect(try find(search).isEmpty, search) }
      }
    },
    StoreCheck("the best match comes first, with the place where the words stand, and each state is counted") { store in
      let app = try await store.makeApp()
      let plain = try await store.openTicket(
        with: makeReport(1, "Saving \(String(repeating: "and waiting ", count: 20)) then the timeout came"), app: app,
        makeTicket(app: app, last: 500))
      let most = try await store.openTicket(
        with: makeReport(2, "timeout, timeout and again a Timeout"), app: app)
      let resolved = try await store.openTicket(
        with: makeReport(3, "a timeout that is no more"), app: app, makeTicket(app: app, state: .resolved))
      try await store.read { store in
        let page = try store.tickets(TicketQuery(states: [.open], search: "timeout", order: .relevance))
        try expectEqual(page.tickets.map(\.number), [most, plain])
        try expectEqual(page.total, 2)
        try expectEqual(page.states, [.open: 2, .resolved: 1])
        try expectEqual(page.excerpts[most], "timeout, timeout and again a Timeout")
        let excerpt = try unwrap(page.excerpts[plain])
        try expect(excerpt.hasPrefix("…") && excerpt.hasSuffix("then the timeout came"), excerpt)
        try expect(page.excerpts[resolved] == nil)
        try expectEqual(
          try store.tickets(TicketQuery(search: "timeout", order: .recent)).tickets.map(\.number).last, most)
        try expectEqual(
          try store.tickets(TicketQuery(kind: .problem, order: .relevance)).states, [.open: 2, .resolved: 1])
        try expectEqual(try store.tickets(TicketQuery(states: [.waiting])).states, [.open: 2, .resolved: 1])
      }
    },
    StoreCheck("scripts without spaces are found by one character, by two and by more") { store in
      let app = try await store.makeApp()
      let japanese = try await store.openTicket(with: makeReport(1, "支払い画面が白いです (iPhone版)"), app: app)
      let thai = try await store.openTicket(with: makeReport(2, "หน้าจอดับ"), app: app)
      let hindi = try await store.openTicket(with: makeReport(3, "भुगतान नहीं हुआ"), app: app)
      try await store.read { store in
        func find(_ search: String) throws -> [Int64] {
          try store.tickets(TicketQuery(search: search)).tickets.map(\.number)
        }
        for search in ["画面", "白", "払い画面が", "す", "支", "iphone版", "版", "画面 白い"] {
          try expectEqual(try find(search), [japanese])
        }
        for search in ["黒", "画白", "面画"] { try expectEqual(try find(search), []) }
        try expectEqual(try find("จอ"), [thai])
        try expectEqual(try find("नहीं"), [hindi])
      }
    },
    StoreCheck(
      "what was pasted is found: phrases, paths, addresses of machines, quotes of any sort, and letters that fold"
    ) { store in
      let app = try await store.makeApp()
      let pasted = try await store.openTicket(
        with: makeReport(
          1,
          #"Copying "C:\Users\Anna Lee\notes (1).txt" to \\srv-02\share fails on 00:1A:2b:3C:4d:5E, see https://x.example/a?b=1&c=%20 "#
        ),
        app: app)
      let street = try await store.openTicket(
        with: makeReport(2, "Die Straße in Łódź, ﬁle: ÅNGSTRÖM, naïve café"), app: app)
      let korean = try await store.openTicket(with: makeReport(3, "결제가 안 돼요 오류 발생"), app: app)
      let khmer = try await store.openTicket(with: makeReport(4, "កម្មវិធីគាំង ແອັບຄ້າງ မြန်မာစာ"), app: app)
      let apart = try await store.openTicket(with: makeReport(5, "the error of the checkout"), app: app)
      let beside = try await store.openTicket(with: makeReport(6, "a checkout\nerror came"), app: app)
      try await store.read { store in
        func expectFound(_ searches: [String], _ numbers: [Int64], line: UInt = #line) throws {
          for search in searches {
            let found = try store.tickets(TicketQuery(search: search))
            try expect(
              Set(found.tickets.map(\.number)) == Set(numbers), "\(search): \(found.tickets.map(\.number))", line: line)
            for number in numbers { try expect(found.excerpts[number] != nil, "no excerpt for \(search)", line: line) }
          }
        }
        try expectFound(
          [
            #"C:\Users\Anna"#, #""C:\Users\Anna Lee""#, #"notes (1).txt"#, #"\\srv-02\share"#, "srv-02",
            "00:1A:2b:3C:4d:5E",
            "00-1a-2b-3c-4d-5e", "1a:2B", "https://x.example/a?b=1&c=%20", "x.example", "„notes (1)“", "«Copying»",
            "'notes", "copying; fails:",
          ], [pasted])
        try expectFound(["strasse", "Straße", "STRASSE", "angstrom", "Naive Café", "łódź"], [street])
        try expectFound(["결제", "결제 오류", "오류"], [korean])
        try expectFound(["គាំង", "ຄ້າງ", "မြန်"], [khmer])
        try expectFound(["\"checkout error\"", "“checkout error”"], [beside])
        try expectFound(["checkout error"], [apart, beside])
        try expectFound(["\"checkout err\"", "\"error checkout\"", "\"00:1A\" missing"], [])
        try expectFound(["\"checkout", "checkout\"", "error \"checkout"], [apart, beside])
      }
    },
    StoreCheck("a list is filtered by fields of the app, all of them, also after a merge, and an erasure forgets them")
    { store in
      let app = try await store.makeApp()
      var numbers: [Int64] = []
      for (index, (plan, seats)) in [("pro", 12), ("free", 1), ("pro", 3), ("Pro", 3)].enumerated() {
        var report = makeReport(UInt64(index + 1), "Matter \(index) \(plan)")
        report.fields = [
          ReportField("plan", .text(plan)), ReportField("seats", .integer(Int64(seats))),
          ReportField("vip", .bool(seats > 5)),
          ReportField("long", .text(String(repeating: "v", count: 201))),
        ]
        numbers.append(try await store.openTicket(with: report, app: app))
      }
      func find(_ fields: (String, String)..., search: String? = nil) async throws -> [Int64] {
        var query = TicketQuery(app: app, search: search, order: .oldest)
        query.fields = fields.map { FieldFilter($0.0, $0.1) }
        return try await store.read { [query] store in
          let found = try store.tickets(query).tickets.map(\.number)
          try expectEqual(try store.ticketNumbers(query, limit: 10), found)
          return found
        }
      }
      try expectEqual(try await find(("plan", "pro")), [numbers[0], numbers[2]])
      try expectEqual(try await find(("plan", "pro"), ("seats", "3")), [numbers[2]])
      try expectEqual(try await find(("vip", "true")), [numbers[0]])
      try expectEqual(try await find(("plan", "pro"), search: "matter 2"), [numbers[2]])
      for nothing in [("plan", "pr"), ("seats", "pro"), ("long", String(repeating: "v", count: 201)), ("", "")] {
        try expectEqual(try await find(nothing), [])
      }
      try await store.write { [numbers] store in
        _ = try store.makeStaff("Ada")
        _ = try TicketActions(store, now: start).merge(numbers[2], into: numbers[1], by: .staff(id: 1, name: "Ada"))
      }
      try expectEqual(try await find(("plan", "pro")), [numbers[0], numbers[1]])
      try await store.write { _ = try Eraser($0, now: start).erase(reportID(1), because: .wish) }
      try expectEqual(try await find(("plan", "pro")), [numbers[1]])
    },
    StoreCheck("of a field that too many reports have the newest count, the page names it, and the whole list has all")
    {
      store in
      let app = try await store.makeApp()
      var numbers: [Int64] = []
      for index in 0..<4 {
        var report = makeReport(UInt64(index + 1), "Matter \(index)")
        report.fields = [ReportField("plan", .text("pro")), ReportField("seats", .integer(Int64(index)))]
        numbers.append(try await store.openTicket(with: report, app: app))
      }
      try await store.read { [numbers] store in
        var query = TicketQuery(app: app, order: .oldest)
        query.fields = [FieldFilter("plan", "pro"), FieldFilter("seats", "3")]
        query.fieldReports = 3
        let both = try store.tickets(query)
        try expectEqual(both.tickets.map(\.number), [numbers[3]])
        try expectEqual(both.cutFields, [FieldFilter("plan", "pro")])
        query.fields = [FieldFilter("plan", "pro")]
        let cut = try store.tickets(query)
        try expectEqual(cut.tickets.map(\.number), Array(numbers.dropFirst()))
        try expectEqual(cut.total, 3)
        try expectEqual(cut.isAtLeast, true)
        try expectEqual(try store.ticketsByState(query)[.open]?.cutFields, [FieldFilter("plan", "pro")])
        query.search = "matter"
        try expectEqual(try store.tickets(query).cutFields, [FieldFilter("plan", "pro")])
        query.search = nil
        try expectEqual(try store.ticketNumbers(query, limit: 10), numbers)
        // As many as are looked through are all there is.
        query.fieldReports = 4
        let whole = try store.tickets(query)
        try expectEqual(whole.total, 4)
        try expectEqual(whole.isAtLeast, false)
      }
    },
    StoreCheck("the whole of a list has the numbers of its pages, in every order and with every filter") { store in
      let app = try await store.makeApp()
      for number in UInt64(1)...30 {
        _ = try await store.openTicket(
          with: makeReport(number, number % 2 == 0 ? "even words" : "odd words"), app: app,
          makeTicket(
            app: app, severity: number % 3 == 0 ? .high : .low, component: number % 5 == 0 ? "five" : nil,
            state: number % 7 == 0 ? .resolved : .open, reporters: Int64(number % 4), last: Int64(number * 37 % 100)))
      }
      try await store.read { store in
        for order in TicketQuery.Order.allCases {
          for change in [
            { (_: inout TicketQuery) in }, { $0.states = [.open] }, { $0.component = "five" }, { $0.severity = .high },
            { $0.search = "even" }, { ($0.search, $0.states) = ("words", [.resolved]) }, { $0.search = "#3" },
            { $0.component = "none" },
          ] as [(inout TicketQuery) -> Void] {
            var query = TicketQuery(app: app, order: order, limit: 7)
            change(&query)
            let all = try store.ticketNumbers(query, limit: 100)
            var pages: [Int64] = []
            for offset in stride(from: 0, to: 35, by: 7) {
              query.offset = offset
              pages += try store.tickets(query).tickets.map(\.number)
            }
            try expectEqual(all, pages)
            try expectEqual(try store.ticketNumbers(query, limit: 3), Array(pages.prefix(3)))
          }
        }
      }
    },
    StoreCheck("no input is syntax: quotes, operators, columns, stars, nulls and marks find words or nothing") {
      store in
      let app = try await store.makeApp()
      let number = try await store.openTicket(with: makeReport(1, "alpha beta NEAR gamma"), app: app)
      let inputs = [
        "\"", "\"\"", "'", "alpha\"", "\"alpha", "alpha OR delta", "alpha AND", "NOT alpha", "NEAR(alpha beta)",
        "words:alpha",
        "reference:alpha", "^alpha", "alpha + beta", "*", "al*", "a-b", "(alpha", ")", "{alpha}", "\0", "alpha\0beta",
        ";",
        "\\", "%", "alpha;DROP TABLE report", "\u{FFFD}", "😀", "e\u{301}", "\u{200F}", ":", "-", "#", "#x", "#-1",
        "#99999999999999999999", String(repeating: "\"", count: 200),
      ]
      for input in inputs {
        let page = try await store.read { try $0.tickets(TicketQuery(search: input)) }
        try expect(page.total <= 1, input)
      }
      let near = try await store.read { try $0.tickets(TicketQuery(search: "NEAR alpha")) }
      try expectEqual(near.tickets.map(\.number), [number])
    },
    StoreCheck("#number and references find what they name, whatever the states, within the app") { store in
      let app = try await store.makeApp()
      let other = try await store.makeApp("other")
      let report = makeReport(1)
      let number = try await store.openTicket(with: report, app: app)
      let reference = report.id.reference.description
      try await store.read { store in
        for search in [
          "#\(number)", reference, reference.lowercased(), String(reference.dropFirst(3)), " \(reference) ",
        ] {
          let page = try store.tickets(TicketQuery(states: [.resolved], search: search))
          try expectEqual(page.tickets.map(\.number), [number])
          try expectEqual(try store.tickets(TicketQuery(app: other, search: search)).total, 0)
        }
        try expectEqual(try store.tickets(TicketQuery(search: "#\(number + 1)")).total, 0)
      }
    },
    StoreCheck("of words of more reports than are looked through the newest show, and it is said") { store in
      let app = try await store.makeApp()
      let other = try await store.makeApp("other")
      for number in UInt64(1)...25 { _ = try await store.openTicket(with: makeReport(number, "common"), app: app) }
      let begun = try await store.openTicket(with: makeReport(26, "commonly"), app: app)
      func find(_ limit: Int, app: AppID? = nil, order: TicketQuery.Order = .relevance) async throws -> TicketPage {
        var query = TicketQuery(app: app, search: "common", order: order)
        query.searched = limit
        return try await store.read { [query] in try $0.tickets(query) }
      }
      for order in [TicketQuery.Order.relevance, .recent] {
        let bounded = try await find(10, order: order)
        try expect(bounded.isBounded)
        try expectEqual(bounded.total, 10)
        try expect(!bounded.tickets.contains { $0.number == begun })
      }
      // Another app's tickets alone are asked for, of which none has them: of the words that is no less true.
      let elsewhere = try await find(10, app: other)
      try expect(elsewhere.isBounded && elsewhere.total == 0)
      // As many as are looked through are all there is.
      let all = try await find(25)
      try expect(!all.isBounded)
      try expectEqual(all.total, 25)
      try expectEqual(try await find(100).total, 26)
    },
    StoreCheck("search goes with filters, order and pages") { store in
      let app = try await store.makeApp()
      for number in UInt64(1)...9 {
        _ = try await store.openTicket(
          with: makeReport(number, "common words"), app: app,
          makeTicket(app: app, state: number % 3 == 0 ? .resolved : .open, reporters: Int64(number)))
      }
      let page = try await store.read {
        try $0.tickets(TicketQuery(states: [.open], search: "common", order: .reporters, offset: 1, limit: 2))
      }
      try expectEqual(page.total, 6)
      try expectEqual(page.tickets.map(\.reporterCount), [7, 5])
    },
  ]
}
