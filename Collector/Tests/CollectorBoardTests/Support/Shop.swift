// A shop with some weeks of reports, as they would be: what the board looks like on a working day.
import CollectorCore
import Foundation
import TellbackWire

enum Shop {
  private struct Story {
    var words: [String]
    var kind: ReportKind = .problem
    var page: String
    var people: Int
    /// Minutes since the last report.
    var ago: Int64
    var versions: [String]
    var error: ReportedError?
    var steps: [String] = []
  }

  private static let timeout = ReportedError(
    type: "PaymentError", message: "The provider did not answer within 30 s (request 7f3a-11)",
    frames: [
      "Checkout.PaymentClient.charge(_:card:) PaymentClient.swift:118",
      "Checkout.Cart.pay() Cart.swift:64", "Checkout.CheckoutModel.confirm() CheckoutModel.swift:203",
      "Shop.ConfirmButton.body.getter ConfirmButton.swift:31",
    ])

  private static let stories: [Story] = [
    Story(
      words: [
        "Zahlung bleibt hängen. Ich drücke auf «Bezahlen», dann dreht sich das Rädchen und nach einer halben Minute "
          + "kommt eine Fehlermeldung. Wurde meine Karte jetzt belastet oder nicht?",
        "Payment hangs at checkout, then an error. Was my card charged?",
        "Impossible de payer, l'application tourne puis affiche une erreur.",
      ], page: "/checkout/payment", people: 23, ago: 4, versions: ["4.2.0", "4.2.0", "4.1.3"], error: timeout,
      steps: [
        "/cart|opened the cart", "/cart|changed quantity to 2", "/cart|tapped Checkout", "/checkout/address|appeared",
        "/checkout/address|tapped Use this address", "/checkout/payment|appeared",
        "/checkout/payment|chose a saved card",
        "/checkout/payment|tapped Pay", "/checkout/payment|saw an error", "/checkout/payment|tapped Pay",
        "/checkout/payment|saw an error",
      ]),
    Story(
      words: ["The reset link in the mail leads to a page that says my organisation does not exist"],
      page: "/account/reset", people: 9, ago: 38, versions: ["4.2.0"]),
    Story(
      words: ["Can I get one invoice for all orders of a month?"], kind: .question, page: "/orders/invoices", people: 6,
      ago: 95, versions: ["4.2.0", "4.1.3"]),
    Story(
      words: ["Photos of the summer collection are upside down on my tablet"], page: "/catalogue/summer", people: 4,
      ago: 130, versions: ["4.2.0"]),
    Story(
      words: ["Let me sort the wish list by price"], kind: .idea, page: "/wishlist", people: 14, ago: 300,
      versions: ["4.2.0", "4.1.3", "4.0.9"]),
    Story(
      words: ["App crashes when I scan a gift card in the dark"], page: "/giftcards/scan", people: 5, ago: 420,
      versions: ["4.2.0"],
      error: ReportedError(
        type: "CameraError", message: "Torch is not available", frames: ["Scanner.start() Scanner.swift:51"])),
    Story(
      words: ["Delivery date moved to yesterday after I changed the address"], page: "/orders/track", people: 3,
      ago: 700,
      versions: ["4.1.3"]),
    Story(
      words: ["Thank you for the new size guide, the shoes fit on the first try"], kind: .praise, page: "/guides/size",
      people: 2, ago: 1_200, versions: ["4.2.0"]),
    Story(
      words: ["Coupon SUMMER10 is refused although it is valid until Sunday"], page: "/cart", people: 11, ago: 1_500,
      versions: ["4.2.0", "4.1.3"]),
    Story(
      words: ["VoiceOver reads the price twice and skips the size"], page: "/catalogue/item", people: 2, ago: 2_900,
      versions: ["4.1.3"]),
    Story(
      words: ["Returns page still shows the old address of the warehouse"], page: "/returns", people: 7, ago: 4_300,
      versions: ["4.1.3", "4.0.9"]),
    Story(
      words: ["How do I change the language of the mails?"], kind: .question, page: "/account/language", people: 3,
      ago: 6_000, versions: ["4.0.9"]),
  ]

  private static let people: [(user: String, segment: String, locale: String, zone: String)] = [
    ("m.brunner", "Brunner AG", "de-CH", "Europe/Zurich"), ("j.okafor", "Retail", "en-GB", "Europe/London"),
    ("c.lefevre", "Retail", "fr-FR", "Europe/Paris"), ("s.tanaka", "Partners", "ja-JP", "Asia/Tokyo"),
    ("k.novak", "Retail", "de-AT", "Europe/Vienna"), ("l.garcia", "Partners", "es-ES", "Europe/Madrid"),
  ]

  /// Fills the house: two apps, accounts, tickets in all states, answers.
  static func fill(_ house: BoardFixture) async throws {
    let shop = try await house.addApp("Shop")
    let now = house.clock.now
    for (place, story) in stories.enumerated().reversed() {
      for person in (0..<story.people).reversed() {
        let ago = story.ago * 60 + Int64(person) * (story.ago * 7 + 700)
        let report = report(story, place: place, person: person, at: now.adding(seconds: -ago - 3))
        let files = report.attachments.isEmpty ? [] : [(type: "image/png", bytes: Picture.png(width: 240, height: 160))]
        try await house.receive(report, app: shop, ago: ago, skew: person == 1 ? 7_500 : 0, files: files)
      }
    }
    try await act(house, now: now)
  }

