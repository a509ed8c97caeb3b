//! The refund screen as it is drawn, and what its keys do.
