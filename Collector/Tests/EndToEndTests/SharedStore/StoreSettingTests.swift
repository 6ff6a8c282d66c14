// --store as operators meet it: what is said of an address, of a folder, of a database that fits or does not, and never a password.
import Foundation
import Testing

@Suite struct StoreSettingTests {
  @Test func `an address that makes no sense is refused, and no password is shown`() async throws {
    let folder = try TestFolder()
    let file = folder.file("password")
    try "hunter2\n".write(toFile: file, atomically: true, encoding: .utf8)
    for (arguments, says) in [
      (["--store", "mysql://ann:hunter2@db/x"], "store must be an address"),
      (["--store", "postgres://ann:hun ter2@db/x"], "store must be an address"),
      (["--store", "postgres://ann:hunter2%zz@db/x"], "write %25"),
      (["--store", "postgres://ann:hunter2%00@db/x"], "write %25"),
      (["--store", "postgres://ann:hunter2@db/x%"], "write %25"),
      (["--store", "postgres://ann@db/x?password=hunter2"], "--store-password-file"),
      (["--store-password-file", file], "needs store"),
      (["--store", "postgres://db/x", "--store-password-file", file], "needs a user"),
      (["--store", "postgres://ann:hunter2@db/x", "--store-password-file", file], "take one of them"),
      (["--store", "postgres://ann@db/x", "--store-password-file", "/none/at/all"], "cannot be read"),
    ] {
      for command in [["serve", "--check"], ["app", "list"], ["doctor"]] {
        let result = try await Tool.run(command + arguments)
        #expect(result.status == 2 && result.errors.contains(says), "\(command + arguments): \(result.errors)")
        #expect(!(result.errors + result.output).contains("ter2"))
      }
    }
    let check = try await Tool.run(["serve", "--check", "--store", "postgres://ann:hunter2@db:5432/tellback"])
    #expect(check.status == 0 && check.output.contains("store = postgres://ann:***@db:5432/tellback    (flag)"))
    #expect(!check.output.contains("hunter2"))
  }

  #if PostgreSQL
    // Port 1: nobody listens there.
    @Test func `a database that is not reached is named without its password`() async throws {
      let folder = try TestFolder()
      for (address, says) in [
        ("postgres://ann:hunter2@127.0.0.1:1/tellback", "cannot be reached"),
        ("postgres://ann:hunter2@[::1/tellback", "cannot be opened"),
      ] {
        for command in [
          ["serve", "--data", folder.file("data"), "--listen", "127.0.0.1:0"], ["app", "list"], ["doctor"],
        ] {
          let result = try await Tool.run(command + ["--store", address])
          #expect(result.status == 1 && result.errors.contains(says), "\(command): \(result.errors)")
          #expect(!(result.errors + result.output).contains("hunter2"), "\(result.errors)")
        }
      }
    }
  #else
    @Test func `a program without PostgreSQL says how it is built with it`() async throws {
      for command in [["serve", "--listen", "127.0.0.1:0"], ["app", "list"], ["doctor"]] {
        let folder = try TestFolder()
        let result = try await Tool.run(
          command + ["--data", folder.file("data"), "--store", "postgres://ann@127.0.0.1:1/tellback"])
        #expect(result.status == 1 && result.errors.contains("built without PostgreSQL"), "\(result.errors)")
        #expect(result.errors.contains("--traits PostgreSQL"))
      }
    }
  #endif
}

#if PostgreSQL
  @Suite(.enabled(if: TestDatabase.isThere, TestDatabase.why))
  struct StoreDatabaseTests {
    @Test func `commands work on a database beside its collectors, and doctor finds it sound`() async throws {
      let database = try TestDatabase()
      let empty = try await Tool.run(["doctor", "--store", database.address])
      #expect(empty.status == 1 && empty.output.contains("error missing"), "\(empty.output)")
      let made = try await Tool.run(["app", "create", "shop", "--store", database.address])
      #expect(made.status == 0 && made.lines.last?.hasPrefix("tb_") == true, "\(made.errors)")
      let list = try await Tool.run(["app", "list", "--store=\(database.address)"])
      #expect(list.status == 0 && list.output.contains("shop"))
      let folder = try TestFolder()
      let collector = CollectorProcess(folder, store: database.address)
      try await collector.start()
      let key = try #require(made.lines.last)
      for number in 0..<30 {
        #expect(
          try await Client(base: try collector.url, key: key).report(newReport("It breaks \(number % 7)")).status < 300)
      }
      try await eventually("the digest") {
        try await Client(base: try collector.url, key: key).metrics()["tellback_reports_pending"] == 0
      }
      // While it runs, too.
      let doctor = try await Tool.run(["doctor", "--store", database.address])
      #expect(doctor.status == 0 && doctor.output.hasSuffix("is sound.\n"), "\(doctor.output)\(doctor.errors)")
      let copy = try await Tool.run(["backup", folder.file("copy"), "--store", database.address])
      #expect(copy.status == 1 && copy.errors.contains("pg_dump"), "\(copy.errors)")
      #expect(try await collector.stop() == 0)
    }

    @Test func `a data directory is for one collector, and for one store`() async throws {
      let (database, folder) = (try TestDatabase(), try TestFolder())
      let collector = CollectorProcess(folder, store: database.address)
      try await collector.start()
      let serve = ["serve", "--listen", "127.0.0.1:0", "--store", database.address]
      let second = try await Tool.run(serve + ["--data", collector.data])
      #expect(second.status == 1 && second.errors.contains("in use by process"), "\(second.errors)")
      let embedded = folder.file("embedded")
      #expect(try await Tool.run(["app", "create", "shop", "--data", embedded]).status == 0)
      let other = try await Tool.run(serve + ["--data", embedded])
      #expect(other.status == 1 && other.errors.contains("holds a store of its own"), "\(other.errors)")
      #expect(try await collector.stop() == 0)
    }
  }
#endif
