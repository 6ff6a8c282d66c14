// kill -9 at random and at chosen moments on both sides. Nothing that was acknowledged is lost or doubled.
import FaultKit

await Harness.run(
  [
    Promise("kill.sdk") { try await SDKKills(run: $0).attempt() },
    Promise("kill.collector") { try await CollectorKills(run: $0).attempt() },
    Promise("kill.migration") { try await MigrationKills(run: $0).attempt() },
  ],
  child: { role, arguments in
    switch (role, arguments.count) {
    case ("report", 1): try await ReportingRole(arguments[0]).run()
    case ("drain", 1): try await ReportingRole(arguments[0]).drain()
    default: throw FaultError("FaultKill plays no role '\(role)'.")
    }
  })
