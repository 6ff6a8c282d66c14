// Runs an admin command where it was typed: on the data directory itself, or through the collector that holds it.
import CollectorCore
import CollectorFiles
import CollectorSQLite
import Foundation
import TellbackSupport

enum AdminTool {
  /// What the command printed. Throws ``UsageError`` or ``CommandFailure``.
  static func run(_ all: [String], environment: [String: String]) async throws -> String {
    let choice = try StoreChoice(all, environment: environment)
    let arguments = choice.arguments
    var command = try AdminCommand(arguments)
    var words = arguments
    if case .backup(let target) = command {
      // The collector may stand in another directory.
      let absolute = FilePaths.absolute(target)
      command = .backup(target: absolute)
      words = ["backup", absolute]
    }
    if case .audit(.export(let target)) = command {
      let absolute = FilePaths.absolute(target)
      command = .audit(.export(target: absolute))
      words = ["audit", "export", absolute]
    }
    if case .imports(let imports) = command {
      command = .imports(imports.absolute)
      words = imports.absolute.words
    }
    let directory = try dataDirectory(arguments, environment)
    let password = command.needsPassword ? try PasswordPrompt.read() : nil
    if let address = choice.address {
      let settings =
        if case .attachments = command {
          try AttachmentSettings(arguments, environment: environment, data: directory)
        } else { AttachmentSettings?.none }
      return try await perform(command, on: address, directory: directory, settings, password: password)
    }
    let wasThere = command.target.map(isThere) ?? false
    if let reply = try ControlClient.send(ControlRequest(arguments: words, input: password), directory: directory) {
      guard reply.status == 0 else { throw CommandFailure(reply.text) }
      // The collector makes new files alone. One that is not here now, or was here before, is in a view of its own.
      if let target = command.target, wasThere || !isThere(target) { throw unseen(target, by: directory) }
      return reply.text
    }
    if case .createApp = command {
    } else if case .createUser = command {
    } else if case .people(.invite) = command {
    } else {
      guard FileManager.default.fileExists(atPath: directory) else {
        throw CommandFailure("There is no data directory \(directory); give it with --data DIR.")
      }
    }
    let store = try StoreOpening.open(directory)
    do {
      let secrets = try SodiumSecrets()
      var commands = CommandService(store: store, secrets: secrets, clock: SystemClock.now, folder: directory)
      if case .attachments = command {
        let settings = try AttachmentSettings(arguments, environment: environment, data: directory)
        commands.files = try await keeper(for: command, settings, of: store, secrets)
      }
      if case .eraseReport = command { MatchIndexFile.remove(in: directory) }
      let text = try await commands.perform(command, password: password)
      // Without a running collector this process must take erased words out of the files.
      if case .eraseReport = command { while try await !store.purgeErased() {} }
      await store.close()
      return text
    } catch StoreError.full {
      await store.close()
      throw CommandFailure(
        "There is no room on the disk of \(directory), so nothing was written. Make room, then run the command again.")
    } catch {
      await store.close()
      throw error
    }
  }

  private static func isThere(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// What a service manager or a container keeps apart: PrivateTmp of systemd gives the collector a /tmp that goes when it stops.
  private static func unseen(_ target: String, by directory: String) -> CommandFailure {
    CommandFailure(
      "The collector wrote \(target) where only it sees it: it runs with files of its own, as PrivateTmp of systemd or a container "
        + "give it. That file goes when the collector stops. Run the command again with a folder that both see, such as "
        + "/var/backups/tellback, which the unit of systemd lets it write; \(directory) is one too.")
  }

  /// On a database that collectors share. They hear of it within a second, so none of them need be asked, or run.
  private static func perform(
    _ command: AdminCommand, on address: StoreAddress, directory: String, _ settings: AttachmentSettings?,
    password: String?
  ) async throws -> String {
    let store = try StoreOpening.open(directory, at: address)
    do {
      // Imports keep what they read in a folder; without a data directory it is the system's for temporary files.
      let folder = FileManager.default.fileExists(atPath: directory) ? directory : nil
      let secrets = try SodiumSecrets()
      var commands = CommandService(store: store, secrets: secrets, clock: SystemClock.now, folder: folder)
      if let settings { commands.files = try await keeper(for: command, settings, of: store, secrets) }
      let text = try await commands.perform(command, password: password)
      if case .eraseReport = command { while try await !store.purgeErased() {} }
      await store.close()
      return text
    } catch {
      await store.close()
      switch error {
      case StoreError.full:
        throw CommandFailure("There is no room on the disk of the database, so nothing was written.")
      case StoreError.unavailable(let text), StoreError.failed(let text): throw CommandFailure(text)
      default: throw error
      }
    }
  }

  private static func keeper(
    for command: AdminCommand, _ settings: AttachmentSettings, of store: any Store, _ secrets: SodiumSecrets
  ) async throws -> FileKeeper {
    let wantsFolder = command == .attachments(.move(to: .folder))
    return try await settings.keeper(of: store, secrets: secrets, log: Log(.logfmt), wantsFolder: wantsFolder)
  }

  /// `--data`, else the environment, else the default of `serve`.
  static func dataDirectory(_ arguments: [String], _ environment: [String: String]) throws -> String {
    var directory = environment[Setting.data.environment] ?? Setting.data.fallback
    for (index, argument) in arguments.enumerated() {
      if argument == "--data", index + 1 < arguments.count { directory = arguments[index + 1] }
      if argument.hasPrefix("--data=") { directory = String(argument.dropFirst("--data=".count)) }
    }
    guard !directory.isEmpty else { throw UsageError("--data must name a directory; it is empty.") }
    return directory
  }
}
