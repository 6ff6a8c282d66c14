// swift-tools-version: 6.1
// The collector. Its one package dependency is the SDK beside it; the rest are system C libraries behind module maps.
import PackageDescription

let wire = Target.Dependency.product(name: "TellbackWire", package: "Tellback")
let support = Target.Dependency.product(name: "TellbackSupport", package: "Tellback")
let match = Target.Dependency.product(name: "TellbackMatch", package: "Tellback")
let sqlite = Target.Dependency.product(name: "TellbackSQLite", package: "Tellback")
let sdk = Target.Dependency.product(name: "Tellback", package: "Tellback")
let testing = Target.Dependency.product(name: "TellbackTesting", package: "Tellback")

/// The parts of widget.js, the form for web pages, in their order.
let widgetScript = [
  "begin", "words", "bytes", "storage", "queue", "sending", "updates", "known", "style", "elements", "form", "files",
  "talks", "dialog", "api",
]

let package = Package(
  name: "TellbackCollector",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "tellback-collector", targets: ["tellback-collector"]),
    .executable(name: "tellback-replay", targets: ["tellback-replay"]),
    // For those who work on the method of verdicts; nothing that is installed.
    .executable(name: "tellback-verdicts", targets: ["tellback-verdicts"]),
    // A station of Samples/demo; nothing that is installed.
    .executable(name: "tellback-tour", targets: ["tellback-tour"]),
    .library(name: "CollectorCore", targets: ["CollectorCore"]),
    .library(name: "CollectorHTTP", targets: ["CollectorHTTP"]),
    .library(name: "CollectorSQLite", targets: ["CollectorSQLite"]),
    .library(name: "CollectorPostgres", targets: ["CollectorPostgres"]),
    .library(name: "CollectorServer", targets: ["CollectorServer"]),
    .library(name: "CollectorEvaluation", targets: ["CollectorEvaluation"]),
    .library(name: "TestPrograms", targets: ["TestPrograms"]),
    .library(name: "TestBrowser", targets: ["TestBrowser"]),
  ],
  traits: [
    .trait(
      name: "PostgreSQL",
      description: "A store on PostgreSQL, which several collectors share. Needs libpq. Off by default.")
  ],
  dependencies: [.package(name: "Tellback", path: "..")],
  targets: [
    .systemLibrary(
      name: "CCollectorSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(name: "CCollectorZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CollectorCore", dependencies: ["CollectorEvidence", support, wire, match]),
    .systemLibrary(name: "CCollectorEpoll"),
    // Its header alone: the library is loaded when something is to be sent, so nothing links it.
    .systemLibrary(name: "CCollectorCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .target(name: "CollectorTransfers", dependencies: ["CCollectorCurl"]),
    .target(
      name: "CollectorOutbox",
      dependencies: ["CollectorCore", "CollectorTransfers", "CCollectorCurl", "CCollectorSodium", support, wire]),
    // Attachments outside the store: in a folder, or behind S3's protocol.
    .target(
      name: "CollectorFiles", dependencies: ["CollectorCore", "CollectorTransfers", "CCollectorSodium", support, wire]),
    // Declared by hand, and loaded when a body comes in brotli, so nothing needs it to build or to start.
    .systemLibrary(name: "CCollectorBrotli"),
    .target(name: "CollectorHTTP", dependencies: ["CCollectorZlib", "CCollectorEpoll", "CCollectorBrotli", support]),
    .target(name: "CollectorEvaluation", dependencies: ["CCollectorZlib", support, match]),
    .target(
      name: "CollectorSQLite",
      dependencies: ["CollectorCore", "CollectorEvidence", "CCollectorSodium", support, wire, match, sqlite]),
    // Reads the exports of other desks; what they say waits in a database of its own.
    .target(name: "CollectorImports", dependencies: ["CollectorCore", support, wire, sqlite]),
    // Found by its header, so that a build without the trait asks nobody for libpq.
    .systemLibrary(name: "CLibPQ", providers: [.apt(["libpq-dev"])]),
    // Empty without the trait. It uses the tables of CollectorSQLite, whose statements it translates.
    .target(
      name: "CollectorPostgres",
      dependencies: [
        "CollectorCore", "CollectorSQLite", .target(name: "CLibPQ", condition: .when(traits: ["PostgreSQL"])), wire,
        sqlite,
      ]),
    .target(
      name: "CollectorBoard", dependencies: ["CollectorCore", "CollectorEvidence", "CollectorHTTP", support, wire],
      resources: [
        .embedInCode("Kit/Assets/board.css"), .embedInCode("Kit/Assets/list.css"), .embedInCode("Kit/Assets/icon.svg"),
        .embedInCode("Kit/Assets/board.js"), .embedInCode("Kit/Assets/list.js"), .embedInCode("Kit/Assets/live.js"),
        .embedInCode("Kit/Assets/ticket.js"), .embedInCode("Kit/Assets/people.css"),
        .embedInCode("Kit/Assets/duplicates.css"), .embedInCode("Kit/Assets/kanban.css"),
        .embedInCode("Kit/Assets/kanban.js"), .embedInCode("Kit/Assets/answers.css"),
        .embedInCode("Kit/Assets/routing.css"), .embedInCode("Kit/Assets/levels.css"),
        .embedInCode("Kit/Assets/pain.css"),
        .embedInCode("Kit/Assets/desk.css"), .embedInCode("Kit/Assets/desk.js"), .embedInCode("Kit/Assets/bulk.js"),
        .embedInCode("Kit/Assets/presence.js"), .embedInCode("Kit/Assets/palette.js"),
        .embedInCode("Kit/Assets/numbers.css"),
      ]),
    .target(
      name: "CollectorServer",
      dependencies: [
        "CollectorCore", "CollectorEvidence", "CollectorHTTP", "CollectorSQLite", "CollectorBoard",
        "CollectorEvaluation", "CollectorImports",
        "CollectorPostgres", "CollectorOutbox", "CollectorFiles", "CCollectorSodium", "CCollectorEpoll",
        support, wire, match,
      ],
      resources: widgetScript.map { .embedInCode("Widget/Script/\($0).js") }),
    .executableTarget(name: "tellback-collector", dependencies: ["CollectorServer"]),
    .target(
      name: "CollectorReplay", dependencies: ["CollectorServer", "CollectorEvaluation", support, wire, match, sdk]),
    .executableTarget(name: "tellback-replay", dependencies: ["CollectorReplay"]),
    // Statistics alone: they import nothing of ours.
    .target(name: "CollectorEvidence"),
    .target(name: "CollectorVerdicts", dependencies: ["CollectorCore", "CollectorEvidence", wire]),
    .executableTarget(name: "tellback-verdicts", dependencies: ["CollectorVerdicts"]),
    // One pain point through its life, by a clock that is moved by hand.
    .target(name: "CollectorTour", dependencies: ["CollectorCore", "CollectorEvidence", "CollectorSQLite", wire]),
    .executableTarget(name: "tellback-tour", dependencies: ["CollectorTour"]),
    .testTarget(name: "CollectorCoreTests", dependencies: ["CollectorCore", wire, match]),
    .testTarget(name: "CollectorImportsTests", dependencies: ["CollectorImports", "CollectorCore", wire]),
    .testTarget(name: "CollectorEvaluationTests", dependencies: ["CollectorEvaluation", match]),
    .testTarget(
      name: "CollectorEvidenceTests", dependencies: ["CollectorEvidence", "CollectorVerdicts", "TestPrograms"]),
    .testTarget(name: "CollectorHTTPTests", dependencies: ["CollectorHTTP", "CCollectorZlib"]),
    // What every store promises, as checks that each store's tests run.
    .target(
      name: "StoreConformance", dependencies: ["CollectorCore", "CollectorEvidence", wire, match],
      path: "Tests/StoreConformance"),
    // Starts the programs of tests, here and in the fault harnesses.
    .target(name: "CTestPrograms", path: "Tests/CTestPrograms"),
    .target(name: "TestPrograms", dependencies: ["CTestPrograms"], path: "Tests/TestPrograms"),
    // A real browser, and a client that shows each byte.
    .target(name: "TestBrowser", dependencies: ["TestPrograms"], path: "Tests/TestBrowser"),
    .testTarget(
      name: "CollectorSQLiteTests",
      dependencies: ["CollectorSQLite", "CollectorCore", "StoreConformance", wire, match, sqlite], exclude: ["Golden"]),
    // Stores of tests: a file, or a database on a server of their own.
    .target(
      name: "TestDatabases",
      dependencies: [
        "CollectorPostgres", "CollectorSQLite", "CollectorCore",
        .target(name: "CLibPQ", condition: .when(traits: ["PostgreSQL"])), sqlite,
      ],
      path: "Tests/TestDatabases"),
    .testTarget(
      name: "CollectorPostgresTests",
      dependencies: [
        "CollectorPostgres", "CollectorSQLite", "CollectorCore", "StoreConformance", "TestDatabases", wire, sqlite,
      ]),
    .testTarget(
      name: "CollectorBoardTests",
      dependencies: [
        "CollectorBoard", "CollectorCore", "CollectorEvidence", "CollectorHTTP", "StoreConformance",
        "TestBrowser", "TestDatabases", wire,
        match,
      ]),
    .testTarget(
      name: "CollectorServerTests",
      dependencies: [
        "CollectorServer", "CollectorEvidence", "CollectorHTTP", "CollectorSQLite", "CollectorCore", "CollectorOutbox",
        "StoreConformance",
        wire, match,
      ]),
    // Receives webhooks, and checks their signatures.
    .target(
      name: "TestReceiver", dependencies: ["CollectorCore", "CollectorHTTP", "TestPrograms"],
      path: "Tests/TestReceiver",
      resources: [
        .embedInCode("Trackers/Schemas/github.json"), .embedInCode("Trackers/Schemas/gitlab.json"),
      ]),
    .testTarget(
      name: "CollectorOutboxTests",
      dependencies: [
        "CollectorOutbox", "CollectorTransfers", "CollectorCore", "CollectorSQLite", "TestReceiver", sqlite, wire,
      ]),
    .testTarget(
      name: "CollectorFilesTests",
      dependencies: [
        "CollectorFiles", "CollectorCore", "CollectorSQLite", "TestReceiver", wire,
      ]),
    .testTarget(name: "CollectorReplayTests", dependencies: ["CollectorReplay", wire]),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "tellback-collector", "tellback-replay", "CollectorServer", "CollectorTour", "CollectorSQLite", "CollectorCore",
        "CollectorPostgres",
        "TestPrograms",
        "TestBrowser", "TestDatabases", "TestReceiver", sdk, testing, wire,
        "CollectorHTTP",
        sqlite,
      ]),
  ],
  swiftLanguageModes: [.v6]
)
