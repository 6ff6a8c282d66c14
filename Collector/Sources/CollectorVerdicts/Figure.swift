// The figures that the method must reach, each beside what the simulated worlds gave.
import CollectorEvidence
import Foundation

/// A line of the table.
public struct Figure: Sendable, Equatable {
  public enum Goal: Sendable, Equatable {
    case atMost(Double)
    case atLeast(Double)
    /// Shown, and promised nowhere.
    case shown
  }

  public var world: String
  public var what: String
  public var value: Double
  public var goal: Goal
  /// Parts of worlds are printed as percentages, numbers of reports as they are.
  public var isShare = true

  public init(world: String, what: String, value: Double, goal: Goal, isShare: Bool = true) {
    self.world = world
    self.what = what
    self.value = value
    self.goal = goal
    self.isShare = isShare
  }

  public var isReached: Bool {
    switch goal {
    case .atMost(let limit): value <= limit
    case .atLeast(let limit): value >= limit
    case .shown: true
    }
  }

  public var line: String {
    let goalText =
      switch goal {
      case .atMost(let limit): "at most \(text(limit))"
      case .atLeast(let limit): "at least \(text(limit))"
      case .shown: "-"
      }
    let mark = goal == .shown ? "" : isReached ? "reached" : "NOT REACHED"
    return [pad(world, 58), pad(what, 46), pad(text(value), 8), pad(goalText, 16), mark].joined(separator: " ")
      .trimmingCharacters(in: .whitespaces)
  }

  private func text(_ number: Double) -> String {
    isShare ? String(format: "%.1f %%", number * 100) : String(format: "%.0f", number)
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(width - text.count, 0))
  }
}
