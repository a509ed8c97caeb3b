//! What a shop is and does: words, facts, money and rules, without any input or output.