  private static func report(_ story: Story, place: Int, person: Int, at moment: Timestamp) -> Report {
    let who = people[(person + place) % people.count]
    // The error, or the same words on the same page, join the reports; only the error lets the words differ.
    let words = story.error == nil ? story.words[0] : story.words[person % story.words.count]
    return makeReport(words, capturedAt: moment) { report in
      report.kind = story.kind
      report.page = story.page
      report.user = person < people.count ? who.user : "\(who.user)-\(person)"
      report.segment = who.segment
      report.locale = who.locale
      report.error = story.error
      report.context = ContextSnapshot(
        appName: "Shop", appVersion: story.versions[person % story.versions.count], appBuild: "\(4_180 + place)",
        osName: "iOS", osVersion: "19.1", device: "iPhone17,2", timeZone: who.zone, diskFree: 31_400_000_000,
        memoryFree: 1_210_000_000, sdk: "tellback 0.1.0")
      report.fields = [
        ReportField("cart.items", .integer(Int64(2 + person % 5))), ReportField("cart.total", .text("CHF 148.50")),
        ReportField("experiment.checkout", .text(person % 2 == 0 ? "one-page" : "classic")),
        ReportField("signed_in", .bool(true)),
      ]
      report.steps = story.steps.enumerated().map { index, text in
        let parts = text.split(separator: "|")
        return Step(
          at: moment.adding(seconds: -Int64(story.steps.count - index) * 9), page: String(parts[0]),
          text: String(parts[1]))
      }
      if place == 0, person == 0 {
        report.attachments = [
          AttachmentInfo(name: "screenshot.png", type: "image/png", bytes: 41_200),
          AttachmentInfo(name: "network.log", type: "text/plain", bytes: 8_400),
        ]
      }
    }
  }

  /// What staff did meanwhile.
  private static func act(_ house: BoardFixture, now: Timestamp) async throws {
    if try await house.store.read({ try $0.account(email: "ben@example.com") }) == nil {
      try await house.addAccount("ben@example.com", name: "Ben Osei")
    }
    let people = try await house.store.read { try $0.accounts() }
    func actor(_ name: String) throws -> Actor {
      guard let account = people.first(where: { $0.name == name }) else {
        throw PlainClientError(description: "no account of \(name)")
      }
      return .staff(id: account.id, name: name)
    }
    let (ada, ben) = (try actor("Ada Keller"), try actor("Ben Osei"))
    let numbers = try await house.store.read { reads in
      try reads.tickets(TicketQuery(limit: 200)).tickets.reduce(into: [String: Int64]()) {
        $0[$1.page ?? ""] = $1.number
      }
    }
    func on(_ page: String, ago: Int64, _ act: @escaping @Sendable (TicketActions, Int64) throws -> Void) async throws {
      guard let number = numbers[page] else { throw PlainClientError(description: "no ticket on \(page)") }
      try await house.store.write { try act(TicketActions($0, now: now.adding(seconds: -ago)), number) }
    }
    try await on("/checkout/payment", ago: 1_500) {
      try $0.claim($1, by: ada)
      try $0.answer(
        $1,
        note: "We see it too: our payment provider is slow since 9:40. Your card is charged once at most; "
          + "if the order shows up under Orders, it went through.", by: ada)
    }
    try await on("/checkout/payment", ago: 900) {
      try $0.note(
        $1, text: "Provider confirms an incident, next news at 11. Raised the timeout behind the flag pay-45s.", by: ben
      )
    }
    try await on("/account/reset", ago: 2_000) {
      try $0.wait(
        $1, for: Waiting(.department, name: "Accounts"), note: "Their team looks at it.", by: ada)
    }
    try await on("/orders/invoices", ago: 3_000) {
      try $0.claim($1, by: ben)
      try $0.wait($1, for: Waiting(.reporter), by: ben)
    }
    try await on("/guides/size", ago: 40_000) {
      try $0.claim($1, by: ada)
      try $0.resolve($1, as: .explanation, note: "Thank you!", by: ada)
    }
    try await on("/returns", ago: 200_000) {
      try $0.claim($1, by: ben)
      try $0.resolve($1, as: .content, note: "The page shows the new address now.", by: ben)
    }
    try await on("/account/language", ago: 300_000) {
      try $0.claim($1, by: ada)
      try $0.resolve($1, as: .explanation, note: "Account, Language, Mails.", by: ada)
    }
  }
}

/// Pictures made on the spot: a gradient with a darker bar, in stored (uncompressed) deflate blocks.
enum Picture {
  static func png(width: Int, height: Int) -> [UInt8] {
    var rows: [UInt8] = []
    for y in 0..<height {
      rows.append(0)
      for x in 0..<width {
        let isBar = y > height * 3 / 4 && x > width / 5 && x < width * 4 / 5
        rows += isBar ? [13, 97, 101] : [UInt8(225 - x * 40 / width), UInt8(232 - y * 30 / height), 236]
      }
    }
    var zlib: [UInt8] = [0x78, 0x01]
    var rest = rows[...]
    while !rest.isEmpty {
      let block = rest.prefix(65_535)
      rest = rest.dropFirst(block.count)
      let size = UInt16(block.count)
      zlib += [rest.isEmpty ? 1 : 0, UInt8(size & 255), UInt8(size >> 8), UInt8(~size & 255), UInt8(~size >> 8)]
      zlib += block
    }
    let (a, b) = rows.reduce((UInt32(1), UInt32(0))) { sums, byte in
      let a = (sums.0 + UInt32(byte)) % 65_521
      return (a, (sums.1 + a) % 65_521)
    }
    zlib += big(b << 16 | a)
    let header = big(UInt32(width)) + big(UInt32(height)) + [8, 2, 0, 0, 0]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header) + chunk("IDAT", zlib)
      + chunk("IEND", [])
  }

  private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + data
    return big(UInt32(data.count)) + body + big(crc(body))
  }

  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
  }

  private static func big(_ value: UInt32) -> [UInt8] {
    [UInt8(value >> 24), UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
  }
}
