// Where attachments are kept, as one value, checked before anything is opened.
import CollectorCore
import CollectorFiles
import Foundation

struct AttachmentSettings: Sendable {
  /// Where those go that come.
  var target: FilePlace
  var folder: String
  /// Nil without an endpoint.
  var bucket: S3Bucket?

  init(_ values: SettingValues) throws {
    target = FilePlace(rawValue: values.text(.attachments)) ?? .store
    let folder = values.text(.attachmentsFolder)
    self.folder = folder.isEmpty ? values.text(.data) + "/attachments" : folder
    bucket = try Self.bucket(values)
    guard target != .s3 || bucket != nil else {
      throw UsageError("attachments s3 needs s3-endpoint, s3-bucket, s3-access-key and s3-secret-file.")
    }
  }

  /// What the words of a command, the environment and a configuration file say; all other options are passed over.
  init(_ arguments: [String], environment: [String: String], data: String) throws {
    let flags = Set(Setting.ofAttachments.map(\.flag) + [SettingValues.configFlag])
    var known = ["--data=" + data]
    var rest = arguments[...]
    while let word = rest.popFirst() {
      let name = String(word.prefix { $0 != "=" })
      guard flags.contains(name) else { continue }
      known.append(word)
      if name == word, let value = rest.popFirst() { known.append(value) }
    }
    let reader = try ArgumentReader(
      known, command: arguments.first ?? "", options: flags.sorted() + [Setting.data.flag])
    try self.init(SettingValues(arguments: reader, environment: environment))
  }

  private static func bucket(_ values: SettingValues) throws -> S3Bucket? {
    var endpoint = values.text(.s3Endpoint)
    guard !endpoint.isEmpty else { return nil }
    while endpoint.hasSuffix("/") { endpoint.removeLast() }
    guard let url = URL(string: endpoint), ["http", "https"].contains(url.scheme ?? ""), url.host?.isEmpty == false,
      url.query == nil, url.fragment == nil, url.user == nil, url.path.isEmpty
    else {
      throw UsageError(
        "s3-endpoint must be an address such as https://s3.eu-central-1.amazonaws.com, without a path; it is "
          + "'\(endpoint)'.")
    }
    let name = values.text(.s3Bucket)
    // The rules for names of buckets, of Amazon S3.
    guard (3...63).contains(name.utf8.count),
      name.utf8.allSatisfy({ $0 &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == 0x2D || $0 == 0x2E }), !name.contains("..")
    else {
      throw UsageError("s3-bucket must have 3 to 63 small letters, digits, - and dots between them; it is '\(name)'.")
    }
    let (region, key, file) = (values.text(.s3Region), values.text(.s3AccessKey), values.text(.s3SecretFile))
    guard !region.isEmpty, region.utf8.allSatisfy({ ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == 0x2D }) else {
      throw UsageError("s3-region must be letters, digits and -; it is '\(region)'.")
    }
    guard !key.isEmpty, !file.isEmpty else {
      throw UsageError("s3-endpoint needs s3-access-key and s3-secret-file; one of them is empty.")
    }
    let certificates = values.text(.s3Certificates)
    return S3Bucket(
      endpoint: endpoint, bucket: name, region: region, accessKey: key,
      secret: try SecretFile.read(file, of: .s3SecretFile),
      certificates: certificates.isEmpty ? nil : certificates)
  }

  /// Each place that is set up; a folder always is one, though there may be nothing in it.
  var homes: [any FileHome] { [FolderHome(folder)] + (bucket.map { [S3Home($0)] } ?? []) }

  /// Ready to keep files of this store. Throws ``CommandFailure`` for what cannot work.
  func keeper(
    of store: any Store, secrets: any Secrets, log: Log, wantsFolder: Bool = false,
    mayWork: @escaping @Sendable () -> Bool = { true }
  ) async throws -> FileKeeper {
    let folder = FolderHome(folder)
    let keeper = FileKeeper(
      store: store, target: target, homes: homes, clock: SystemClock.now,
      token: { Hexadecimal.text(Array(secrets.makeToken().prefix(16))) }, mayWork: mayWork
    ) { event, fields in log.warning(event, fields) }
    do {
      try await keeper.prepare()
      if target == .folder || wantsFolder {
        // A folder gets its mark before the first file lies in it, and never again.
        try await folder.prepare(isNew: try await store.read { try $0.fileCounts()[.folder] == nil })
      }
    } catch let error as FileHomeError {
      throw CommandFailure("\(error)")
    } catch StoreError.failed(let reason) {
      throw CommandFailure("--attachments \(target.rawValue): \(reason)")
    }
    return keeper
  }
}
