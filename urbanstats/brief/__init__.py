"""What a run says: results become sentences and plain data, in both languages."""
