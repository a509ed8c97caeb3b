-- Envelopes that came ahead of their journals while this terminal was fresh. They are no rows of the
-- journal: each is deleted in the transaction in which its journal brings it, and one that its
-- journal does not bring is dropped and told.
CREATE TABLE aside (
    id INTEGER PRIMARY KEY,
    journal TEXT NOT NULL,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    aggregate INTEGER NOT NULL,
    bytes TEXT NOT NULL,
    UNIQUE (journal, seq, hash)
) STRICT;

CREATE INDEX aside_of ON aside (aggregate);
