// What a customer and support wrote each other, and how the customer writes back.
import Tellback

struct InboxView {
  let console: any Console
  let reporter: Reporter
  let inbox: Inbox

  /// Shows the conversations, the newest first, and marks them as read.
  func show() async {
    await perform {
      let conversations = try await inbox.conversations(limit: 20)
      if conversations.isEmpty { console.write("You have not told us anything yet.") }
      for conversation in conversations {
        let new = conversation.unread > 0 ? "  (\(conversation.unread) new)" : ""
        console.write("\(conversation.reference)  \(conversation.title)\(new)")
        console.write("    \(conversation.state.words)")
        for entry in conversation.entries { console.write("    \(entry.words)") }
        if let question = conversation.question { console.write("    \(question.words)") }
        try await inbox.markRead(conversation.id)
      }
    }
  }

  func reply(_ text: String) async {
    await perform {
      guard let last = try await newest() else { return }
      try await inbox.reply(to: last.id, text: text)
      console.write("Your reply to \(last.reference) is kept and on its way.")
    }
  }

  /// Answers the question that waits, or judges the last conversation.
  func answer(_ isFixed: Bool, _ words: String?) async {
    await perform {
      if let question = try await inbox.openQuestions().first {
        try await inbox.answer(question, fixed: isFixed, text: words)
      } else if let last = try await newest() {
        try await inbox.helped(isFixed, last.id, text: words)
      } else {
        return
      }
      console.write(isFixed ? "Glad to hear it." : "Sorry! We look at it again.")
    }
  }

  func thank(_ words: String?) async {
    await perform {
      guard let last = try await newest() else { return }
      try await inbox.thank(last.id, text: words)
      console.write("We pass it on.")
    }
  }

  private func newest() async throws -> Conversation? {
    let last = try await inbox.conversations(limit: 1).first
    if last == nil { console.write("You have not told us anything yet.") }
    return last
  }

  private func perform(_ body: () async throws -> Void) async {
    do {
      try await body()
    } catch let error as TellbackError {
      console.write("That did not work: \(error.message)")
    } catch {
      console.write("That did not work: \(error)")
    }
    if let words = reporter.condition.words { console.write(words) }
  }
}

extension FixQuestion {
  var words: String {
    "\(conversation.reference): \(version.map { "fixed in \($0). " } ?? "")Does it work for you now? 'fixed yes' or 'fixed no'."
  }
}

extension ConversationEntry {
  /// One line for the customer.
  fileprivate var words: String {
    let name =
      switch author {
      case .reporter: "you"
      case .staff(let name): name ?? "we"
      }
    let what =
      switch kind {
      case .message: text ?? ""
      case .reminder: "waiting for your answer"
      case .fixed(let version): "fixed\(version.map { " in \($0)" } ?? "")\(text.map { ": \($0)" } ?? "")"
      case .reopened: "taken up again"
      case .verdict(let helped): (helped ? "it works" : "still broken") + (text.map { ": \($0)" } ?? "")
      case .rating(let stars): "\(stars) of 5 stars"
      case .thanks: "thanks" + (text.map { ": \($0)" } ?? "")
      }
    let mark =
      switch delivery {
      case .saved: "  [kept on this computer]"
      case .refused(_, let why): "  [not taken: \(why)]"
      case .sent, nil: isCorrected ? "  [corrected]" : ""
      }
    return "\(name): \(what)\(mark)"
  }
}
