// One attempt at a promise: its size, seed, folder, number of cases and findings.
import Foundation

public final class Run: Sendable {
  public let promise: String
  public let isLong: Bool
  public let seed: UInt64
  /// The one case to try; nil for all.
  public let onlyCase: Int?
  /// A folder of this run alone, on a real disk, removed at its end.
  public let folder: Folder
  private let state = Locked((cases: 0, findings: [String]()))

  init(promise: String, options: Options) throws {
    self.promise = promise
    isLong = options.isLong
    seed = options.seed
    onlyCase = options.onlyCase
    folder = try Folder()
  }

  /// `long` in the long form, `short` in the short one.
  public func size(short: Int, long: Int) -> Int { isLong ? long : short }

  /// The random numbers of case `number`: the same for the same seed, whatever ran before.
  public func random(_ number: Int = 0) -> SeededRandom {
    SeededRandom(seed: seed &+ UInt64(bitPattern: Int64(number)) &* 0x9E37_79B9_7F4A_7C15)
  }

  /// Counts cases that were tried to their end.
  public func tried(_ count: Int = 1) { state.with { $0.cases += count } }

  /// Notes that the promise was broken: say what was seen, what was wanted, and in which case.
  public func broken(_ finding: String) { state.with { $0.findings.append(finding) } }

  public var cases: Int { state.with { $0.cases } }
  public var findings: [String] { state.with { $0.findings } }
}

/// A value under a lock.
public final class Locked<Value>: @unchecked Sendable {
  private let lock = NSLock()
  private var value: Value

  public init(_ value: Value) { self.value = value }

  public func with<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }
}
