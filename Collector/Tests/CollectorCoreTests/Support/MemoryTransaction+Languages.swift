// The transaction in memory keeps no languages: everybody reads as their browser says.
import CollectorCore

extension MemoryTransaction {
  func boardLanguage(ofAccount account: Int64) throws -> Language? { nil }
  func setBoardLanguage(_ language: Language?, ofAccount account: Int64) throws { throw NotKept() }
}
