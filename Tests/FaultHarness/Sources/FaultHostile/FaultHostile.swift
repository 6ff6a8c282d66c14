// Hostile clients, overload and endurance. Attackers and well-behaved clients run in processes of their own; the store,
// /proc and /metrics show the effects.
import FaultKit
import Foundation

@main
enum FaultHostile {
  static func main() async {
    let isLong = CommandLine.arguments.contains("--long") || CommandLine.arguments.contains("--list")
    let tools = [
      Promise("hostile.slowhttptest", attempt: ToolPromises.slowhttptest),
      Promise("hostile.schema", attempt: ToolPromises.schema),
    ]
    await Harness.run(
      [
        Promise("hostile.slow", attempt: SlowPromises.slow),
        Promise("hostile.crowd", attempt: SlowPromises.crowd),
        Promise("hostile.descriptors", attempt: SlowPromises.descriptors),
        Promise("hostile.bombs", attempt: BombPromises.bombs),
        Promise("hostile.smuggling", attempt: SmugglingPromises.direct),
        Promise("hostile.proxies", attempt: SmugglingPromises.proxies),
        Promise("hostile.refusals", attempt: RefusalPromises.refusals),
        Promise("hostile.flood", attempt: LoadPromises.flood),
        Promise("hostile.overload", attempt: LoadPromises.overload),
        Promise("hostile.soak", attempt: LoadPromises.soak),
      ] + (isLong ? tools : []),
      child: play)
  }

  private static func play(_ role: String, _ arguments: [String]) async throws {
    switch role {
    case Bystanders.role: try await ChildProcess.play(arguments) { Bystanders.run($0) }
    case Swarm.role: try await ChildProcess.play(arguments) { try Swarm.run($0) }
    case Load.role: try await ChildProcess.play(arguments) { try Load.run($0) }
    case SDKPeople.role: try await ChildProcess.play(arguments) { try await SDKPeople.run($0) }
    default: throw FaultError("There is no role '\(role)'.")
    }
  }
}
