// The kinds of damage to a queue folder, and how often each is drawn.
import FaultKit

enum QueueDamage {
  case slotsSwapped, logsSwapped, newerSchema
  /// The schema's number of a program to come in a header that is none.
  case noiseWithSchema
  /// A format that SQLite would only read: the file is rebuilt for sure, and what it holds can be read.
  case unknownFormat
  case olderQueue(schema: Int)
  /// A file beside the queue's own.
  case beside(String, Damage.Kind)
  /// The counts outside the file are damaged with it.
  case fileAndTally(Damage.Kind)
  /// Where SQLite may look for the work of a dead process.
  case strayNoise(String)
  /// Values that no program writes.
  case values(Damage.Column)
  case mixedPages(areForeign: Bool)
  case log(Damage.Kind)
  case fileAndLog(Damage.Kind)
  case file(Damage.Kind)

  private static let ends = ["-shm", "-journal", "-wal"]

  /// One of each kind.
  static let all: [QueueDamage] =
    [.slotsSwapped, .logsSwapped, .newerSchema, .noiseWithSchema, .unknownFormat]
    + [.mixedPages(areForeign: true), .mixedPages(areForeign: false)]
    + Golden.schemas.map { .olderQueue(schema: $0) } + ends.map { .strayNoise($0) }
    + Damage.Kind.allCases.flatMap { kind -> [QueueDamage] in
      [
        .file(kind), .log(kind), .fileAndLog(kind), .fileAndTally(kind), .beside("installation", kind),
        .beside("ballast", kind),
      ]
    } + Damage.Kind.scrambled.map { .beside("lock", $0) } + Damage.columns.joined().map { .values($0) }

  static func any(_ random: inout SeededRandom) -> QueueDamage {
    switch random.below(24) {
    case 0: return .slotsSwapped
    case 1: return .logsSwapped
    case 2: return .newerSchema
    case 3: return .olderQueue(schema: Golden.schemas.lowerBound + random.below(Golden.schemas.count))
    case 4:
      let name = ["installation", "ballast", "lock"][random.below(3)]
      // The lock is opened and not read: a folder there takes the slot out of use, as a disk that refuses does.
      return .beside(name, name == "lock" ? .scrambling(&random) : .any(&random))
    case 5: return .fileAndTally(.any(&random))
    case 6: return .strayNoise(ends[random.below(ends.count)])
    case 7:
      let columns = Damage.columns[random.below(Damage.columns.count)]
      return .values(columns[random.below(columns.count)])
    case 8: return .mixedPages(areForeign: random.below(2) == 0)
    case 9: return .file(.replacing(&random))
    case 10, 11, 12, 13, 14: return .log(.any(&random))
    case 15: return .fileAndLog(.any(&random))
    default: return .file(.any(&random))
    }
  }
}
