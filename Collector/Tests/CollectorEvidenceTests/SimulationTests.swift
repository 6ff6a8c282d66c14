// The short form of `tellback-verdicts`: fewer worlds, and as much slack as they need. The seed is fixed.
import CollectorVerdicts
import Foundation
import Testing

// Practice C4 and D2.
@Suite struct SimulationTests {
  @Test func `in simulated worlds the figures hold, within what few worlds can show`() async throws {
    let figures = try await apart {
      var figures: [Figure] = []
      var simulation = Simulation(worlds: 10)
      simulation.isThorough = false
      try simulation.run { figures.append($0) }
      return figures
    }
    #expect(figures.count > 100)
    for figure in figures {
      // Of 10 worlds one more or less is 10 %.
      switch figure.goal {
      case .atMost(let limit): #expect(figure.value <= (figure.isShare ? limit + 0.2 : limit * 1.5), "\(figure.line)")
      case .atLeast(let limit): #expect(figure.value >= limit - 0.25, "\(figure.line)")
      case .shown: break
      }
    }
    // Without the method's care it goes wrong, so the worlds can tell.
    let careless = figures.first {
      $0.world.hasPrefix("the same, were every report counted, no effect") && $0.what.contains("wrongly")
    }
    #expect((careless?.value ?? 0) > 0.9)
  }

  @Test func `the same seed gives the same figures, another seed others`() async throws {
    let runs = try await apart {
      try [UInt64(7), 7, 8].map { seed in
        var lines: [String] = []
        var simulation = Simulation(seed: seed, worlds: 40)
        simulation.isThorough = false
        simulation.only = "release hurts twice"
        try simulation.run { lines.append($0.line) }
        return lines
      }
    }
    #expect(!runs[0].isEmpty)
    #expect(runs[0] == runs[1])
    #expect(runs[0] != runs[2])
  }

  @Test func `a figure says whether it is reached`() {
    let figure = Figure(world: "world", what: "what", value: 0.061, goal: .atMost(0.05))
    #expect(!figure.isReached)
    #expect(figure.line.hasSuffix("6.1 %    at most 5.0 %    NOT REACHED"))
    #expect(Figure(world: "world", what: "what", value: 35, goal: .atMost(35), isShare: false).isReached)
  }

  @Test(arguments: [
    ["--worlds", "0"], ["--worlds"], ["--seed", "x"], ["--fast", "1"], ["--worlds", "1e3"], ["--only", "no such row"],
  ])
  func `the command refuses what it does not know`(_ arguments: [String]) {
    #expect(VerdictsCommand.run(arguments) == 2)
  }
}
