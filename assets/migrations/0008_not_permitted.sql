-- Rows of the journal that their makers may not make, as far as is known what the makers are: kept
-- and passed on, left out of every fold. `id` is the row.
CREATE TABLE not_permitted (
    aggregate INTEGER NOT NULL,
    id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    sentence TEXT NOT NULL,
    PRIMARY KEY (aggregate, id)
) STRICT, WITHOUT ROWID;
