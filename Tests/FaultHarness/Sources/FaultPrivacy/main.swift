// Searches all files and the recorded traffic for seeded secrets; interrupts, overtakes and replays erasures.
import FaultKit

await Harness.run(
  [
    Promise("privacy.secrets") { try await Secrets(run: $0).attempt() },
    Promise("privacy.erasure") { try await Erasures(run: $0).attempt() },
    Promise("privacy.kill") { try await KilledErasures(run: $0).attempt() },
    Promise("privacy.address") { try await Addresses(run: $0).attempt() },
  ],
  child: { role, arguments in
    guard role == "erase", arguments.count == 4 else { throw FaultError("FaultPrivacy plays no role '\(role)'.") }
    try await KilledErasures.play(arguments)
  })
