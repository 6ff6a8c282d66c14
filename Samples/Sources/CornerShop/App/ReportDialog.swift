// Asks a customer for their words, their consent and their yes: a view in text over the SDK's form. Nothing is sent before the
// yes. Who is interrupted half-way finds their words again.
import Foundation
import Tellback

/// The conversation that leads to a report.
struct ReportDialog {
  let console: any Console
  let reporter: Reporter
  let session: Session

  /// How the customer ended their words.
  private enum Words {
    case finished
    case meToo(KnownIssue)
    /// The input ended half-way: the words are kept for the next visit.
    case interrupted
  }

  /// Ends with a receipt, or with nil when the customer thought better of it.
  func run(kind: ReportKind, fields: ReportFields, error: (any Error)?) async throws -> ReportReceipt? {
    let form = try await session.form(kind: kind)
    form.setKind(kind)
    switch await takeWords(form) {
    case .interrupted: return nil
    case .meToo(let issue):
      await askForConsent()
      return try await form.meToo(issue)
    case .finished where !form.state.canSend:
      form.cancel()
      console.write("Nothing was written, so nothing was sent.")
      return nil
    case .finished: break
    }
    let contact = await ask("How can we reach you, beside here? (optional) ") ?? ""
    form.setContact(contact.isEmpty ? nil : contact)
    await askForConsent()
    let prepared = try await form.preview(fields: fields, error: error)
    console.write("This is what we would get:")
    for line in prepared.previewLines { console.write("  | \(line)") }
    if !form.state.takenOut.isEmpty {
      console.write("Taken out of your words: \(form.state.takenOut.joined(separator: ", ")).")
    }
    guard await isYes("Send it? [Y/n] ") else {
      form.cancel()
      console.write("Thrown away. Nobody has seen it.")
      return nil
    }
    // Exactly the bytes of the preview.
    return try await form.send(prepared)
  }

  /// Reads the customer's words into the form. After each line they see what is known already: perhaps nobody needs to write at
  /// all.
  private func takeWords(_ form: ReportForm) async -> Words {
    let kind = form.state.kind
    console.write("Tell us in your own words\(kind == .problem ? " what went wrong" : ""). An empty line ends.")
    var lines = form.state.words.isEmpty ? [] : form.state.words.components(separatedBy: "\n")
    if form.state.isRestored {
      console.write("You began to write earlier; go on:")
      for line in lines { console.write("> \(line)") }
    }
    var offered: KnownIssue?
    while true {
      guard let line = await ask("> ") else {
        await follow(form)
        return .interrupted
      }
      if line.isEmpty { return .finished }
      if let offered, line.lowercased() == "me too" { return .meToo(offered) }
      lines.append(line)
      form.setWords(lines.joined(separator: "\n"))
      await follow(form)
      guard let best = form.state.suggestions.first, best.issue != offered else { continue }
      offered = best.issue
      console.write("  We know of this: \(best.issue.title)")
      if let workaround = best.issue.workaround { console.write("  Until it is mended: \(workaround)") }
      if let version = best.issue.fixedIn { console.write("  It is mended in version \(version).") }
      console.write("  Is it that? 'me too' counts you in, and you hear when it is mended. Or just go on.")
    }
  }

  /// Returns once what the form shows is of the words so far.
  private func follow(_ form: ReportForm) async {
    for await state in form.states where state.isCurrent { return }
  }

  private func askForConsent() async {
    reporter.consent = Consent(
      automaticContext: await isYes("May we add which app and computer this is? [Y/n] "),
      steps: await isYes("May we add the last things you did in the shop? [Y/n] "))
  }

  /// Nil at the end of the input.
  private func ask(_ question: String) async -> String? {
    console.prompt(question)
    return await console.nextLine().map(Self.trimmed)
  }

  /// No needs an n: an empty answer is yes, as the capital letter in the question says. The end of the input is no.
  private func isYes(_ question: String) async -> Bool {
    guard let line = await ask(question) else { return false }
    return !line.lowercased().hasPrefix("n")
  }

  private static func trimmed(_ line: String) -> String {
    String(line.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
