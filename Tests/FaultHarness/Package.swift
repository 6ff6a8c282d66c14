// swift-tools-version: 6.1
// The fault harnesses: each an executable that breaks something from outside and prints one line a promise. Tests/faults
// builds and runs them.
import PackageDescription

let sdk = Target.Dependency.product(name: "Tellback", package: "Tellback")
let wire = Target.Dependency.product(name: "TellbackWire", package: "Tellback")
let sqlite = Target.Dependency.product(name: "TellbackSQLite", package: "Tellback")
let core = Target.Dependency.product(name: "CollectorCore", package: "TellbackCollector")
let server = Target.Dependency.product(name: "CollectorServer", package: "TellbackCollector")
let http = Target.Dependency.product(name: "CollectorHTTP", package: "TellbackCollector")
let testing = Target.Dependency.product(name: "TellbackTesting", package: "Tellback")
let programs = Target.Dependency.product(name: "TestPrograms", package: "TellbackCollector")
let store = Target.Dependency.product(name: "CollectorSQLite", package: "TellbackCollector")

let package = Package(
  name: "TellbackFaults",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "FaultPreload", type: .dynamic, targets: ["CFaultPreload"])
  ],
  // Passed on, so that a build folder that both packages share holds one collector.
  traits: [.trait(name: "PostgreSQL", description: "The collector with its store on PostgreSQL. Off by default.")],
  dependencies: [
    .package(name: "Tellback", path: "../.."),
    .package(
      name: "TellbackCollector", path: "../../Collector",
      traits: [.trait(name: "PostgreSQL", condition: .when(traits: ["PostgreSQL"]))]),
  ],
  targets: [
    // A pass-through VFS of SQLite with a hook before and after each operation, and what Swift cannot import.
    .target(name: "CFaults", linkerSettings: [.linkedLibrary("sqlite3")]),
    // Preloaded into programs: faults of the C library's file calls.
    .target(name: "CFaultPreload", cSettings: [.headerSearchPath("../CFaults/include")]),
    // What every harness needs: options, seeds, promise lines, folders, programs.
    .target(name: "FaultKit", dependencies: ["CFaults", wire, sqlite, programs]),
    // Tests/faults starts the harnesses in this order: those that take longest come first.
    // Takes a process over: clocks, tasks, queues and threads go to one scheduler.
    .target(name: "CSimulation"),
    .executableTarget(
      name: "FaultSimulation", dependencies: ["FaultKit", "CSimulation", sdk, wire, sqlite, core, http, server]),
    // Hostile clients, overload and endurance against the real collector.
    .executableTarget(name: "FaultHostile", dependencies: ["FaultKit", sdk, wire, sqlite]),
    .executableTarget(name: "FaultKill", dependencies: ["FaultKit", sdk, wire, sqlite, core]),
    // Every system call of the process that changes files in a folder, shown in its order.
    .target(name: "CPowerTrace"),
    .executableTarget(
      name: "FaultPower", dependencies: ["FaultKit", "CPowerTrace", sdk, wire, sqlite, testing, core, store]),
    // Queue files, stores and lists of known issues that disks, people or networks damaged.
    .executableTarget(name: "FaultCorruption", dependencies: ["FaultKit", sdk, wire, sqlite, testing, core, store]),
    .executableTarget(name: "FaultDisk", dependencies: ["FaultKit", "CFaults", sdk, wire, sqlite, testing]),
    // The way between SDK and collector: a proxy that cuts, delays, repeats, answers in the collector's place and lies.
    .executableTarget(name: "FaultNetwork", dependencies: ["FaultKit", sdk, wire, sqlite, testing]),
    // Secrets searched for, erasures interrupted and replayed, addresses that must be nowhere.
    .executableTarget(name: "FaultPrivacy", dependencies: ["FaultKit", sdk, wire]),
    // They kill a harness too.
    .testTarget(name: "FaultKitTests", dependencies: ["FaultKit", "FaultDisk", sqlite]),
  ],
  swiftLanguageModes: [.v6]
)
