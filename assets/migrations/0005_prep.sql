-- Preparation times by the hour since 1970 (UTC) in which a line was sent, station and item, and
-- the step of the distribution; an empty item stands for whole tickets. `wait` is from sent to
-- ready, `work` from started to ready where that is known, both milliseconds in all.
CREATE TABLE prep (
    hour INTEGER NOT NULL,
    word TEXT NOT NULL,
    bucket INTEGER NOT NULL,
    count INTEGER NOT NULL,
    wait INTEGER NOT NULL,
    works INTEGER NOT NULL,
    work INTEGER NOT NULL,
    PRIMARY KEY (hour, word, bucket)
) STRICT, WITHOUT ROWID;
