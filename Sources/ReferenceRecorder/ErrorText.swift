internal import SpoolSystem

internal import SpoolSpec

/// The C library's words for an error of the specification.
func errorText(_ error: SystemError) -> String { Errno(rawValue: error.code).description }
