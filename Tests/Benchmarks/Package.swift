// swift-tools-version: 6.1
// The benchmarks: each an executable that prints one JSON object a line by BenchKit. Tests/bench builds and runs them.
import PackageDescription

let package = Package(
  name: "TellbackBenchmarks",
  platforms: [.macOS(.v15)],
  // Passed on, so that a build folder that both packages share holds one collector.
  traits: [.trait(name: "PostgreSQL", description: "The collector with its store on PostgreSQL. Off by default.")],
  dependencies: [
    .package(name: "Tellback", path: "../.."),
    .package(
      name: "TellbackCollector", path: "../../Collector",
      traits: [.trait(name: "PostgreSQL", condition: .when(traits: ["PostgreSQL"]))]),
  ],
  targets: [
    .target(name: "BenchKit", dependencies: [.product(name: "TellbackSQLite", package: "Tellback")]),
    // The same program with and without the SDK: the difference is the SDK's weight.
    .executableTarget(name: "WeightBare"),
    .executableTarget(name: "WeightTellback", dependencies: [.product(name: "Tellback", package: "Tellback")]),
    .executableTarget(
      name: "BenchSDK",
      dependencies: [
        "BenchKit", .product(name: "Tellback", package: "Tellback"),
        .product(name: "TellbackSQLite", package: "Tellback"),
      ]),
    .executableTarget(
      name: "BenchMatch",
      dependencies: [
        "BenchKit", .product(name: "TellbackMatch", package: "Tellback"),
        .product(name: "TellbackWire", package: "Tellback"),
        .product(name: "CollectorEvaluation", package: "TellbackCollector"),
      ]),
    .executableTarget(
      name: "BenchSuggestions",
      dependencies: [
        "BenchKit", .product(name: "Tellback", package: "Tellback"),
        .product(name: "TellbackTesting", package: "Tellback"),
      ]),
    // The HTTP engine against nginx: needs nginx-light and wrk.
    .executableTarget(
      name: "MeasuredHTTPServer", dependencies: [.product(name: "CollectorHTTP", package: "TellbackCollector")]),
    .executableTarget(name: "BenchHTTP", dependencies: ["BenchKit"]),
    // The collector's ingest and a replay from queue to ticket: needs wrk and a release build of the collector.
    .executableTarget(name: "BenchIngest", dependencies: ["BenchKit"]),
    // Conversations at size, and apps that wait for an answer: needs a release build of the collector.
    .executableTarget(
      name: "BenchConversations",
      dependencies: ["BenchKit", .product(name: "TellbackWire", package: "Tellback")]),
    // A collector that is killed and started again: needs a release build of the collector.
    .executableTarget(
      name: "BenchReady",
      dependencies: [
        "BenchKit", .product(name: "TellbackWire", package: "Tellback"),
        .product(name: "CollectorCore", package: "TellbackCollector"),
        .product(name: "CollectorSQLite", package: "TellbackCollector"),
      ]),
    // Another desk's history taken in, and this one's written out: needs a release build of the collector.
    .executableTarget(
      name: "BenchImport", dependencies: ["BenchKit", .product(name: "TellbackSQLite", package: "Tellback")]),
    // What pages are measured with: a filled desk, somebody who is signed in, and the pages that are asked for.
    .target(
      name: "BenchPages",
      dependencies: [
        "BenchKit", .product(name: "TellbackWire", package: "Tellback"),
        .product(name: "CollectorCore", package: "TellbackCollector"),
        .product(name: "CollectorHTTP", package: "TellbackCollector"),
        .product(name: "CollectorSQLite", package: "TellbackCollector"),
        .product(name: "CollectorServer", package: "TellbackCollector"),
      ]),
    // The board's pages on a store with a year behind it.
    .executableTarget(
      name: "BenchDesk",
      dependencies: [
        "BenchKit", "BenchPages", .product(name: "TellbackWire", package: "Tellback"),
        .product(name: "TellbackSQLite", package: "Tellback"),
        .product(name: "CollectorCore", package: "TellbackCollector"),
        .product(name: "CollectorHTTP", package: "TellbackCollector"),
        .product(name: "CollectorSQLite", package: "TellbackCollector"),
        .product(name: "CollectorServer", package: "TellbackCollector"),
        .product(name: "TestBrowser", package: "TellbackCollector"),
      ]),
    // Pain points, releases and numbers with a year of much use behind them.
    .executableTarget(
      name: "BenchPain",
      dependencies: [
        "BenchKit", "BenchPages", .product(name: "TellbackWire", package: "Tellback"),
        .product(name: "TellbackSQLite", package: "Tellback"),
        .product(name: "CollectorCore", package: "TellbackCollector"),
        .product(name: "CollectorHTTP", package: "TellbackCollector"),
        .product(name: "CollectorSQLite", package: "TellbackCollector"),
        .product(name: "CollectorServer", package: "TellbackCollector"),
      ]),
    // First paint of a page with the form for web pages and without: needs chromedriver and a release build of the collector.
    .executableTarget(
      name: "BenchWidget",
      dependencies: [
        "BenchKit", .product(name: "CollectorHTTP", package: "TellbackCollector"),
        .product(name: "TestBrowser", package: "TellbackCollector"),
      ]),
    // What the stores are measured with: reports, and callers that send them.
    .target(
      name: "BenchLoad",
      dependencies: [
        .product(name: "TellbackWire", package: "Tellback"),
        .product(name: "CollectorCore", package: "TellbackCollector"),
      ]),
    .executableTarget(
      name: "BenchStore",
      dependencies: [
        "BenchKit", "BenchLoad", .product(name: "TellbackWire", package: "Tellback"),
        .product(name: "CollectorCore", package: "TellbackCollector"),
        .product(name: "CollectorSQLite", package: "TellbackCollector"),
      ]),
    // The store on PostgreSQL beside libpq's pipeline mode in C: needs the trait, and a server as `Tests/postgres --durable` starts it.
    .target(
      name: "CPipelineReference",
      cSettings: [.define("TELLBACK_LIBPQ", .when(traits: ["PostgreSQL"]))],
      linkerSettings: [.linkedLibrary("pq", .when(traits: ["PostgreSQL"]))]),
    // A database of a benchmark's own, and statements in it.
    .target(name: "BenchDatabases", dependencies: ["BenchKit", "CPipelineReference"]),
    .executableTarget(
      name: "BenchPostgres",
      dependencies: [
        "BenchDatabases", "BenchKit", "BenchLoad", "CPipelineReference",
        .product(name: "TellbackWire", package: "Tellback"),
        .product(name: "CollectorCore", package: "TellbackCollector"),
        .product(name: "CollectorPostgres", package: "TellbackCollector"),
      ]),
    // The board's pages on PostgreSQL with millions of reports: needs what BenchPostgres needs.
    .executableTarget(
      name: "BenchPostgresPages",
      dependencies: [
        "BenchDatabases", "BenchKit", "BenchPages", .product(name: "TellbackWire", package: "Tellback"),
        .product(name: "CollectorPostgres", package: "TellbackCollector"),
        .product(name: "CollectorServer", package: "TellbackCollector"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
