"""Files in and out: whole or not at all, tables as CSV, Excel and Parquet."""
