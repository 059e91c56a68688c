"""Markets from CSV and Parquet files, schemes to and from JSON files. Whatever is wrong is named by its place."""
