// Asks a customer for their words, their consent and their yes. Nothing is saved before the yes.
import Tellback

/// The conversation that leads to a report.
struct ReportDialog {
  let console: any Console
  let reporter: Reporter
  let session: Session

  /// What a customer came up with.
  private enum Draft {
    case words(String)
    case meToo(KnownIssue)
    case nothing
  }

  /// Ends with a receipt, or with nil when the customer thought better of it.
  func run(kind: ReportKind, fields: ReportFields, error: (any Error)?) async throws -> ReportReceipt? {
    switch await draft(of: kind) {
    case .nothing:
      console.write("Nothing was written, so nothing was sent.")
      return nil
    case .meToo(let issue):
      await askForConsent()
      return try await session.meToo(issue)
    case .words(let text):
      let contact = await ask("How can we reach you, beside here? (optional) ")
      await askForConsent()
      let prepared = try await session.prepare(
        text, kind: kind, contact: contact.isEmpty ? nil : contact, fields: fields, error: error)
      console.write("This is what we would get:")
      for line in prepared.previewLines { console.write("  | \(line)") }
      guard await isYes("Send it? [Y/n] ") else {
        console.write("Thrown away. Nobody has seen it.")
        return nil
      }
      // Exactly the bytes of the preview.
      return try await reporter.report(prepared)
    }
  }

  /// Reads the customer's words. After each line they see what is known already: perhaps nobody needs to write at all.
  private func draft(of kind: ReportKind) async -> Draft {
    console.write("Tell us in your own words\(kind == .problem ? " what went wrong" : ""). An empty line ends.")
    var lines: [String] = []
    var offered: KnownIssue?
    while true {
      let line = await ask("> ")
      if line.isEmpty { return lines.isEmpty ? .nothing : .words(lines.joined(separator: "\n")) }
      if let offered, line.lowercased() == "me too" { return .meToo(offered) }
      lines.append(line)
      guard let best = await reporter.suggestions(for: lines.joined(separator: "\n"), limit: 1).first,
        best.issue != offered
      else { continue }
      offered = best.issue
      console.write("  We know of this: \(best.issue.title)")
      if let workaround = best.issue.workaround { console.write("  Until it is mended: \(workaround)") }
      if let version = best.issue.fixedIn { console.write("  It is mended in version \(version).") }
      console.write("  Is it that? 'me too' counts you in, and you hear when it is mended. Or just go on.")
    }
  }

  private func askForConsent() async {
    reporter.consent = Consent(
      automaticContext: await isYes("May we add which app and computer this is? [Y/n] "),
      steps: await isYes("May we add the last things you did in the shop? [Y/n] "))
  }

  /// The end of the input counts as an empty answer.
  private func ask(_ question: String) async -> String {
    console.prompt(question)
    let line = await console.nextLine() ?? ""
    return line.hasPrefix(" ") || line.hasSuffix(" ") ? Self.trimmed(line) : line
  }

  /// No needs an n: an empty answer is yes, as the capital letter in the question says. The end of the input is no.
  private func isYes(_ question: String) async -> Bool {
    console.prompt(question)
    guard let line = await console.nextLine() else { return false }
    return !Self.trimmed(line).lowercased().hasPrefix("n")
  }

  private static func trimmed(_ line: String) -> String {
    String(line.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
