/// The two kinds of names that mean something in a spool directory; every other entry is left alone (NAME-4).
public enum SpoolName: Hashable, Sendable, CustomStringConvertible {
    /// `<id>.req`: the client's request, and what its lock is on.
    case request(RecorderID)
    /// `<id>.events`: what the workers append.
    case events(RecorderID)

    /// Reads a file's name to its last byte (NAME-5): `12.req` is a request, `12.req\n` is nothing of ours.
    ///
    /// - Parameter fileName: the bytes as the directory listing gives them, without the NUL.
    public init?(fileName: [UInt8]) {
        self.init(nameBytes: fileName)
    }

    /// Reads a file's name to its last byte.
    public init?(fileName: String) {
        self.init(nameBytes: fileName.utf8)
    }

    private init?(nameBytes: some BidirectionalCollection<UInt8>) {
        guard let dot = nameBytes.lastIndex(of: UInt8(ascii: ".")),
            let id = RecorderID(utf8: nameBytes[..<dot])
        else { return nil }
        let ending = nameBytes[dot...]
        if ending.elementsEqual(".req".utf8) {
            self = .request(id)
        } else if ending.elementsEqual(".events".utf8) {
            self = .events(id)
        } else {
            return nil
        }
    }

    /// The recording that the file belongs to.
    public var id: RecorderID {
        switch self {
        case .request(let id), .events(let id): id
        }
    }

    /// The file's name in the spool directory.
    public var fileName: String {
        switch self {
        case .request(let id): id.text + ".req"
        case .events(let id): id.text + ".events"
        }
    }

    /// The file's name.
    public var description: String { fileName }
}
