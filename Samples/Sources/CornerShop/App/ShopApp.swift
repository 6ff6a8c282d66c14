// The shop: reads commands, tells the reporter where the customer is and what they do, and shows what becomes of reports.
import Tellback

/// One customer's visit.
public actor ShopApp {
  private let console: any Console
  private let reporter: Reporter
  /// The customer's own page and steps. With one customer the reporter's own session would do; a shop that serves many has
  /// one for each.
  private let session: Session
  private var basket = Basket()
  private var voucher: Voucher?
  /// What the app caught last: it goes with the next report, since that is what the customer talks about.
  private var lastError: (any Error)?
  private var hasFailedWait = false
  /// Help that was offered and not answered yet.
  private var offer: Trouble?

  public init(console: any Console, reporter: Reporter, user: String? = nil) {
    self.console = console
    self.reporter = reporter
    session = reporter.session(user: user)
  }

  /// Serves the customer until they leave. True unless a `wait` waited in vain.
  public func run() async -> Bool {
    // Live news, also while the customer types.
    let news = Task { [console, reporter] in
      for await update in reporter.updates {
        console.notify("  * \(update.id.reference): \(update.state.words)")
      }
    }
    let questions = Task { [console, session] in
      for await question in session.inbox.questions { console.notify("  * \(question.words)") }
    }
    // Help for what goes wrong, before the customer has to ask.
    let trouble = Task { [session] in
      for await trouble in session.troubles { self.offer(trouble) }
    }
    // Answers are there when they are written, for as long as somebody sits here.
    reporter.isInFront = true
    // So that what we know of is there when somebody starts to write. Without a network, the list of last time serves.
    let knownIssues = Task { [reporter] in try? await reporter.refreshKnownIssues() }
    console.write("The Corner Shop. 'help' shows what you can do, 'report' tells us what is wrong.")
    showShelf()
    while true {
      console.prompt("shop> ")
      guard let line = await console.nextLine() else { break }
      let command = Command(line)
      if command == .quit { break }
      await perform(command)
    }
    // What does not leave within two seconds is sent by the next visit.
    knownIssues.cancel()
    trouble.cancel()
    await reporter.close(within: .seconds(2))
    await news.value
    await questions.value
    console.write("Good bye.")
    return !hasFailedWait
  }

  private func perform(_ command: Command) async {
    switch command {
    case .shelf: showShelf()
    case .add(let name): add(name)
    case .basket: showBasket()
    case .remove(let name): remove(name)
    case .voucher(let code): redeem(code)
    case .pay: pay()
    case .report(let kind): await report(kind)
    case .reports: await showReports()
    case .inbox: await conversations.show()
    case .reply(let text): await conversations.reply(text)
    case .fixed(let isFixed, let words): await conversations.answer(isFixed, words)
    case .thanks(let words): await conversations.thank(words)
    case .helped(let isHelpful): answerOffer(isHelpful)
    case .wait(let milestone, let seconds): await wait(for: milestone, seconds: seconds)
    case .send: await send()
    case .help: console.write(Command.overview)
    case .unknown(let line): console.write("'\(line)' is not something we can do. 'help' shows what is.")
    case .nothing, .quit: break
    }
  }

  // MARK: Shopping

  private func showShelf() {
    session.enter(page: "/shelf")
    for item in Shelf.items { console.write("  \(item.name)  \(item.price)") }
    console.write("  In the window: 10 off with AUTUMN-10, 15 off with SPRING-SALE-15!")
  }

  private func add(_ name: String) {
    guard let item = Shelf.item(named: name) else { return console.write("We have no \(name).") }
    basket.add(item)
    session.step("added \(item.name)")
    console.write("In your basket: \(basket.count) pieces, \(basket.total).")
  }

  private func remove(_ name: String) {
    guard let item = Shelf.item(named: name), basket.remove(item) else {
      return console.write("There is no \(name) in your basket.")
    }
    session.step("removed \(item.name)")
    showBasket()
  }

  private func showBasket() {
    session.enter(page: "/basket")
    for line in basket.lines { console.write("  \(line.count) x \(line.item.name)  \(line.item.price)") }
    let discount = voucher?.discount(on: basket.total) ?? Price(cents: 0)
    if let voucher { console.write("  \(voucher.name), \(voucher.percent) % off: -\(discount)") }
    console.write("  To pay: \(Price(cents: basket.total.cents - discount.cents))")
  }

  private func redeem(_ code: String) {
    session.enter(page: "/basket/voucher")
    session.step("typed voucher \(code)")
    do {
      voucher = try Voucher(code: code)
      showBasket()
    } catch {
      lastError = error
      session.note(error)
      console.write("Sorry, that did not work. If you think it should, type 'report'.")
    }
  }

  private func pay() {
    session.enter(page: "/checkout")
    guard basket.count > 0 else { return console.write("Your basket is empty.") }
    session.step("paid for \(basket.count) pieces")
    basket = Basket()
    voucher = nil
    console.write("Thank you! It will be at your door tonight.")
  }

  // MARK: Help

  private func offer(_ trouble: Trouble) {
    offer = trouble
    if let issue = trouble.suggestion?.issue, let workaround = issue.workaround {
      console.notify("  * We know of this: \(issue.title). What helps: \(workaround) ('yes' if it does, 'no' if not)")
    } else {
      console.notify("  * Is something wrong? 'report' tells us what, 'no' if all is well.")
    }
  }

  private func answerOffer(_ isHelpful: Bool) {
    guard let offer else { return console.write("Nothing was asked.") }
    if isHelpful { offer.take() } else { offer.dismiss() }
    self.offer = nil
    console.write(isHelpful ? "Good." : "As you like. 'report' tells us more.")
  }

  // MARK: Telling back

  private var conversations: InboxView { InboxView(console: console, reporter: reporter, inbox: session.inbox) }

  private func report(_ kind: ReportKind) async {
    let fields: ReportFields = ["pieces": .integer(Int64(basket.count)), "total": .text(basket.total.description)]
    do {
      let dialog = ReportDialog(console: console, reporter: reporter, session: session)
      guard let receipt = try await dialog.run(kind: kind, fields: fields, error: lastError) else { return }
      lastError = nil
      console.write("Thank you. Your reference is \(receipt.reference).")
      if !receipt.durable { console.write("It could not be written to disk: keep the shop open until it is sent.") }
    } catch let error as TellbackError {
      console.write("That was not saved: \(error.message)")
    } catch {
      console.write("That was not saved: \(error)")
    }
    if let words = reporter.condition.words { console.write(words) }
  }

  private func showReports() async {
    do {
      let records = try await reporter.receipts(limit: 20)
      if records.isEmpty { console.write("You have not told us anything yet.") }
      for record in records {
        console.write("\(record.reference)  \(record.title)")
        for state in record.states { console.write("    \(state.words)") }
      }
    } catch {
      console.write("Your reports cannot be read: \(error)")
    }
    if let words = reporter.condition.words { console.write(words) }
  }

  private func send() async {
    do {
      let result = try await reporter.flush(within: .seconds(10))
      try await reporter.refreshKnownIssues()
      console.write("\(result.sent) sent, \(result.remaining) waiting.")
    } catch {
      console.write("Nothing could be sent: \(error)")
    }
    if let words = reporter.condition.words { console.write(words) }
  }

  private func wait(for milestone: Milestone, seconds: Int) async {
    let end = ContinuousClock.now + .seconds(seconds)
    do {
      repeat {
        guard let last = try await reporter.receipts(limit: 1).first else {
          hasFailedWait = true
          return console.write("There is no report to wait for.")
        }
        if milestone == .asked, let question = try await session.inbox.openQuestions().first {
          return console.write(question.words)
        }
        if milestone.isReached(by: last.states) {
          return console.write("\(last.reference) has come to '\(milestone.rawValue)': \(last.state.words)")
        }
        // Sends what waits and asks for news; the pause keeps it polite.
        try await reporter.flush(within: .seconds(2))
        try await Task.sleep(for: .milliseconds(200))
      } while ContinuousClock.now < end
      hasFailedWait = true
      console.write("Waited \(seconds) seconds for '\(milestone.rawValue)' in vain.")
    } catch {
      hasFailedWait = true
      console.write("Waiting for '\(milestone.rawValue)' failed: \(error)")
    }
    if let words = reporter.condition.words { console.write(words) }
  }
}
