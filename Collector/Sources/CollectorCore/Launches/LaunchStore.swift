// What a store keeps of launches, and of the reports that are tied to them.
import TellbackWire

/// Reads launches, inside one snapshot or transaction.
public protocol LaunchReads {
  /// Those of these apps, the one that starts last first.
  func launches(in apps: AppScope) throws -> [Launch]
  /// How many there are, of all apps. A store that can count them without reading them does.
  func launchCount() throws -> Int
  func launch(_ id: Int64) throws -> Launch?
  /// A number that no two sets of launches share; 0 while there never was one.
  func launchStamp() throws -> Int64
  /// What is tied to each of these launches; one without a report is left out.
  func tallies(ofLaunches ids: [Int64]) throws -> [Int64: LaunchTally]
  /// The tickets on which the surprises of a launch are shown, with how many of its reports each has, most first.
  func surprises(ofLaunch id: Int64, limit: Int) throws -> [(ticket: Int64, reports: Int64)]
  /// The launches to which reports of a ticket, or of those merged into it, are tied.
  func launches(ofTicket number: Int64) throws -> [Int64]
}

extension LaunchReads {
  public func launchCount() throws -> Int { try launches(in: .all).count }
}

/// Writes launches, inside one transaction.
public protocol LaunchWrites: LaunchReads {
  /// Stores a launch: a new one for the id 0. Returns the id that it has. The stamp changes.
  @discardableResult
  func saveLaunch(_ launch: Launch) throws -> Int64
  /// Its ties go with it. False when it is not there. The stamp changes.
  func deleteLaunch(_ id: Int64) throws -> Bool
  func addTies(_ ties: [LaunchTie]) throws
  func removeTies(ofLaunch id: Int64) throws
}
