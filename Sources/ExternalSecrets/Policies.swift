// The choices an ExternalSecret's fields offer, spelled as in the API.

/// What becomes of the target when the controller writes (`spec.target.creationPolicy`).
public enum CreationPolicy: String, Sendable, Hashable, CaseIterable {
  /// Create it and own it.
  case owner = "Owner"
  /// Create it without owning it.
  case orphan = "Orphan"
  /// Only add keys to one that exists.
  case merge = "Merge"
  /// Create it without owning it, or add keys to one that exists.
  case createOrMerge = "CreateOrMerge"
  /// Write nothing.
  case none = "None"
}

/// What becomes of the target when the provider has no data any more (`spec.target.deletionPolicy`).
public enum DeletionPolicy: String, Sendable, Hashable, CaseIterable {
  /// It is deleted.
  case delete = "Delete"
  /// It stays, without the keys that are gone.
  case merge = "Merge"
  /// It stays as it is.
  case retain = "Retain"
}

/// When the controller reads the provider again (`spec.refreshPolicy`).
public enum RefreshPolicy: String, Sendable, Hashable, CaseIterable {
  /// Never, once the target exists.
  case createdOnce = "CreatedOnce"
  /// Every `spec.refreshInterval`.
  case periodic = "Periodic"
  /// When the ExternalSecret changes.
  case onChange = "OnChange"
}

/// How a remote key becomes a valid key of a Secret.
public enum ConversionStrategy: String, Sendable, Hashable, CaseIterable {
  /// Each character that is not allowed becomes `_`.
  case `default` = "Default"
  /// Each character that is not allowed becomes `_U%04x_`.
  case unicode = "Unicode"
}

/// How a fetched or rendered value is decoded.
public enum DecodingStrategy: String, Sendable, Hashable, CaseIterable {
  /// As base64 or base64url if it is one, else not at all.
  case auto = "Auto"
  /// As base64.
  case base64 = "Base64"
  /// As base64url.
  case base64URL = "Base64URL"
  /// Not at all.
  case none = "None"
}

/// Whether a secret's tags are read in place of its value.
public enum MetadataPolicy: String, Sendable, Hashable, CaseIterable {
  /// The value is read.
  case none = "None"
  /// The tags (labels, annotations) are read as a JSON object.
  case fetch = "Fetch"
}

/// What happens to a value that holds a NUL byte.
public enum NullBytePolicy: String, Sendable, Hashable, CaseIterable {
  /// Nothing.
  case ignore = "Ignore"
  /// The ExternalSecret fails.
  case fail = "Fail"
}

/// Whether the provider's keys are kept beside the template's (`spec.target.template.mergePolicy`).
public enum TemplateMergePolicy: String, Sendable, Hashable, CaseIterable {
  /// Only templated keys are written.
  case replace = "Replace"
  /// The provider's keys are written as well.
  case merge = "Merge"
}

/// The version of the template engine; v1 is gone.
public enum TemplateEngineVersion: String, Sendable, Hashable, CaseIterable {
  /// Go's text/template with the controller's functions.
  case v2
}

/// What of a ConfigMap's or Secret's entry is a template.
public enum TemplateScope: String, Sendable, Hashable, CaseIterable {
  /// The value; the key stays.
  case values = "Values"
  /// The whole text, which renders to a YAML map.
  case keysAndValues = "KeysAndValues"
}
