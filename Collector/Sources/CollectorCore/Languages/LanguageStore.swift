// What a store keeps of the language in which somebody reads the board.

public protocol LanguageReads {
  /// What somebody chose; nil for the language of their browser.
  func boardLanguage(ofAccount account: Int64) throws -> Language?
}

public protocol LanguageWrites: LanguageReads {
  func setBoardLanguage(_ language: Language?, ofAccount account: Int64) throws
}
