extension History {
    // MARK: At every moment (DIR-4, MODE-3)

    /// Nobody outside has access, and no file is open to more than the protocol says.
    func judgeModes(_ kernel: ModelKernel) -> Breach? {
        if let directory = kernel.directory, directory.mode & 0o007 != 0 {
            return Breach("DIR-4", "the directory is \(Self.octal(directory.mode))")
        }
        for entry in kernel.directory?.entries ?? [] {
            guard let file = kernel.files.first(where: { $0.number == entry.file }) else { continue }
            let most: UInt16
            switch entry.name {
            case .request: most = 0o640
            case .events: most = 0o660
            }
            if file.mode & ~most != 0 {
                return Breach("MODE-3", "\(entry.name) is \(Self.octal(file.mode))")
            }
        }
        return nil
    }

    // MARK: When a start or a line is done (DIR-1, MODE-3)

    func judgeStartedModes(_ id: RecorderID, _ request: UInt16, _ kernel: ModelKernel) -> Breach? {
        if let directory = kernel.directory,
            directory.mode != PrepareDirectory.mode || directory.group != ModelKernel.spoolGroup
        {
            return Breach(
                "DIR-1", "the start succeeded, and the directory is \(Self.octal(directory.mode))")
        }
        guard let file = kernel.files.first(where: { $0.number == request }) else { return nil }
        if file.mode != Claim.mode || file.group != ModelKernel.spoolGroup {
            let text = "\(Self.octal(file.mode)), group \(file.group)"
            return Breach("MODE-3", "the start succeeded, and \(id).req is \(text)")
        }
        return nil
    }

    func judgeEventsMode(_ id: RecorderID, _ kernel: ModelKernel) -> Breach? {
        // Whoever was refused a change of mode cannot be held to it.
        guard !hasFaulted, let number = kernel.file(.events(id)),
            let file = kernel.files.first(where: { $0.number == number }),
            file.mode & Append.mode != Append.mode || file.group != ModelKernel.spoolGroup
        else { return nil }
        return Breach("MODE-3", "a line is written, and \(id).events is \(Self.octal(file.mode))")
    }

    private static func octal(_ mode: UInt16) -> String { "0" + String(mode, radix: 8) }

    // MARK: Between procedures (HOOK-2)

    /// Whoever is between two procedures holds the descriptors that it knows of, and no others.
    func judgeDescriptors(_ handles: [Handle], _ process: Int, _ kernel: ModelKernel) -> Breach? {
        let open = Set(kernel.openHandles(of: process))
        guard open != Set(handles) else { return nil }
        let leaked = open.subtracting(handles).map(\.number).sorted()
        let lost = Set(handles).subtracting(open).map(\.number).sorted()
        return Breach("HOOK-2", "descriptors left open: \(leaked); closed, but thought open: \(lost)")
    }
}
