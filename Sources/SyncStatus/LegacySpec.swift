// The spec of kubernetes-external-secrets, as far as it says what is read, in the words of its successor.

internal import Basics
internal import ExternalSecrets

extension ExternalSecretSpec {
  /// What an object of kubernetes-external-secrets reads (`legacy.md`); its oldest form has other names for the fields.
  init(legacy object: JSON) {
    let spec = object["spec"] ?? object["secretDescriptor"]
    var data: [DataEntry] = []
    var dataFrom = (spec?["dataFrom"]?.array ?? []).compactMap { key in
      key.string.map { DataFromEntry(extract: RemoteReference(key: $0)) }
    }
    for entry in spec?["dataFromWithOptions"]?.array ?? [] {
      dataFrom.append(DataFromEntry(extract: RemoteReference(legacy: entry)))
    }
    for entry in spec?["data"]?.array ?? spec?["properties"]?.array ?? [] {
      if let path = entry["path"]?.string {
        dataFrom.append(DataFromEntry(find: FindQuery(path: path)))
      } else {
        data.append(DataEntry(secretKey: entry["name"]?.string ?? "", remote: RemoteReference(legacy: entry)))
      }
    }
    self.init(data: data, dataFrom: dataFrom)
  }
}

extension RemoteReference {
  fileprivate init(legacy entry: JSON) {
    self.init(
      key: entry["key"]?.string ?? "", property: entry["property"]?.string ?? "",
      version: entry["versionId"]?.string ?? entry["versionStage"]?.string ?? "")
  }
}
