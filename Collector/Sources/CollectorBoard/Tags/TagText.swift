// What the panel of tags says.
import CollectorCore

enum TagText {
  static let none = Phrase("None yet.", de: "Noch keine.")
  static let change = Phrase("Change the tags", de: "Schlagwörter ändern")
  static let hint = Phrase(
    "Parted by commas; at most \(TicketTag.limit) of \(TicketTag.bytes) bytes.",
    de: "Durch Kommas getrennt; höchstens \(TicketTag.limit) mit je \(TicketTag.bytes) Byte.")
}
