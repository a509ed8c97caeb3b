-- Journals that are branches of a terminal's journal: two machines used one identity. The row of
-- `journals` bears the branch's own name.
CREATE TABLE branches (
    journal INTEGER PRIMARY KEY REFERENCES journals (key),
    terminal TEXT NOT NULL,
    -- The hash of its first envelope, which names it.
    first BLOB NOT NULL,
    -- The last place that it shares with the journal it left.
    base INTEGER NOT NULL,
    -- 1 when its facts were issued again under another identity: peers need not have it.
    again INTEGER NOT NULL
) STRICT;
