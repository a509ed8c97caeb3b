-- The erasable rows of persons, beside the journal and never in it. An erased person keeps a row
-- without salt, data, digest and words, so that nothing of that person is ever taken again.
CREATE TABLE persons (
    id INTEGER PRIMARY KEY,
    person TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    salt TEXT,
    data TEXT,
    digest BLOB,
    words TEXT
) STRICT;

-- The orders of each customer, made from the journal like every projection. `key` is the order.
CREATE TABLE visits (
    key INTEGER PRIMARY KEY,
    person TEXT NOT NULL
) STRICT;

CREATE INDEX visits_of ON visits (person, key);
