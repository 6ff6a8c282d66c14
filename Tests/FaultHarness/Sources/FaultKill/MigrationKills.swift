// stub
import FaultKit
struct MigrationKills {
  let run: Run
  func attempt() async throws -> String { "" }
}
