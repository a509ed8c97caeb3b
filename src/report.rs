//! Figures turned into tables, charts, CSV and JSON; the width is a parameter.
