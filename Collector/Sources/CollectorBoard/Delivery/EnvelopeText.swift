// What the page of delivery says of Sentry's SDKs.

enum EnvelopeText {
  static let title = Phrase("From Sentry's SDKs", de: "Von Sentrys SDKs")
  static let lead = Phrase(
    "Feedback that came by Sentry's SDKs is part of the totals above. This is what else they sent or gave up.",
    de:
      "Feedback aus Sentrys SDKs ist in den Summen oben enthalten. Hier steht, was sie sonst gesendet oder aufgegeben haben."
  )
  static let app = Phrase("App", de: "App")
  static let skipped = Phrase("Skipped, by kind", de: "Übergangen, nach Art")
  static let discarded = Phrase(
    "Feedback given up by the SDK, by reason", de: "Vom SDK aufgegebenes Feedback, nach Grund")
  static let table = Phrase("Table of what Sentry's SDKs sent", de: "Tabelle dessen, was Sentrys SDKs gesendet haben")
}
