"""Understanding what people type: the grammar, its words, and what was asked."""
