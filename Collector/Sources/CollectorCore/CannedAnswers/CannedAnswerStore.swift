// What a store keeps of canned answers.
import TellbackWire

/// Reads canned answers, inside one snapshot or transaction.
public protocol CannedAnswerReads {
  func cannedAnswer(_ id: Int64) throws -> CannedAnswer?
  /// Those for some of these apps and those for all apps, by name.
  func cannedAnswers(in apps: AppScope) throws -> [CannedAnswer]
  /// The one of this name, for one app or for all.
  func cannedAnswer(named name: String, app: AppID?) throws -> CannedAnswer?
}

/// Writes canned answers, inside one transaction.
public protocol CannedAnswerWrites: CannedAnswerReads {
  /// Stores a new one, or changes the one with this id; gives back its id.
  func saveCannedAnswer(_ answer: CannedAnswer) throws -> Int64
  /// False when there is none.
  func deleteCannedAnswer(_ id: Int64) throws -> Bool
}
