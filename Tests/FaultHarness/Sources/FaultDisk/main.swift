// Faulty disks: full, read-only, I/O errors at the n-th call, once and for good. The product does not crash, loses
// nothing silently and recovers with the disk.
import FaultKit

await Harness.run(
  [
    Promise("disk.sdk") { try await SDKDisk(run: $0).attempt() },
    Promise("disk.sdk.full") { try await SmallDisk.attempt("sdk", $0) },
    Promise("disk.sdk.read-only") { try await SmallDisk.attempt("read-only", $0) },
    Promise("disk.collector") { try await CollectorDisk(run: $0).attempt() },
    Promise("disk.collector.full") { try await SmallDisk.attempt("collector", $0) },
    Promise("disk.collector.start") { try await CollectorStart(run: $0).attempt() },
  ],
  child: { role, arguments in
    switch (role, arguments.count) {
    case ("lives", 1): try await SDKLives(arguments[0]).run()
    case ("small-disk", 2): try await SmallDisk(what: arguments[0], folder: arguments[1]).play()
    case ("idle", 1): try await Idle.play(arguments[0])
    default: throw FaultError("FaultDisk plays no role '\(role)'.")
    }
  })
