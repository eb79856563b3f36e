// The module's first file; see Package.swift for what stands above and below.
