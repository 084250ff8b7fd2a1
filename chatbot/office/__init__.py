"""Pages of staff: conversations that wait, words and phrases, measures."""
