// Who may do what on the board: the one place that decides it.
import CollectorCore

/// Something a person does on the board.
enum Permission: String, Sendable, CaseIterable {
  /// Everything that is shown: whoever has an account reads all of it.
  case read
  /// Words to the reporters.
  case answer
  /// Words for staff alone.
  case note
  /// To let a ticket wait, to resolve it, to reopen it.
  case move
}

extension StaffRole {
  /// Leaders read and answer; moving tickets is for those who work on them.
  func may(_ permission: Permission) -> Bool {
    switch (self, permission) {
    case (_, .read), (_, .answer), (_, .note): true
    case (.admin, .move), (.support, .move), (.volunteer, .move), (.developer, .move): true
    case (.lead, .move): false
    }
  }
}
