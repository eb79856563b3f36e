internal import SpoolSpec
internal import SpoolSystem

/// NAME: ids taken for numbers, names for what they only resemble.
let nameFaults: [Fault] = [
    Fault(
        "NAME-1", "padded-events", "Its workers write the events of 12 to 012.events.",
        saying: "04711.events",
        also: ["SCAN-1": "nobody finds the events of a recorder under its id"]
    ) { sabotage in
        sabotage.answer(in: "record") { call in
            guard case .open(.events(let id), let directory, let flags, let mode) = call,
                let padded = RecorderID("0" + id.text)
            else { return nil }
            return sabotage.live(.open(.events(padded), in: directory, flags, mode: mode))
        }
    },

    Fault(
        "NAME-1", "request-spelt-out", "Its clients name the request ID.request.",
        saying: ".request]",
        also: ["START-1": "where there is no ID.req none says what is asked for"]
    ) { sabotage in
        sabotage.nameRequests { "\($0).request" }
    },

    Fault(
        "NAME-2", "next-process", "Its recordings have the number of the process after the client's.",
        saying: "the id to be"
    ) { sabotage in
        sabotage.startedAs = { id in
            Int(id.text).flatMap { RecorderID(String($0 + 1)) } ?? id
        }
    },

    Fault(
        "NAME-2", "leading-zeros", "Its recordings have the client's number in ten digits.",
        saying: "the id to be"
    ) { sabotage in
        sabotage.startedAs = { id in
            RecorderID(String(repeating: "0", count: max(0, 10 - id.text.utf8.count)) + id.text) ?? id
        }
    },

    Fault(
        "NAME-3", "numbers", "It takes ids for numbers: 007.req is the request of 7.",
        saying: "the paths in 00.events"
    ) { sabotage in
        sabotage.readNames { bytes in
            guard let name = SpoolName(fileName: bytes) else { return nil }
            let digits = name.id.text.drop { $0 == "0" }
            guard let id = RecorderID(digits.isEmpty ? "0" : String(digits)) else { return nil }
            guard case .request = name else { return .events(id) }
            return .request(id)
        }
    },

    Fault(
        "NAME-3", "no-long-ids", "It knows no id that does not fit an integer.",
        saying: "the paths in 18446744073709551616.events"
    ) { sabotage in
        sabotage.readNames { bytes in
            guard let name = SpoolName(fileName: bytes), Int64(name.id.text) != nil else { return nil }
            return name
        }
    },

    Fault(
        "NAME-3", "no-zero", "It takes the id 0 for none.", saying: "the paths in 0.events"
    ) { sabotage in
        sabotage.readNames { bytes in
            SpoolName(fileName: bytes).flatMap { $0.id.text.utf8.elementsEqual("0".utf8) ? nil : $0 }
        }
    },

    Fault(
        "NAME-4", "cleans-up", "Its workers remove what ends in ~ or .tmp.", saying: "1.req~ is gone"
    ) { sabotage in
        sabotage.readNames { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            if text.utf8.last == UInt8(ascii: "~") || text.hasSuffix(".tmp") {
                try? FileSystem.unlink("\(sabotage.path)/\(text)")
            }
            return SpoolName(fileName: bytes)
        }
    },

    Fault(
        "NAME-4", "digits-anywhere", "It takes any name that ends in digits and .req for a request.",
        saying: "1.events is new"
    ) { sabotage in
        sabotage.readNames { bytes in
            guard bytes.suffix(4).elementsEqual(".req".utf8) else { return SpoolName(fileName: bytes) }
            let digits = bytes.dropLast(4).reversed().prefix { $0 >= 0x30 && $0 <= 0x39 }.reversed()
            return RecorderID(utf8: Array(digits)).map { .request($0) }
        }
    },

    Fault(
        "NAME-4", "any-case", "It takes 1.REQ for a request.", saying: "1.events is new"
    ) { sabotage in
        sabotage.readNames { bytes in
            SpoolName(fileName: bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 })
        }
    },

    Fault(
        "NAME-4", "digits-of-all-scripts", "It takes Arabic or full-width digits for an id.",
        saying: "12.events is new"
    ) { sabotage in
        sabotage.readNames { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            return SpoolName(
                fileName: String(
                    text.map { character in
                        character.wholeNumberValue.flatMap { String($0).first } ?? character
                    }))
        }
    },

    Fault(
        "NAME-5", "line-feed", "It takes 12.req with a line feed behind it for the request of 12.",
        saying: "12.events is new"
    ) { sabotage in
        sabotage.readNames { bytes in
            SpoolName(fileName: bytes.last == 0x0A ? Array(bytes.dropLast()) : bytes)
        }
    },

    Fault(
        "NAME-6", "id-inside", "It believes an id that the request's contents tell.",
        saying: "the paths in 20.events"
    ) { sabotage in
        var told: [RecorderID: RecorderID] = [:]
        sabotage.rewriteRequests { id, bytes in
            if let inside = (try? JSONObject.parse(bytes, limits: .request))?["id"] {
                told[id] = RecorderID(inside.text ?? inside.integer.map { String($0) } ?? "")
            }
            return nil
        }
        sabotage.answer(in: "record") { call in
            guard case .open(.events(let id), let directory, let flags, let mode) = call,
                let other = told[id]
            else { return nil }
            return sabotage.live(.open(.events(other), in: directory, flags, mode: mode))
        }
    },
]
