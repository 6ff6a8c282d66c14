// The Containerfile without an engine or a registry: what it installs, builds and starts is what the program needs and understands.
// Samples/operations/rehearse-container builds and runs the container itself.
#if PostgreSQL
  import Foundation
  import TestPrograms
  import Testing

  @Suite struct ContainerSampleTests {
    private static let checkout = URL(fileURLWithPath: SampleProxy.folder).deletingLastPathComponent()
      .deletingLastPathComponent().path
    /// What Debian's smallest image has.
    private static let present: Set = ["libc6", "libgcc-s1", "libstdc++6"]
    /// What no library names: certificates for TLS.
    private static let data: Set = ["ca-certificates"]

    private let folder: TestFolder
    /// The instructions of each stage, with their continued lines in one.
    private let stages: [[String]]

    init() throws {
      folder = try TestFolder()
      let lines = try String(contentsOfFile: SampleProxy.folder + "/Containerfile", encoding: .utf8)
        .replacing("\\\n", with: " ").split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
      var stages: [[String]] = []
      for line in lines {
        if line.hasPrefix("FROM ") { stages.append([]) }
        try #require(!stages.isEmpty, "\(line) stands before FROM")
        stages[stages.count - 1].append(line)
      }
      self.stages = stages
      try #require(stages.count == 2)
    }

    @Test func `A build of the container has the packages that the manifests name`() throws {
      var named: Set = ["pkg-config"]
      for manifest in ["/Package.swift", "/Collector/Package.swift"] {
        let text = try String(contentsOfFile: Self.checkout + manifest, encoding: .utf8)
        for match in text.matches(of: /\.apt\(\["([^"]+)"\]\)/) { named.insert(String(match.output.1)) }
      }
      #expect(Set(packages(of: stages[0])) == named)
    }

    @Test(
      .enabled(if: access("/usr/bin/dpkg-query", X_OK) == 0, "dpkg-query says whose a library is (Debian)"),
      .enabled(if: access("/usr/bin/readelf", X_OK) == 0, "readelf says what is linked (Debian: binutils)"))
    func `The container has the libraries that the program links and loads, and no others`() async throws {
      let linked = try await output("/usr/bin/readelf", ["--dynamic", "--wide", Tool.binary.path])
        .matches(of: /\(NEEDED\).*\[([^\]]+)\]/).map { String($0.output.1) }
        .filter { name in
          !["libswift", "libFoundation", "lib_Foundation", "libdispatch", "libBlocksRuntime", "ld-linux"].contains {
            name.hasPrefix($0)
          }
        }
      let loaded = try libraries()
      #expect(linked.contains { $0.hasPrefix("libsqlite3.") } && loaded.contains { $0.hasPrefix("libcurl.") })
      let installed = Set(packages(of: stages[1]))
      var needed = Self.data
      for library in linked + loaded {
        // A package is named like `libcurl4:amd64`; newer releases put t64 behind some.
        let owners = try await output("/usr/bin/dpkg-query", ["--search", "*/" + library], mayFail: true)
          .split(separator: "\n").map { String($0.prefix { ![":", ","].contains($0) }).replacing(/t64$/, with: "") }
        // An alternative that is not installed here, or that the container does without.
        if owners.isEmpty || owners.contains(where: Self.present.contains) || library.contains("gnutls") { continue }
        #expect(owners.contains(where: installed.contains), "\(library) comes with \(owners)")
        needed.formUnion(owners.filter(installed.contains))
      }
      #expect(installed == needed)
    }

    @Test func `The container builds a product with a trait that there are, and starts a command that is understood`()
      async throws
    {
      let manifest = try String(contentsOfFile: Self.checkout + "/Collector/Package.swift", encoding: .utf8)
      let trait = try #require(stages[0].first { $0.hasPrefix("ARG TRAITS=") }).dropFirst("ARG TRAITS=".count)
      #expect(manifest.contains("name: \"\(trait)\""))
      let build = try #require(stages[0].first { $0.hasPrefix("RUN swift build") })
      let product = try #require(build.firstMatch(of: /--product ([^ ]+)/)).output.1
      #expect(manifest.contains(".executable(name: \"\(product)\""))
      // What is built is copied, and what is copied is started.
      let program = try #require(build.firstMatch(of: /install --strip -D \/build\/release\/([^ ]+) ([^ ]+)/))
      #expect(program.output.1 == product)
      #expect(stages[1].contains("COPY --from=build \(program.output.2) /usr/local/bin/\(product)"))
      #expect(try words("ENTRYPOINT") == [String(product)])
      let command = try words("CMD")
      let checked = try await Tool.run(command + ["--check"])
      #expect(checked.status == 0, "\(checked.errors)")
      let volume = try #require(stages[1].first { $0.hasPrefix("VOLUME ") }).dropFirst("VOLUME ".count)
      #expect(checked.output.contains("data = \(volume) ") && checked.output.contains("listen = 0.0.0.0:8080 "))
      #expect(stages[1].contains("EXPOSE 8080") && stages[1].contains("STOPSIGNAL SIGTERM"))
    }

    @Test func `What was built on this machine stays out of the container's build`() throws {
      let ignored = try String(contentsOfFile: Self.checkout + "/.dockerignore", encoding: .utf8).split(separator: "\n")
      #expect(ignored.contains("**/.build") && ignored.contains("**/.build-*") && ignored.contains(".git"))
    }

    /// The words of an instruction that is a list.
    private func words(_ instruction: String) throws -> [String] {
      let line = try #require(stages[1].first { $0.hasPrefix(instruction + " ") })
      return try JSONDecoder().decode([String].self, from: Data(line.dropFirst(instruction.count + 1).utf8))
    }

    private func packages(of stage: [String]) -> [String] {
      stage.flatMap { line -> [String] in
        guard let list = line.firstMatch(of: /apt-get install ([^&]+)/) else { return [] }
        return list.output.1.split(separator: " ").map(String.init).filter { !$0.hasPrefix("-") }
      }
    }

    /// The names of libraries that stand in the sources, which are loaded when they are needed.
    private func libraries() throws -> [String] {
      let sources = URL(fileURLWithPath: Self.checkout + "/Collector/Sources")
      let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
      return try (files?.allObjects ?? []).compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }.flatMap {
        let text = try String(contentsOf: $0, encoding: .utf8)
        guard text.contains(".so.") else { return [String]() }
        return text.matches(of: /"(lib[a-z0-9-]+\.so\.[0-9]+)"/).map { String($0.output.1) }
      }
    }

    private func output(_ program: String, _ arguments: [String], mayFail: Bool = false) async throws -> String {
      let (output, errors) = (folder.file(UUID().uuidString), folder.file("errors"))
      let process = try Program(program, arguments, output: output, errors: errors)
      let end = try await Tool.end(of: process, arguments)
      guard mayFail || end == .exit(0) else {
        throw TestFailure("\(program): \(try String(contentsOfFile: errors, encoding: .utf8))")
      }
      return try String(contentsOfFile: output, encoding: .utf8)
    }
  }
#endif
