-- The journal: one row for each envelope, in the order of arrival, never changed, never deleted.
-- Sequence numbers are found through `stretches`, aggregates through `trail`: both hold one row
-- for each unbroken run of the journal, so that they cost next to nothing.

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Each journal held, with its head.
CREATE TABLE journals (
    key INTEGER PRIMARY KEY,
    terminal TEXT NOT NULL UNIQUE,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT;

-- The tags of facts.
CREATE TABLE kinds (
    key INTEGER PRIMARY KEY,
    word TEXT NOT NULL UNIQUE
) STRICT;

-- The processes that minted identities; `aggregate` below packs one with a class and a counter.
CREATE TABLE origins (
    key INTEGER PRIMARY KEY,
    terminal TEXT NOT NULL,
    boot TEXT NOT NULL,
    UNIQUE (terminal, boot)
) STRICT;

-- Aggregates that are words and not minted numbers: menu, settings, items, staff, terminals.
CREATE TABLE names (
    key INTEGER PRIMARY KEY,
    aggregate TEXT NOT NULL UNIQUE
) STRICT;

-- `bytes` are the exact bytes that `hash` covers, behind the hash before.
-- `aggregate` is class * 2^45 + origin * 2^28 + counter; class 0 names, 1 orders, 2 shifts.
CREATE TABLE journal (
    id INTEGER PRIMARY KEY,
    journal INTEGER NOT NULL REFERENCES journals (key),
    seq INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    aggregate INTEGER NOT NULL,
    bytes TEXT NOT NULL,
    hash BLOB NOT NULL
) STRICT;

-- From `seq` on, the rows of a journal follow each other from `id` on, up to its next stretch.
CREATE TABLE stretches (
    journal INTEGER NOT NULL REFERENCES journals (key),
    seq INTEGER NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (journal, seq)
) STRICT, WITHOUT ROWID;

-- From `id` on, the rows belong to this aggregate, up to the first that does not.
CREATE TABLE trail (
    aggregate INTEGER NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (aggregate, id)
) STRICT, WITHOUT ROWID;

-- Envelopes that are held but not understood.
CREATE TABLE quarantine (
    journal INTEGER NOT NULL REFERENCES journals (key),
    seq INTEGER NOT NULL,
    code TEXT NOT NULL,
    sentence TEXT NOT NULL,
    PRIMARY KEY (journal, seq)
) STRICT, WITHOUT ROWID;

-- For people who look into the file: each fact with its place and its moment.
CREATE VIEW facts AS
SELECT j.id, t.terminal, j.seq, k.word AS kind,
    json_extract(j.bytes, '$.aggregate') AS aggregate,
    json_extract(j.bytes, '$.at') AS at,
    json_extract(j.bytes, '$.hlc') AS hlc,
    json_extract(j.bytes, '$.event') AS event
FROM journal j JOIN journals t ON t.key = j.journal JOIN kinds k ON k.key = j.kind;
