// Asks a customer for their words, their consent and their yes. Nothing is saved before the yes.
import Tellback

/// The conversation that leads to a report.
struct ReportDialog {
  let console: any Console
  let reporter: Reporter
  let session: Session

  /// Ends with a receipt, or with nil when the customer thought better of it.
  func run(kind: ReportKind, fields: ReportFields, error: (any Error)?) async throws -> ReportReceipt? {
    guard let text = await words(for: kind) else {
      console.write("Nothing was written, so nothing was sent.")
      return nil
    }
    let contact = await ask("How can we reach you, beside here? (optional) ")
    reporter.consent = Consent(
      automaticContext: await isYes("May we add which app and computer this is? [Y/n] "),
      steps: await isYes("May we add the last things you did in the shop? [Y/n] "))
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

  private func words(for kind: ReportKind) async -> String? {
    console.write("Tell us in your own words\(kind == .problem ? " what went wrong" : ""). An empty line ends.")
    var lines: [String] = []
    while true {
      let line = await ask("> ")
      guard !line.isEmpty else { break }
      lines.append(line)
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
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
