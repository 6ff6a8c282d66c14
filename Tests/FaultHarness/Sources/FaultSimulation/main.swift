// FaultSimulation: simulated worlds from seeds. World.swift says what a world is, Oracle.swift what is checked.
import FaultKit
import Foundation

let names = [
  ("once", "each saved report once in the store and on one ticket, nothing unknown"),
  ("updates", "each update once and in order"), ("states", "what an app shows is what its ticket is"),
  ("conversations", "each reply, verdict, rating and thanks once, as one event of its ticket"),
  ("accounting", "every report is accounted for on both sides"),
  ("links", "merges and splits add up, undone ones are gone"),
  ("erasure", "what was erased stays so"), ("retries", "never too early, never later than the policy"),
  ("liveness", "everything comes to rest"), ("replay", "the same seed runs the same way"),
  ("simulation", "the world itself"),
]
let survey = Survey()

await Harness.run(
  names.map { name, meaning in
    Promise("simulation.\(name)") { run in try await survey.report(name, meaning, to: run) }
  }
) { role, arguments in
  let numbers = arguments.compactMap { UInt64($0) }
  switch (role, numbers.count) {
  case ("seeds", 5):
    try await Seeds.child(numbers[0], Int(numbers[1]), Int(numbers[2]), Int(numbers[3]), limit: Int64(numbers[4]))
  case ("replay", 1): try await Seeds.replay(numbers[0])
  default: throw FaultError("The roles are: seeds BASE FIRST STEP COUNT SECONDS, replay SEED.")
  }
}
